import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths';
import { tsNode } from '../../scripts/lib/node-tests';
import type { Result } from '../../scripts/sweep/store';
import { notebookText } from '../../test/support/notebook';

/** A folder for notebooks and results, for as long as `use` takes. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'softmax-lab-sweep-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A notebook with a parameter `seed` and a cell of that code. */
export function writeNotebook(folder: string, code: string): string {
  const path = join(folder, 'notebook.ipynb');
  writeFileSync(path, notebookText([{ source: 'let seed = 1;', tags: ['parameters'] }, code]));
  return path;
}

export interface Swept {
  status: number | null;
  output: string;
  seconds: number;
}

/** `npm run sweep`, without npm; `onOutput` is told all that it has said. */
export function sweep(args: readonly string[], onOutput?: (said: string) => void): Promise<Swept> {
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...tsNode, 'scripts/sweep.ts', ...args], {
    cwd: root,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      output += text.toString();
      onOutput?.(output);
    });
  return new Promise((resolve) =>
    child.on('close', (status) => resolve({ status, output, seconds: (performance.now() - began) / 1000 })),
  );
}

/** As {@link sweep}. @throws an Error with what it said, unless all runs are whole */
export async function sweepWhole(args: readonly string[]): Promise<Swept> {
  const swept = await sweep(args);
  if (swept.status !== 0) throw new Error(`the sweep ended with ${swept.status}:\n${swept.output}`);
  return swept;
}

/** What lies in a folder of results: each run's result and executed copy. */
export function runsOf(out: string): { result: Result; notebook: string }[] {
  const runs = join(out, 'runs');
  return readdirSync(runs).map((name) => ({
    result: JSON.parse(readFileSync(join(runs, name, 'result.json'), 'utf8')) as Result,
    notebook: readFileSync(join(runs, name, 'notebook.ipynb'), 'utf8'),
  }));
}
