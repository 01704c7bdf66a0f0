import { join } from 'node:path';
import { median } from '../median';
import { rounded } from '../results';
import { sweepWhole, withFolder, writeNotebook } from './sweeps';

/** The same sweep by one worker and by two, start and tables included. */
export interface SpeedUp {
  engine: string;
  runs: number;
  one: number;
  two: number;
  ratio: number;
}

/** Work for one thread, the same on every machine. */
const workOf = (millions: number): string => `import { claim } from 'softmax-lab';
function work(state: number): number {
  for (let j = 0; j < ${millions}; j++)
    for (let i = 0; i < 1_000_000; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
}
claim('state', work(seed), { atLeast: -(2 ** 31) });`;

export async function measureSpeedUp(
  engine: string,
  runs: number,
  rounds: number,
  millions: number,
): Promise<SpeedUp> {
  const times: [one: number, two: number][] = [];
  for (let i = 0; i < rounds; i++) {
    times.push([await sweepBy(1, engine, runs, millions), await sweepBy(2, engine, runs, millions)]);
  }
  const middle = (of: (pair: [number, number]) => number): number => rounded(median(times.map(of)), 3);
  return {
    engine,
    runs,
    one: middle(([one]) => one),
    two: middle(([, two]) => two),
    ratio: middle(([one, two]) => one / two),
  };
}

function sweepBy(workers: number, engine: string, runs: number, millions: number): Promise<number> {
  return withFolder(async (folder) => {
    const path = writeNotebook(folder, workOf(millions));
    const how = ['--engine', engine, '--workers', String(workers), '--out', join(folder, 'out')];
    return (await sweepWhole([path, '--over', `seed=1..${runs}`, ...how])).seconds;
  });
}
