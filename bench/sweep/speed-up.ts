import { join } from 'node:path';
import { median } from '../median';
import { rounded } from '../results';
import { runsOf, sweepWhole, withFolder, writeNotebook } from './sweeps';

/** The same sweep by one worker and by two, start and tables included. */
export interface SpeedUp {
  engine: string;
  runs: number;
  /** Of them the middle one, by one worker. */
  secondsOfRun: number;
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

/** @param millions - the work of a run; what a run costs beside it, starting a kernel, takes more than one core */
export async function measureSpeedUp(
  engine: string,
  { runs, millions }: { runs: number; millions: number },
): Promise<SpeedUp> {
  const one = await sweepBy(1, engine, runs, millions);
  const two = await sweepBy(2, engine, runs, millions);
  return {
    engine,
    runs,
    secondsOfRun: rounded(one.ofRun, 3),
    one: rounded(one.seconds, 3),
    two: rounded(two.seconds, 3),
    ratio: rounded(one.seconds / two.seconds, 3),
  };
}

function sweepBy(
  workers: number,
  engine: string,
  runs: number,
  millions: number,
): Promise<{ seconds: number; ofRun: number }> {
  return withFolder(async (folder) => {
    const path = writeNotebook(folder, workOf(millions));
    const out = join(folder, 'out');
    const how = ['--engine', engine, '--workers', String(workers), '--out', out];
    const { seconds } = await sweepWhole([path, '--over', `seed=1..${runs}`, ...how]);
    return { seconds, ofRun: median(runsOf(out).map(({ result }) => result.seconds)) };
  });
}
