import type { Page, PageScreenshotOptions } from 'playwright-core';
import { figures as builders } from 'softmax-lab';
import { LackingError } from '../lib/command';
import { htmlPage } from './html-page';
import type { DrawingPage } from './page-script';
import { openStudio, type Studio } from './studio';

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
  /** Seconds that a figure may take; {@link DEFAULT_TIMEOUT} by default. */
  timeout?: number;
  /** Takes a line about a figure that takes long, or lacks what it would have fetched. */
  log?: (line: string) => void;
}

/** Figures could not be drawn; the message names them, a line each. */
export class DrawingError extends Error {
  override name = 'DrawingError';
}

/** A surface takes some seconds, on a busy machine many. */
export const DEFAULT_TIMEOUT = 120;

/** The files' contents, for the formats that were asked for. */
export type Rendered = Record<Format, Buffer>;

/**
 * Draws figures in one headless browser, with fonts of our own: the same figure gives the same PNG and SVG
 * bytes at every run of the same browser. What a figure names by an address is not fetched. One that cannot be drawn
 * does not keep the others from it.
 *
 * @param onDrawn - called after each figure, in order
 * @throws {@link LackingError} if there is no browser; after the last figure, {@link DrawingError} that names
 * those which could not be drawn
 */
export async function renderFigures(
  specifications: readonly Specification[],
  options: RenderOptions,
  onDrawn: (index: number, rendered: Rendered) => void = () => {},
): Promise<Rendered[]> {
  const { formats, scale = 2, theme = 'light', timeout = DEFAULT_TIMEOUT, log = console.log } = options;
  const results: Rendered[] = [];
  const failures: string[] = [];
  let studio: Studio | undefined;
  try {
    for (const [i, plain] of specifications.entries()) {
      const name = nameOf(plain, i);
      studio ??= await enter(openStudio(scale), timeout, log);
      try {
        const drawing = draw(studio.page, themed(plain, theme), formats, scale);
        const { rendered, blocked } = await inTime(name, drawing, timeout, log);
        for (const address of blocked)
          log(`${name}: drawn without ${address.slice(0, 200)}, which is not fetched`);
        results[i] = rendered;
      } catch (error) {
        failures.push(`${name} cannot be drawn: ${reasonOf(error as Error)}`);
        await studio.close(); // nothing of it may get into the next
        studio = undefined;
        continue;
      }
      onDrawn(i, results[i]);
    }
  } finally {
    await studio?.close();
  }
  if (failures.length > 0) throw new DrawingError(failures.join('\n'));
  return results;
}

function nameOf({ layout }: Specification, i: number): string {
  return String(layout.meta?.id ?? `figure ${i + 1}`);
}

/** Playwright puts the call in front and the page's stack behind. */
function reasonOf({ message }: Error): string {
  return message.split('\n')[0].replace(/^page\.\w+: (Error: )?/, '');
}

async function enter(
  opening: Promise<Studio>,
  timeout: number,
  log: (line: string) => void,
): Promise<Studio> {
  try {
    return await inTime('the browser starts', opening, timeout, log);
  } catch (error) {
    void opening.then((studio) => studio.close()).catch(() => undefined); // it may still come
    if (error instanceof LackingError) throw error;
    throw new LackingError(`the browser opens no page: ${(error as Error).message}`);
  }
}

async function inTime<T>(
  what: string,
  work: Promise<T>,
  timeout: number,
  log: (line: string) => void,
): Promise<T> {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  const heartbeat = setInterval(() => log(`  … ${what}, ${seconds()} of ${timeout} s`), 10_000);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${timeout} s`)), timeout * 1000);
  });
  work.catch(() => undefined); // when it fails after its time
  try {
    return await Promise.race([work, late]);
  } finally {
    clearInterval(heartbeat);
    clearTimeout(timer);
  }
}

/** The specification in a theme: figures are made in the light one. */
export function themed(specification: Specification, theme: Theme): Specification {
  return { ...specification, ...builders.withTheme(specification, theme) };
}

async function draw(
  page: Page,
  specification: Specification,
  wanted: readonly Format[],
  scale: number,
): Promise<{ rendered: Rendered; blocked: string[] }> {
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
  const blocked = await page.evaluate(() => (globalThis as unknown as DrawingPage).clearFigure());
  return { rendered: out as Rendered, blocked };
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
