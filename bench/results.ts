import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/paths';
import type { Environment } from './environment';

/** One participant in one case. */
export interface Figure {
  /** In the task's unit: the median's. */
  rate: number;
  milliseconds: number;
  /** Ours to it, the median over the rounds that the two took in turn; not of ours. */
  ratio?: number;
  /** It was faster with its heap kept (GLIBC_TUNABLES). */
  keptHeap?: true;
  /** Megabytes beyond inputs and results, at the peak. */
  memory?: number;
}

export interface CaseResult {
  label: string;
  threads: number;
  /** By participant, ours first. */
  figures: Record<string, Figure>;
}

/** What `bench/results/<task>.json` holds. There is no date: a rerun differs only in its figures. */
export interface TaskResult {
  environment: Environment;
  cases: CaseResult[];
}

export const resultsFolder = join(root, 'bench/results');

export function readResult<T>(name: string): T | undefined {
  const path = join(resultsFolder, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

/** @returns the file's path */
export function writeResult(folder: string, name: string, result: unknown): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return path;
}

/** To so many significant digits. */
export function rounded(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}
