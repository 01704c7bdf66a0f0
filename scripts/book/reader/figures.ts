/// <reference lib="dom" />
import { withTheme } from 'softmax-lab/figures';
import { find, findAll, loadScript, make } from './elements';
import { theme } from './theme';

export interface Plot {
  data: unknown[];
  layout: Record<string, unknown> & { width?: number; height?: number };
}

declare const Plotly: {
  react(at: HTMLElement, data: unknown[], layout: unknown, options: unknown): Promise<void>;
  purge(at: HTMLElement): void;
};

const drawn = new Map<HTMLElement, Plot>();

/** The committed figures: pictures until they come near the screen, and in light until they are pointed at. */
export function watchFigures(): void {
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const figure = target as HTMLElement;
        if (isIntersecting && theme() === 'dark') void draw(figure, plotOf(figure));
      }
    },
    { rootMargin: '300px' },
  );
  for (const figure of findAll('figure[data-plot]')) {
    near.observe(figure);
    const live = (): void => void draw(figure, plotOf(figure));
    find('img', figure).addEventListener('pointerenter', live, { once: true });
    find('img', figure).addEventListener('click', live, { once: true });
  }
  addEventListener('theme', () => {
    drawn.forEach((plot, figure) => void draw(figure, plot));
    findAll('figure[data-plot]').forEach((figure) => (near.unobserve(figure), near.observe(figure)));
  });
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth === width) return; // the address bar of a phone comes and goes
    width = innerWidth;
    drawn.forEach((plot, figure) => void draw(figure, plot));
  });
}

function plotOf(figure: HTMLElement): Plot {
  const { PLOTS } = globalThis as unknown as { PLOTS: Plot[] };
  return PLOTS[Number(figure.dataset.plot)];
}

/** A new figure of a cell that ran. */
export function newFigure(plot: Plot, text: string): HTMLElement {
  const figure = make('figure');
  figure.setAttribute('aria-label', text);
  drawn.set(figure, plot);
  queueMicrotask(() => void draw(figure, plot));
  return figure;
}

/** Forgets the figures of an output that goes. */
export function forgetFigures(box: HTMLElement): void {
  for (const figure of findAll('figure', box)) {
    const at = figure.querySelector<HTMLElement>('.plot');
    if (at && 'Plotly' in globalThis) Plotly.purge(at);
    drawn.delete(figure);
  }
}

async function draw(figure: HTMLElement, plot: Plot): Promise<void> {
  drawn.set(figure, plot);
  await loadScript('assets/plotly.js');
  if (!drawn.has(figure)) return;
  const { width = 720, height = 480 } = plot.layout;
  const image = figure.querySelector('img');
  let at = figure.querySelector<HTMLElement>('.plot');
  if (!at) {
    at = make('div', { className: 'plot' });
    at.setAttribute('role', 'img');
    at.setAttribute('aria-label', image?.alt ?? figure.getAttribute('aria-label') ?? '');
    figure.prepend(at);
  }
  const room = figure.clientWidth;
  const { data, layout } = withTheme(plot, theme()) as Plot;
  // A phone is narrower than the figure: it is drawn as it is and made smaller, so that texts stay where they were put.
  const scale = Math.min(1, room / width);
  at.style.cssText = `width:${width}px;height:${height}px;transform:scale(${scale});transform-origin:0 0;margin-bottom:${(scale - 1) * height}px`;
  await Plotly.react(at, data, { ...layout, width, height, autosize: false }, { displaylogo: false });
  image?.remove();
}
