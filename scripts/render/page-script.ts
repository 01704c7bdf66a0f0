/**
 * What runs in the page. Plotly names clip paths and gradients by Math.random: seeding it for each figure gives
 * the same SVG at every run, and different names where several figures share a page.
 */
export const pageScript = `
(() => {
  const config = { displayModeBar: false, responsive: false, showTips: false };
  let state = 1;
  Math.random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const box = document.getElementById('figure');
  const blocked = new Set();
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => blocked.add(blockedURI));
  window.loadFonts = async (fonts, sample) => {
    await Promise.all(fonts.map((font) => document.fonts.load(font, sample)));
    await document.fonts.ready;
  };
  window.drawFigure = async ({ data, layout }, seed, scale) => {
    state = seed;
    await Plotly.newPlot(box, data, layout, { ...config, plotGlPixelRatio: scale });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  };
  window.figureSvg = () => Plotly.toImage(box, { format: 'svg', imageDataOnly: true });
  window.showSvg = (svg) => {
    Plotly.purge(box);
    box.innerHTML = svg;
  };
  window.clearFigure = () => {
    Plotly.purge(box);
    box.innerHTML = '';
    const addresses = [...blocked].filter((address) => address.includes(':'));
    blocked.clear();
    return addresses;
  };
})();
`;

/** The functions that {@link pageScript} defines, as the scripts call them. */
export interface DrawingPage {
  loadFonts(fonts: readonly string[], sample: string): Promise<void>;
  drawFigure(figure: object, seed: number, scale: number): Promise<void>;
  figureSvg(): Promise<string>;
  /** Puts the picture in the figure's place: what WebGL has drawn prints only so. */
  showSvg(svg: string): void;
  /** Returns the addresses that the figure named and that were not fetched. */
  clearFigure(): string[];
}
