import type { Environment } from '../environment';
import { machineOf, markdownTable, short } from '../tables';
import type { Killed } from './killed';
import type { Overhead } from './overhead';
import type { Broken, Scale, Simulated } from './scale';
import type { SpeedUp } from './speed-up';

/** What `bench/results/sweep.json` holds: each measurement with its machine, for they are made one by one. */
export interface SweepResults {
  overhead?: Measured<Overhead[]>;
  'speed-up'?: Measured<SpeedUp[]>;
  killed?: Measured<Killed>;
  scale?: Measured<Scale[]>;
}

export interface Measured<T> {
  environment: Environment;
  /** Processes that wanted to run in the last minute before. */
  load: number;
  result: T;
}

export type SweepMeasurement = keyof SweepResults;
export const sweepMeasurements: readonly SweepMeasurement[] = ['overhead', 'speed-up', 'killed', 'scale'];

/** By marker of examples/sweep/README.md. */
export function sweepTables(results: SweepResults = {}): Record<string, string> {
  const { overhead, killed, scale } = results;
  const speedUp = results['speed-up'];
  return {
    'sweep-overhead': tableOf(
      ['an engine, one run at a time', 'a run more', 'of that the run itself', 'of that the sweep', 'once'],
      overhead,
      ({ engine, secondsPerRun, secondsOfRun, overhead, secondsOnce }) =>
        [engine, secondsPerRun, secondsOfRun, overhead, secondsOnce].map(seconds),
    ),
    'sweep-speed-up': tableOf(
      ['an engine', 'runs', 'a run', 'one worker', 'two', 'ratio'],
      speedUp,
      ({ engine, runs, secondsOfRun, one, two, ratio }) => [engine, String(runs), ...[secondsOfRun, one, two].map(seconds), `${ratio.toFixed(2)}×`], // prettier-ignore
    ),
    'sweep-killed': killed ? `${storyOf(killed.result)} ${placeOf(killed)}` : NOT_YET,
    'sweep-scale': scaleTable(scale),
  };
}

const NOT_YET = 'Not measured yet.';

const seconds = (value: number | string): string => (typeof value === 'string' ? value : `${short(value)} s`);

function tableOf<T>(head: string[], measured: Measured<T[]> | undefined, row: (one: T) => string[]): string {
  if (measured === undefined) return NOT_YET;
  return `${markdownTable(head, measured.result.map(row))}\n\n${placeOf(measured)}`;
}

function placeOf({ environment, load }: Measured<unknown>): string {
  return `${machineOf(environment)}, at a load of ${load.toFixed(1)}.`;
}

function storyOf(killed: Killed): string {
  const { runs, everySeconds, workersKilled, schedulersKilled, resumed, whole, lost, doubled, wrong } =
    killed;
  const what = `${runs} runs in ${killed.seconds} s by two workers, of which one was killed every ${everySeconds} seconds (${workersKilled} times), and the scheduler ${times(schedulersKilled)}`; // prettier-ignore
  return `${what}: ${whole} results whole, ${lost} lost, ${doubled} double, ${wrong} of another value; by hand ${times(resumed)} \`--resume\`.`; // prettier-ignore
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** A row a measure, a column a case. */
function scaleTable(measured: Measured<Scale[]> | undefined): string {
  if (measured === undefined) return NOT_YET;
  const rows: [string, (one: Simulated) => string][] = [
    ['runs whole, failed, lost, double', (one) => `${count(one.runs)}, ${one.failed}, ${one.missing}, ${one.doubled}`], // prettier-ignore
    ['workers lost', ({ workersLost }) => count(workersLost)],
    ['seconds (all workers always busy)', (one) => `${short(one.seconds)} (${short(one.perfectSeconds)})`],
    ['of that after the last run began', ({ tailSeconds }) => short(tailSeconds)],
    ['workers busy until then', (one) => `${(100 * one.busyShareBeforeTheTail).toFixed(1)} %`],
    ['idle between two runs, median and 95 % (ms)', ({ idleBetweenRuns: idle }) => `${short(1000 * idle.median)}, ${short(1000 * idle['95%'])}`], // prettier-ignore
    ['scheduler’s processor time a run (ms)', (one) => short(one.schedulerMillisecondsPerRun)],
    ['its share of a core', (one) => `${(100 * one.schedulerShareOfACore).toFixed(0)} %`],
    ['its answer, median and 95 % (ms)', ({ schedulerAnswersInMilliseconds: answer }) => `${short(answer.median)}, ${short(answer['95%'])}`], // prettier-ignore
    ['its memory (MB), open files', (one) => `${one.schedulerMegabytes}, ${one.schedulerOpenFiles}`],
    ['engine’s processor time a run (ms), memory (MB)', (one) => `${short(one.clientMillisecondsPerRun)}, ${one.clientMegabytes}`], // prettier-ignore
  ];
  const cases = measured.result;
  const cell = ({ result }: Scale, of: (one: Simulated) => string): string =>
    'why' in result ? '–' : of(result);
  const table = markdownTable(
    ['', ...cases.map((one) => one.case)],
    rows.map(([name, of]) => [name, ...cases.map((one) => cell(one, of))]),
  );
  const broken = cases.flatMap(({ case: name, result }) => ('why' in result ? [brokenLine(name, result)] : [])); // prettier-ignore
  return [table, ...broken, placeOf(measured)].join('\n\n');
}

const count = (value: number): string => value.toLocaleString('en-US');

const brokenLine = (name: string, { workers, why }: Broken): string =>
  `With ${name} it came to a stand, at ${workers} workers: ${why}.`;
