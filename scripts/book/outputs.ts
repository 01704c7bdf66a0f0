import { figures } from 'softmax-lab';
import { textOf, type Output } from '../rerun/notebook';
import { escapeHtml, plainText, renderMarkdown } from './markdown';
import type { Language } from './texts';

/** What a page carries beside its HTML. */
export interface PageFiles {
  language: Language;
  /** Titles and captions in the page's language, by `figure-<id>`. */
  captions: ReadonlyMap<string, string>;
  /** Plotly's specification of each figure, drawn on demand. */
  plots: unknown[];
  /** Pictures by file name. */
  pictures: Map<string, Buffer>;
}

interface Plot {
  data: unknown[];
  layout: { width?: number; height?: number; meta?: { id?: string } };
}

/** The HTML of a committed output. */
export function renderOutput(output: Output, chapter: string, files: PageFiles): string {
  const data = output.data ?? { 'text/plain': output.traceback?.join('\n') ?? output.text };
  const textIn = (type: string): string => textOf(data[type] as string | string[] | undefined);
  const text = textIn('text/plain');
  const claim = data['application/vnd.softmax-lab.claim+json'] as { holds: boolean } | undefined;
  if (claim) return renderClaim(text, claim.holds);
  const plot = data['application/vnd.plotly.v1+json'] as Plot | undefined;
  if (plot) {
    const caption = files.captions.get(`figure-${plot.layout.meta?.id ?? ''}`);
    return renderPlot(plot, textIn('image/png'), { alt: text, caption }, chapter, files);
  }
  // Our own table or frame: what the library writes has no script in it.
  if (data['text/html'] !== undefined)
    return `<div class="scroll html" tabindex="0">${textIn('text/html')}</div>`;
  if (data['text/markdown'] !== undefined) return renderMarkdown(textIn('text/markdown'));
  return `<pre class="text" tabindex="0">${escapeHtml(text)}</pre>`;
}

export function renderClaim(text: string, holds: boolean): string {
  return `<p class="claim" data-holds="${holds}">${escapeHtml(text)}</p>`;
}

/** Title and caption stand above the picture, as text that wraps and is read out; in the picture they are cut off. */
function renderPlot(
  plot: Plot,
  png: string,
  { alt, caption }: { alt: string; caption: string | undefined },
  chapter: string,
  files: PageFiles,
): string {
  const number = files.plots.push(plot) - 1;
  const name = `${chapter}-${number}.png`;
  files.pictures.set(name, Buffer.from(png, 'base64'));
  const { layout } = caption === undefined ? plot : figures.withHeadline(plot);
  const { width = 720, height = 480 } = layout as Plot['layout'];
  const words = caption === undefined ? '' : `<figcaption>${renderMarkdown(caption)}</figcaption>`;
  // What is drawn is described in English alone.
  const described = files.language === 'en' || caption === undefined ? alt : plainText(caption);
  return (
    `<figure data-plot="${number}">${words}<img loading="lazy" src="../pictures/${name}" width="${width}" ` +
    `height="${height}" style="aspect-ratio:${width}/${height}" alt="${escapeHtml(described)}"></figure>`
  );
}
