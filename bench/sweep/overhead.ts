import { join } from 'node:path';
import { median } from '../median';
import { rounded } from '../results';
import { runsOf, sweepWhole, withFolder, writeNotebook } from './sweeps';

/** What a run costs in a sweep, one at a time, of a notebook whose cells do next to nothing. */
export interface Overhead {
  engine: string;
  /** Of the sweep, for each run more. */
  secondsPerRun: number;
  /** Of that the run: a fresh kernel and the cells, as `npm run rerun` takes. */
  secondsOfRun: number;
  /** Of that the sweep. */
  overhead: number;
  /** Of a sweep of one run, beyond that run: what is paid once. */
  secondsOnce: number;
}

export async function measureOverhead(engine: string, runs: number, rounds: number): Promise<Overhead> {
  const measured: Overhead[] = [];
  for (let i = 0; i < rounds; i++) {
    const one = await sweepOf(engine, 1);
    const many = await sweepOf(engine, runs);
    const secondsPerRun = (many.seconds - one.seconds) / (runs - 1);
    const secondsOfRun = many.ofRun;
    measured.push({
      engine,
      secondsPerRun,
      secondsOfRun,
      overhead: secondsPerRun - secondsOfRun,
      secondsOnce: one.seconds - one.ofRun,
    });
  }
  const middle = (of: (one: Overhead) => number): number => rounded(median(measured.map(of)), 3);
  return {
    engine,
    secondsPerRun: middle((one) => one.secondsPerRun),
    secondsOfRun: middle((one) => one.secondsOfRun),
    overhead: middle((one) => one.overhead),
    secondsOnce: middle((one) => one.secondsOnce),
  };
}

function sweepOf(engine: string, runs: number): Promise<{ seconds: number; ofRun: number }> {
  return withFolder(async (folder) => {
    const path = writeNotebook(folder, "import { claim } from 'softmax-lab';\nclaim('seed', seed, { atLeast: 1 });"); // prettier-ignore
    const out = join(folder, 'out');
    const args = [path, '--over', `seed=1..${runs}`, '--engine', engine, '--workers', '1', '--out', out];
    const { seconds } = await sweepWhole(args);
    return { seconds, ofRun: median(runsOf(out).map(({ result }) => result.seconds)) };
  });
}
