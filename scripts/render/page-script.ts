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
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    if (blockedURI.includes(':')) blocked.add(blockedURI);
  });
  window.loadFonts = async (fonts, sample) => {
    await Promise.all(fonts.map((font) => document.fonts.load(font, sample)));
    await document.fonts.ready;
  };
  window.drawFigure = async ({ data, layout }, seed, scale) => {
    state = seed;
    try {
      await Plotly.newPlot(box, data, layout, { ...config, plotGlPixelRatio: scale });
    } catch (error) {
      const reason = (error?.message ?? String(error)).split('\\n')[0];
      throw blocked.size === 0 ? new Error(reason) : new Error(reason + ' (not fetched: ' + [...blocked].join(', ') + ')');
    }
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  };
  window.figureSvg = async () => withoutAddresses(await Plotly.toImage(box, { format: 'svg', imageDataOnly: true }));
  // The picture is looked at in programs that fetch: a style of a label may name an address, whatever it is spelt like.
  const withoutAddresses = (svg) => {
    const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
    let found = false;
    for (const element of picture.querySelectorAll('[style]')) {
      for (const property of [...element.style]) {
        const value = element.style.getPropertyValue(property);
        if (!/\\w\\(.*["']/.test(value) || /^url\\("#[^"]*"\\)$/.test(value)) continue;
        element.style.removeProperty(property);
        found = true;
      }
    }
    return found ? new XMLSerializer().serializeToString(picture) : svg;
  };
  window.showSvg = (svg) => {
    Plotly.purge(box);
    box.innerHTML = svg;
  };
  window.clearFigure = () => {
    Plotly.purge(box);
    box.innerHTML = '';
    const addresses = [...blocked];
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
