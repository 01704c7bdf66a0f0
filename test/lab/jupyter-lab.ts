/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from '../../scripts/lib/paths';

const START_MS = 120_000;
const RUN_MS = 300_000;
/** Chromium's limit of a picture's side is 16,384. */
const MAX_HEIGHT = 16_000;

export interface Lab {
  url: string;
  stop(): void;
}

/** What `npm run lab` starts, with settings of its own, on a free port. */
export async function startLab(): Promise<Lab> {
  const home = mkdtempSync(join(tmpdir(), 'softmax-lab-'));
  const set = (extension: string, name: string, settings: object): void => {
    const folder = join(home, 'settings/@jupyterlab', extension);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.jupyterlab-settings`), JSON.stringify(settings));
  };
  // Every cell is in the page, not only those in view.
  const wrapped = { codeCellConfig: { lineNumbers: false, lineWrap: true } };
  set('notebook-extension', 'tracker', { windowingMode: 'none', ...wrapped });
  set('docmanager-extension', 'plugin', { autosave: false }); // a page that a failed test left open
  const port = await freePort();
  const options = [
    `--port=${port}`,
    '--port-retries=0',
    '--no-browser',
    '--allow-root',
    '--IdentityProvider.token=',
  ];
  const lab = ['--require', 'ts-node/register/transpile-only', 'scripts/lab.ts', ...options];
  const env = {
    ...process.env,
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: home,
  };
  const server = spawn(process.execPath, lab, { cwd: root, env, stdio: 'pipe' });
  let log = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (text: Buffer) => (log += text.toString()));
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + START_MS; ; await sleep(200)) {
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error(`JupyterLab did not start:\n${log}`);
    if (
      await fetch(`${url}/api/status`).then(
        (response) => response.ok,
        () => false,
      )
    )
      break;
  }
  return { url, stop: () => server.kill('SIGTERM') };
}

/** Opens a notebook of the server's folder and waits until its cells are there. */
export async function openNotebook(browser: Browser, lab: Lab, name: string, width = 1200): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 1000 } });
  await page.goto(`${lab.url}/lab/workspaces/test-${Date.now()}/tree/${name}?reset`);
  await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: START_MS });
  return page;
}

/** *Run All Cells* of the Run menu; ends when every code cell has run. */
export async function runAll(page: Page): Promise<void> {
  await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout: START_MS });
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  await page.waitForFunction(
    () => {
      const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(
        (prompt) => prompt.textContent,
      );
      return (
        !prompts.some((text) => text?.includes('*')) &&
        prompts.filter((text) => /\d/.test(text ?? '')).length > 0
      );
    },
    undefined,
    { timeout: RUN_MS, polling: 500 },
  );
}

export interface Seen {
  figures: number;
  /** Figures whose drawing area has no size or no content. */
  blank: number;
  /** Outputs that are wider than their place, so that a reader has to scroll. */
  cutOff: number;
  claims: number;
  broken: number;
  errors: string[];
  counts: string[];
}

/** A committed figure is shown by its picture until the pointer comes over it. */
export async function touchFigures(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const picture of document.querySelectorAll('img.plot-img'))
      picture.dispatchEvent(new Event('mouseenter'));
  });
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('.jp-RenderedPlotly')].every((plot) =>
        plot.querySelector('.main-svg, canvas'),
      ),
    undefined,
    { timeout: START_MS },
  );
}

/** What a reader sees on the page. */
export function look(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
    const drawn = all('.jp-OutputArea-output.js-plotly-plot');
    const outputs = all('.jp-OutputArea-output');
    const texts = outputs.map((output) => output.textContent ?? '');
    // A table may begin with a mark, too: that of a gradient's check.
    const marked = outputs
      .filter((output) => !output.querySelector('table'))
      .map((output) => output.textContent ?? '');
    return {
      figures: drawn.length,
      cutOff: outputs.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).length,
      blank: drawn.filter((plot) => plot.clientHeight < 100 || !plot.querySelector('.main-svg, canvas'))
        .length,
      claims: marked.filter((text) => /^[✓✗] /.test(text)).length,
      broken: texts.filter((text) => text.startsWith('✗ ')).length,
      errors: all('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]').map(
        (e) => e.textContent ?? '',
      ),
      counts: all('.jp-CodeCell .jp-InputPrompt').map((prompt) => prompt.textContent ?? ''),
    };
  });
}

/**
 * Makes the window as tall as the notebook: figures are drawn when they come into view. It is done when everything is
 * drawn and the notebook grows no more.
 */
export async function showWhole(page: Page): Promise<void> {
  const { width } = page.viewportSize() as { width: number };
  for (let before = 0, height = 1; height !== before;) {
    before = height;
    const needed = await page.evaluate(async () => {
      const images = [...document.querySelectorAll<HTMLImageElement>('.jp-OutputArea img')];
      await Promise.allSettled(images.map((image) => image.decode()));
      await new Promise((resolve) => requestIdleCallback(resolve));
      const parts = document.querySelectorAll('.jp-NotebookPanel-notebook, .jp-NotebookPanel-notebook *');
      return Math.max(...Array.from(parts, (part) => part.scrollHeight));
    });
    height = Math.min(Math.max(1000, needed + 150), MAX_HEIGHT);
    await page.setViewportSize({ width, height });
    await sleep(300);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
