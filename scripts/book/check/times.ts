import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { tsNode } from '../../lib/node-tests';
import { root } from '../../lib/paths';
import { findNotebooks, nameOf } from '../../rerun/notebook';
import { runPage } from './run-page';
import type { Site } from './site';

/** What `npm run book -- --time` measured. */
const timesFile = join(root, 'test/book/page-times.json');

/** How long readers wait, in seconds; medians, in turns on one machine. */
interface Times {
  machine: string;
  /** The chapter that trains longest of those that every reader runs, in a page and in Node, both on WebAssembly. */
  chapter08: { page: number; node: number; ratio: number };
  /** From the click on the first cell of a page that has just loaded until its result. */
  firstCell: Record<string, number>;
}

const TURNS = 3;

/** The library alone, with Danfo, and with TensorFlow.js. */
const FIRST = ['01', '03', '11'];

/** Measures, and keeps what it found. */
export async function measureTimes(site: Site, report: (line: string) => void): Promise<void> {
  const [pages, nodes]: number[][] = [[], []];
  const [path] = findNotebooks(['08']);
  for (let i = 0; i < TURNS; i++) {
    nodes.push(secondsInNode('08'));
    const [page] = await site.open(`${site.isolated}en/${nameOf(path)}.html`);
    const { seconds, problems } = await runPage(page, path);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    pages.push(seconds);
    await page.close();
    report(`08: ${seconds} s in a page, ${nodes[i]} s in Node`);
  }
  const firstCell: Record<string, number> = {};
  for (const number of FIRST) {
    const seconds: number[] = [];
    for (let i = 0; i < TURNS; i++) seconds.push(await secondsToFirst(site, number));
    firstCell[number] = rounded(median(seconds));
    report(`${number}: first result after ${firstCell[number]} s`);
  }
  const [page, node] = [pages, nodes].map(median);
  const times: Times = {
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
    chapter08: { page: rounded(page), node: rounded(node), ratio: rounded(page / node) },
    firstCell,
  };
  writeFileSync(timesFile, `${JSON.stringify(times, null, 2)}\n`);
}

function secondsInNode(number: string): number {
  const args = [...tsNode, 'scripts/book/check/run-in-node.ts', number];
  const env = { ...process.env, SOFTMAX_LAB_BACKEND: 'wasm' };
  return rounded(Number(execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })));
}

async function secondsToFirst(site: Site, number: string): Promise<number> {
  const [path] = findNotebooks([number]);
  const [page] = await site.open(`${site.isolated}en/${nameOf(path)}.html`);
  const started = performance.now();
  await page.locator('.cell .run').first().click();
  await page.locator('.cell.ran').first().waitFor();
  const seconds = (performance.now() - started) / 1000;
  await page.close();
  return seconds;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
