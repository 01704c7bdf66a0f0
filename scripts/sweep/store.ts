import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../lib/make-folder';
import { temporaryIn } from '../lib/temporary';
import type { Claim, Recorded } from '../rerun/outputs';
import { isSealed } from '../rerun/seal';
import type { Outcome } from './perform';
import type { Task } from './plan';

/** What is kept of a run, beside its executed copy. */
export interface Result {
  key: string;
  parameters: Record<string, unknown>;
  seconds: number;
  claims: Claim[];
  records: Recorded[];
}

const [NOTEBOOK, RESULT] = ['notebook.ipynb', 'result.json'];

/** Where the results of a sweep's runs lie. */
export const runsIn = (out: string): string => join(out, 'runs');

const folderOf = (out: string, key: string): string => join(runsIn(out), key.slice(0, 16));

/** What is kept of a run; undefined unless all of it is whole. */
export function take(out: string, { request: { key } }: Task): Result | undefined {
  try {
    const folder = folderOf(out, key);
    const result = JSON.parse(readFileSync(join(folder, RESULT), 'utf8')) as Result;
    return result.key === key && isSealed(readFileSync(join(folder, NOTEBOOK), 'utf8'), key) ? result : undefined; // prettier-ignore
  } catch {
    return undefined;
  }
}

/** Keeps what a run made, as a folder that is there whole or not at all. Of two that made the same, the first is kept. */
export function keep(out: string, task: Task, { seconds, claims, records, notebook }: Outcome): Result {
  const { key } = task.request;
  const { parameters } = task;
  const result = { key, parameters, seconds: Number(seconds.toFixed(3)), claims, records };
  const text = `${JSON.stringify(result, spelled, 2)}\n`;
  const [folder, temporary] = [folderOf(out, key), temporaryIn(runsIn(out))];
  try {
    makeFolder(temporary);
    writeFileSync(join(temporary, NOTEBOOK), notebook);
    writeFileSync(join(temporary, RESULT), text);
    try {
      renameSync(temporary, folder);
    } catch {
      const first = take(out, task);
      if (first) return first;
      rmSync(folder, { recursive: true, force: true }); // something that is not whole
      renameSync(temporary, folder);
    }
    return JSON.parse(text) as Result; // as it will be taken
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** JSON has no spelling of NaN and Infinity, which parameters may be. */
function spelled(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
