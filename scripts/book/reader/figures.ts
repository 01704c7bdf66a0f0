/// <reference lib="dom" />
import { withHeadline, withTheme } from 'softmax-lab/figures';
import { withAxisTitles } from '../axis-titles';
import { find, findAll, loadScript, make } from './elements';
import { theme } from './theme';

export interface Plot {
  data: unknown[];
  layout: Record<string, unknown> & {
    width?: number;
    height?: number;
    title?: { text?: string };
    meta?: { id?: string; caption?: string };
  };
}

declare const Plotly: {
  react(at: HTMLElement, data: unknown[], layout: unknown, options: unknown): Promise<void>;
  purge(at: HTMLElement): void;
};

declare global {
  interface Window {
    /** The committed figures of the chapter. */
    PLOTS?: Plot[];
    /** Titles of axes in the page's language, by the English. */
    AXES?: Record<string, string>;
  }
}

const drawn = new Map<HTMLElement, Plot>();
/** Title and caption of each committed figure, in the page's language. */
const captions = new Map<string, HTMLElement>();

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const figure = target as HTMLElement;
      if (isIntersecting && theme() === 'dark') void draw(figure, plotOf(figure));
    }
  },
  { rootMargin: '300px' },
);

/** The committed figures: pictures until they come near the screen, and in light until they are pointed at. */
export function connectFigures(): void {
  for (const figure of findAll('figure[data-plot]')) {
    const caption = figure.querySelector('figcaption');
    if (caption) captions.set(wordsOf(plotOf(figure)), caption.cloneNode(true) as HTMLElement);
  }
  watchFigures(document);
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

/** Makes the pictures within live on demand. */
export function watchFigures(box: ParentNode): void {
  for (const figure of findAll('figure[data-plot]', box)) {
    near.observe(figure);
    const live = (): void => void draw(figure, plotOf(figure));
    find('img', figure).addEventListener('pointerenter', live, { once: true });
    find('img', figure).addEventListener('click', live, { once: true });
  }
}

function plotOf(figure: HTMLElement): Plot {
  return (window.PLOTS ?? [])[Number(figure.dataset.plot)];
}

function wordsOf({ layout: { meta, title } }: Plot): string {
  return JSON.stringify([meta?.id, title?.text, meta?.caption]);
}

/** A new figure of a cell that ran. */
export function newFigure(plot: Plot, text: string): HTMLElement {
  const figure = make('figure');
  figure.setAttribute('aria-label', text);
  const caption = captions.get(wordsOf(plot))?.cloneNode(true) ?? captionOf(plot);
  if (caption) figure.append(caption);
  drawn.set(figure, plot);
  queueMicrotask(() => void draw(figure, plot));
  return figure;
}

/** Title and caption as the figure itself has them; none if it is not one of the library's. */
function captionOf({ layout: { meta, title } }: Plot): HTMLElement | undefined {
  if (typeof meta?.caption !== 'string' || typeof title?.text !== 'string') return undefined;
  // Plotly's texts are HTML; of this only the words are taken.
  const words = new DOMParser().parseFromString(title.text.replaceAll('<br>', ' '), 'text/html');
  const heading = make('strong', { textContent: words.body.textContent });
  return make('figcaption', {}, make('p', {}, heading), make('p', { textContent: meta.caption }));
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
  const image = figure.querySelector('img');
  let at = figure.querySelector<HTMLElement>('.plot');
  if (!at) {
    at = make('div', { className: 'plot' });
    at.setAttribute('role', 'img');
    at.setAttribute('aria-label', image?.alt ?? figure.getAttribute('aria-label') ?? '');
    figure.append(at);
  }
  const words = window.AXES ?? {};
  const bare = figure.querySelector('figcaption') ? withHeadline(plot) : plot;
  const { data, layout } = withTheme(
    withAxisTitles(bare, (title) => words[title] ?? title),
    theme(),
  ) as Plot;
  const { width = 720, height = 480 } = layout;
  // A phone is narrower than the figure: it is drawn as it is and made smaller, so that texts stay where they were put.
  const scale = Math.min(1, figure.clientWidth / width);
  at.style.cssText = `width:${width}px;height:${height}px;transform:scale(${scale});transform-origin:0 0;margin-bottom:${(scale - 1) * height}px`;
  await Plotly.react(at, data, { ...layout, width, height, autosize: false }, { displaylogo: false });
  image?.remove();
}
