import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../lib/paths';
import { codeCells, nameOf, readNotebook, textOf } from '../../rerun/notebook';
import { compileCells } from '../compile-cell';
import { cellsElsewhere, sayLack } from '../elsewhere';
import { TEXTS } from '../texts';
import { committedClaims, runPage, type PageRun } from './run-page';
import type { Site } from './site';

/** What `npm run book -- --check` found, by the names of chapters. */
export const resultsFile = join(root, 'test/book/page-runs.json');

/** A page whose cells all ran but for those that lack something, with the committed claims. */
interface Whole {
  cells: number;
  claims: number;
  /** Cells whose claims hold with other digits, in plain loops. */
  rounded?: string[];
  /** Cells whose claims do not all hold there, and why. */
  falls?: Record<string, string>;
  /** On a machine that did other things too. */
  seconds: number;
}

export interface ChapterResult {
  /** Of what the results depend on. */
  fingerprint: string;
  /** Why cells do not run, by their ids. */
  lacks: Record<string, string>;
  isolated: Whole;
  /** Where the page is not isolated; or why it is not run there. */
  plain: Whole | string;
}

/** A page that takes longer is taken to hang. */
const MINUTES = 30;

const LONG = 'it computes for long, and plain loops take up to seven times as long as the kernels (06)';

/** Chapters whose page is run isolated only, and why. */
const NOT_PLAIN: Readonly<Record<string, string>> = {
  '11': 'its cell 35 times the threads and kernels themselves, and ends where there are none',
  ...Object.fromEntries(['18', '19', '20', '24', '25', '27'].map((number) => [number, LONG])),
};

/** Cells whose claims do not all hold in plain loops, and why. */
const FALL_IN_PLAIN: Readonly<Record<string, Record<string, string>>> = {
  '09': {
    'cell-78': 'it counts rows in which two float32 kernels differ; plain loops are the same for both',
  },
  '28': { 'cell-17': 'its run has the bits of kernels, as the committed one' },
};

export type Results = Record<string, ChapterResult>;

export function readResults(): Results {
  return JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;
}

/**
 * Changes with the notebook's code and claims, and with what makes a page differ from Node: its kernel. That those of WebAssembly
 * have the same bits in a browser is asked for by `test/wasm/`, and by the pages that each test runs.
 */
export function fingerprint(path: string): string {
  const hash = createHash('sha256');
  const sources = codeCells(readNotebook(path)).map(({ id, source }) => [id, textOf(source)]);
  hash.update(JSON.stringify([sources, [...committedClaims(path)]]));
  for (const file of pageParts()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

function pageParts(): string[] {
  const worker = readdirSync(join(root, 'scripts/book/kernel'))
    .filter((name) => /^[\w-]+\.ts$/.test(name))
    .map((name) => `scripts/book/kernel/${name}`);
  const kernel = ['bind', 'bindings', 'edits', 'live-names', 'portion'].map(
    (name) => `scripts/kernel/${name}.ts`,
  );
  return [...worker, ...kernel, 'scripts/book/compile-cell.ts'].sort();
}

/** Runs a chapter's page, isolated and plain, and keeps the result; tells whether both are as they should be. */
export async function checkChapter(
  site: Site,
  path: string,
  report: (line: string) => void,
): Promise<boolean> {
  const name = nameOf(path);
  const check = async (isolated: boolean): Promise<Whole | undefined> => {
    const { problems, cells, claims, rounded, seconds } = await runChapter(site, path, isolated);
    const where = isolated ? 'isolated' : 'plain';
    const falls = isolated ? undefined : FALL_IN_PLAIN[name.slice(0, 2)];
    report(`${name}, ${where}: ${cells} cells, ${claims} claims, ${seconds} s`);
    problems.forEach((problem) => report(`✗ ${problem}`));
    if (problems.length > 0) return undefined;
    return { cells, claims, ...(rounded.length > 0 && { rounded }), ...(falls && { falls }), seconds };
  };
  const isolated = await check(true);
  const plain = NOT_PLAIN[name.slice(0, 2)] ?? (await check(false));
  if (!isolated || !plain) return false;
  const result = { fingerprint: fingerprint(path), lacks: lacksOf(path), isolated, plain };
  const results = Object.entries({ ...readResults(), [name]: result });
  const sorted = Object.fromEntries(results.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(resultsFile, `${JSON.stringify(sorted, null, 2)}\n`);
  return true;
}

/** Runs a chapter's page whole. */
export async function runChapter(site: Site, path: string, isolated: boolean): Promise<PageRun> {
  const address = `${isolated ? site.isolated : site.plain}en/${nameOf(path)}.html`;
  // A service worker would isolate it.
  const [page, complaints] = await site.open(address, isolated ? {} : { serviceWorkers: 'block' });
  try {
    const run = await runPage(page, path, MINUTES);
    const wrong = run.isolated === isolated ? [] : [`the page is ${isolated ? 'not ' : ''}isolated`];
    const named = isolated ? [] : Object.keys(FALL_IN_PLAIN[nameOf(path).slice(0, 2)] ?? {});
    const problems = run.problems.filter((text) => !named.some((id) => text.includes(`(${id}) claims`)));
    return { ...run, problems: [...wrong, ...problems, ...complaints] };
  } finally {
    await page.close();
  }
}

/** What the chapter's cells lack in a page, by their ids, in English. */
export function lacksOf(path: string): Record<string, string> {
  const code = codeCells(readNotebook(path)).filter(({ source }) => textOf(source).trim() !== '');
  const sources = code.map(({ source }) => textOf(source));
  const lacks = [...cellsElsewhere(sources, compileCells(sources))];
  return Object.fromEntries(lacks.map(([i, lack]) => [String(code[i].id), sayLack(lack, TEXTS.en)]));
}
