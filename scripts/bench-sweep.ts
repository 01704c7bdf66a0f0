import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { environment } from '../bench/environment';
import { readResult, resultsFolder, writeResult } from '../bench/results';
import { measureKilled } from '../bench/sweep/killed';
import { measureOverhead } from '../bench/sweep/overhead';
import { QUICK_SCALE, SCALE, simulate, type Scale } from '../bench/sweep/scale';
import { measureSpeedUp } from '../bench/sweep/speed-up';
import { sweepMeasurements, type SweepMeasurement, type SweepResults } from '../bench/sweep/tables';
import { parseArguments, unknownWord } from './lib/arguments';
import { LackingError, runCommand } from './lib/command';
import { build, sweepPython } from './lib/paths';

const help = `Usage: npm run bench:sweep [-- which…] [options]

Measures npm run sweep (about three quarters of an hour with all of them, on a machine that does nothing else).

  overhead   what a run costs in a sweep beyond itself, on both engines (4 minutes)
  speed-up   sweeps of short and of long runs by one worker and by two, on both engines (22 minutes)
  killed     200 runs on Dask's workers, one of which is killed every 20 seconds, and the scheduler once (6 minutes; 15
             on a busy machine)
  scale      10,000 runs that sleep on 500 workers, with losses and stragglers, in five cases (bench/sweep/simulate.py;
             12 minutes)

  --quick    few and small: shows that it runs, its figures mean nothing

Dask is needed (npm run sweep:setup). Results go to bench/results/sweep.json (npm run bench:readme writes the tables of
examples/sweep/README.md), those of --quick to build/bench/results/.

Exit codes: 0 done, 1 a measurement failed, 2 wrong usage, 3 the environment lacks something.`;

const ENGINES = ['local', 'dask'];
const QUICK_RUNS = { runs: 2, millions: 1 };
/** Of about seven seconds, and of forty, as long as a notebook of the book. */
const SHORT_RUNS = { runs: 12, millions: 4000 };
const LONG_RUNS = { runs: 8, millions: 32000 };
const say = (line: string): void => console.log(line);

runCommand(help, async (args) => {
  const { values, positionals } = parseArguments({
    args,
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  const { quick } = values;
  const unknown = positionals.find((name) => !sweepMeasurements.some((known) => known === name));
  if (unknown !== undefined) throw unknownWord('measurement', unknown, sweepMeasurements);
  if (!existsSync(sweepPython))
    throw new LackingError('bench:sweep: Dask is not installed; npm run sweep:setup installs it.');
  const wanted = sweepMeasurements.filter((name) => positionals.length === 0 || positionals.includes(name));
  const folder = quick ? join(build, 'bench/results') : resultsFolder;
  const results: SweepResults = quick ? {} : (readResult<SweepResults>('sweep') ?? {});
  for (const name of wanted) {
    const load = loadavg()[0];
    say(`${name}, at a load of ${load.toFixed(1)}`);
    const result = await measurements[name](quick);
    say(JSON.stringify(result, null, 2));
    const place = environment({ node: process.versions.node }, false);
    Object.assign(results, { [name]: { environment: place, load, result } });
    say(`→ ${writeResult(folder, 'sweep', results)}`);
  }
  return true;
});

const measurements: Record<SweepMeasurement, (quick: boolean) => Promise<unknown>> = {
  overhead: (quick) => oneByOne(ENGINES, (engine) => measureOverhead(engine, quick ? 2 : 11, quick ? 1 : 3)),
  'speed-up': (quick) =>
    oneByOne(
      ENGINES.flatMap((engine) =>
        (quick ? [QUICK_RUNS] : [SHORT_RUNS, LONG_RUNS]).map((how) => ({ engine, how })),
      ),
      ({ engine, how }) => measureSpeedUp(engine, how),
    ),
  killed: (quick) => (quick ? measureKilled(6, 60, say) : measureKilled(200, 20, say)),
  scale: (quick) => oneByOne<(typeof SCALE)[number], Scale>(quick ? QUICK_SCALE : SCALE, (one) => simulate(one, say)), // prettier-ignore
};

async function oneByOne<In, Out>(list: readonly In[], measure: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (const one of list) results.push(await measure(one));
  return results;
}
