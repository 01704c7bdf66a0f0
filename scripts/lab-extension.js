/**
 * What JupyterLab gets of ours, so that a narrow window cuts nothing off: there the file browser begins folded, formulas and
 * tables are smaller, and a figure, its picture and what the pointer makes of it, is no wider than its place. JupyterLab
 * loads this file as it is, the container of a module that webpack would make; set-up copies it.
 */
const NARROW = 1000;
const FIGURE = 'jp-RenderedPlotly';

/** Scales what Plotly has drawn; a transform, which Plotly takes into account where it looks for the pointer. */
function fit(figure) {
  const [plot, drawing] = ['.plot-container', '.svg-container'].map((name) => figure.querySelector(name));
  if (!drawing) return;
  const scale = Math.min(1, figure.clientWidth / drawing.offsetWidth);
  plot.style.transform = scale < 1 ? `scale(${scale})` : '';
  plot.style.transformOrigin = '0 0';
  plot.style.marginBottom = `${(scale - 1) * drawing.offsetHeight}px`;
}

const narrowWindows = {
  id: 'softmax-lab:narrow-windows',
  autoStart: true,
  activate({ restored, shell }) {
    const style = document.createElement('style');
    style.textContent = `.${FIGURE} .plot-img { max-width: 100%; height: auto; }
      @media (max-width: ${NARROW - 1}px) { mjx-container, .jp-RenderedHTML table { font-size: 85% !important; } }`;
    document.head.append(style);
    const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
    new MutationObserver((changes) => {
      for (const { target } of changes) if (target.classList?.contains(FIGURE)) sizes.observe(target);
    }).observe(document.body, { childList: true, subtree: true });
    void restored.then(() => window.innerWidth < NARROW && shell.collapseLeft());
  },
};

(window._JUPYTERLAB ??= {})['softmax-lab'] = {
  init: () => undefined,
  get: () => Promise.resolve(() => ({ __esModule: true, default: narrowWindows })),
};
