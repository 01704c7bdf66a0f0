import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root, sweepPython } from '../../scripts/lib/paths';

/** What simulate.py tells of a sweep of runs that sleep. */
export interface Simulated {
  runs: number;
  failed: number;
  missing: number;
  doubled: number;
  workersLost: number;
  seconds: number;
  perfectSeconds: number;
  busyShareBeforeTheTail: number;
  tailSeconds: number;
  idleBetweenRuns: Record<'median' | '95%', number>;
  schedulerMillisecondsPerRun: number;
  schedulerShareOfACore: number;
  clientMillisecondsPerRun: number;
  schedulerAnswersInMilliseconds: Record<'median' | '95%', number>;
  schedulerMegabytes: number;
  clientMegabytes: number;
  schedulerOpenFiles: number;
}

/** So many workers came, and why not all. */
export interface Broken {
  workers: number;
  why: string;
}

export interface Scale {
  case: string;
  options: Record<string, number>;
  result: Simulated | Broken;
}

type Case = Pick<Scale, 'case' | 'options'>;

/** The first has the settings that are recommended; each other differs from it in one thing. */
export const SCALE: readonly Case[] = [
  { case: 'as recommended', options: { runs: 10_000, workers: 500, seconds: 4 } },
  { case: 'Dask’s `worker-saturation`, 1.1', options: { runs: 10_000, workers: 500, seconds: 4, saturation: 1.1 } }, // prettier-ignore
  { case: 'runs four times as short', options: { runs: 10_000, workers: 500, seconds: 1 } },
  { case: 'nothing lost, no stragglers', options: { runs: 10_000, workers: 500, seconds: 4, lost: 0, stragglers: 0 } }, // prettier-ignore
  { case: '`ulimit -n 1024`', options: { runs: 10_000, workers: 500, seconds: 4, files: 1024, patience: 90 } }, // prettier-ignore
];

export const QUICK_SCALE: readonly Case[] = [
  { case: 'quick', options: { runs: 200, workers: 20, seconds: 0.2, lost: 0.02, processes: 1 } },
];

/** @throws an Error with what the simulation said, if it did not come to its end */
export function simulate({ case: name, options }: Case, say: (line: string) => void): Promise<Scale> {
  const args = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);
  const child = spawn(sweepPython, [join(root, 'bench/sweep/simulate.py'), ...args]);
  let answer = '';
  child.stdout.on('data', (text: Buffer) => (answer += text.toString()));
  let said = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    said = `${said}${line}\n`.slice(-4000);
    if (/^\d+ of \d+|^The sweep/.test(line)) say(`${name}: ${line}`);
  });
  return new Promise((resolve, reject) =>
    child.on('close', (status) => {
      if (status !== 0) reject(new Error(`the simulation ended with ${status}:\n${said}`));
      else resolve({ case: name, options, result: JSON.parse(answer) as Scale['result'] });
    }),
  );
}
