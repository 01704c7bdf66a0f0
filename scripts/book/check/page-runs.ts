import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../lib/paths';
import { codeCells, findNotebooks, nameOf, readNotebook, textOf } from '../../rerun/notebook';
import { committedClaims, runPage } from './run-page';
import type { Site } from './site';

/** What `npm run book -- --check` found, by the names of chapters. */
export const resultsFile = join(root, 'test/book/page-runs.json');

/** A page whose every cell ran, or has its reason not to, and whose claims are the committed ones. */
export interface PageResult {
  cells: number;
  claims: number;
  seconds: number;
}

export interface ChapterResult {
  /** Of what the results depend on. */
  fingerprint: string;
  /** Why cells do not run, by their ids. */
  lacks: Record<string, string>;
  isolated: PageResult;
  /** In plain loops, where the page is not isolated; or why it was not run. */
  plain: PageResult | string;
}

export type Results = Record<string, ChapterResult>;

export function readResults(): Results {
  return JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;
}

/** What is not the same in a page and in Node: all else that a notebook depends on, its rerun in Node checks. */
const PAGE_PARTS = ['src/wasm', 'scripts/book/kernel', 'scripts/book', 'scripts/kernel'];

/** Changes with the notebook's code and claims, and with what makes a page differ from Node. */
export function fingerprint(path: string): string {
  const hash = createHash('sha256');
  const sources = codeCells(readNotebook(path)).map(({ id, source }) => [id, textOf(source)]);
  hash.update(JSON.stringify([sources, [...committedClaims(path)]]));
  for (const file of pageParts()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

function pageParts(): string[] {
  const folders = ['src/wasm', 'src/wasm/assembly', 'scripts/book/kernel'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /^[\w-]+\.ts$/.test(name) && !name.endsWith('.generated.ts'))
      .map((name) => `${folder}/${name}`),
  );
  const kernel = ['bind', 'bindings', 'edits', 'live-names', 'portion'].map((name) => `scripts/kernel/${name}.ts`);
  return [...folders, ...kernel, 'scripts/book/compile-cell.ts'].sort();
}

/** Runs the pages, and tells how many differ. */
export async function checkPages(
  site: Site,
  paths: readonly string[],
  report: (line: string) => void,
): Promise<{ results: Results; differing: number }> {
  const results: Results = {};
  let differing = 0;
  for (const path of paths) {
    const name = nameOf(path);
    const isolated = await run(site, path, true);
    const plain = NOT_PLAIN[name.slice(0, 2)] ?? (await run(site, path, false));
    for (const each of [isolated, plain]) {
      if (typeof each === 'string') continue;
      report(`${name}, ${each.isolated ? 'isolated' : 'plain'}: ${each.cells} cells, ${each.claims} claims, ${each.seconds} s`);
      each.problems.forEach((problem) => report(`✗ ${problem}`));
      if (each.problems.length > 0) differing++;
    }
  }
  return { results, differing };
}
