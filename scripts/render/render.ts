import type { Page, PageScreenshotOptions } from 'playwright-core';
import { figures as builders } from 'softmax-lab';
import { launchBrowser } from './browser';
import { fontFaces, fontShorthands } from './fonts';
import { htmlPage } from './html-page';
import { pageScript, type DrawingPage } from './page-script';

export type Format = 'png' | 'svg' | 'pdf' | 'html';
export const formats: readonly Format[] = ['png', 'svg', 'pdf', 'html'];
export type Theme = 'light' | 'dark';

/** A figure's specification, as it lies in a notebook's output; its id and texts are in `layout.meta`. */
export interface Specification {
  data: Record<string, unknown>[];
  layout: Record<string, unknown> & { meta?: { id?: string; caption?: string; alt?: string } };
}

export interface RenderOptions {
  formats: readonly Format[];
  /** Pixels of the PNG for each of the figure's. */
  scale?: number;
  theme?: Theme;
}

/** The files' contents, for the formats that were asked for. */
export type Rendered = Record<Format, Buffer>;

/**
 * Draws figures in one headless browser, with fonts of our own: the same figure gives the same PNG and SVG
 * bytes at every run of the same browser.
 *
 * @param onDrawn - called after each figure, in order
 * @throws {@link LackingError} if there is no browser
 */
export async function renderFigures(
  specifications: readonly Specification[],
  options: RenderOptions,
  onDrawn: (index: number, rendered: Rendered) => void = () => {},
): Promise<Rendered[]> {
  if (specifications.length === 0) return [];
  const { scale = 2, theme = 'light' } = options;
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ deviceScaleFactor: scale });
    const page = await openPage(await context.newPage());
    const results: Rendered[] = [];
    for (const [i, plain] of specifications.entries()) {
      const specification = themed(plain, theme);
      try {
        results.push(await draw(page, specification, options.formats, scale));
      } catch (error) {
        const name = plain.layout.meta?.id ?? `figure ${i + 1}`;
        throw new Error(`${name} cannot be drawn: ${(error as Error).message}`);
      }
      onDrawn(i, results[i]);
    }
    return results;
  } finally {
    await browser.close();
  }
}

/** The specification in a theme: figures are made in the light one. */
export function themed(specification: Specification, theme: Theme): Specification {
  return { ...specification, ...builders.withTheme(specification, theme) };
}

async function openPage(page: Page): Promise<Page> {
  await page.setContent(
    `<!doctype html><style>${fontFaces()} html, body { margin: 0; } #figure { overflow: hidden; }</style><div id="figure"></div>`,
  );
  await page.addScriptTag({ path: require.resolve('plotly.js/plotly.min.js') });
  await page.addScriptTag({ content: pageScript });
  await page.evaluate(
    (fonts) => (globalThis as unknown as DrawingPage).loadFonts(fonts, 'aα−→中'),
    fontShorthands,
  );
  return page;
}

async function draw(
  page: Page,
  specification: Specification,
  wanted: readonly Format[],
  scale: number,
): Promise<Rendered> {
  const { width = 720, height = 450 } = specification.layout as { width?: number; height?: number };
  const [columns, rows] = [Math.ceil(width), Math.ceil(height)];
  await page.setViewportSize({ width: columns, height: rows });
  const { data, layout } = specification;
  await page.evaluate(
    ([figure, seed, ratio]) => (globalThis as unknown as DrawingPage).drawFigure(figure, seed, ratio),
    [{ data, layout }, seedOf(JSON.stringify(specification)), scale] as const,
  );
  const out: Partial<Rendered> = {};
  if (wanted.includes('png')) {
    out.png = await screenshot(page, { x: 0, y: 0, width: columns, height: rows });
  }
  if (wanted.includes('svg') || wanted.includes('pdf')) {
    const svg = await page.evaluate(() => (globalThis as unknown as DrawingPage).figureSvg());
    out.svg = Buffer.from(withDescription(svg, specification));
  }
  if (wanted.includes('pdf')) {
    await page.evaluate((svg) => (globalThis as unknown as DrawingPage).showSvg(svg), String(out.svg));
    const size = { width: `${columns}px`, height: `${rows}px` };
    out.pdf = await page.pdf({ ...size, printBackground: true, pageRanges: '1', margin: {} });
  }
  if (wanted.includes('html'))
    out.html = Buffer.from(htmlPage(specification.layout.meta?.id ?? 'figure', [specification]));
  await page.evaluate(() => (globalThis as unknown as DrawingPage).clearFigure());
  return out as Rendered;
}

/** Surfaces appear some frames later than the rest: two pictures in a row have to be the same. */
async function screenshot(page: Page, clip: PageScreenshotOptions['clip']): Promise<Buffer> {
  const take = (): Promise<Buffer> => page.screenshot({ type: 'png', clip, animations: 'disabled' });
  let [before, now] = [await take(), await take()];
  for (let i = 0; i < 20 && !before.equals(now); i++) [before, now] = [now, await take()];
  return now;
}

/** Readers of the screen find the alternative text in the picture itself. */
function withDescription(svg: string, { layout }: Specification): string {
  const alt = layout.meta?.alt;
  if (!alt) return svg;
  const text = alt.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return svg.replace(/^<svg\b[^>]*>/, (tag) => `${tag.slice(0, -1)} role="img"><desc>${text}</desc>`);
}

/** FNV-1a: any spread of the bits will do. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
