import { join } from 'node:path';
import { LackingError } from '../lib/command';
import { interruptible } from '../lib/interrupt';
import { openStatus } from '../lib/status';
import { fetchData } from '../rerun/fetch-data';
import { prepareOut } from '../rerun/out';
import { runOnDask } from './dask';
import { runLocally } from './local';
import { VersionError, type Outcome } from './perform';
import type { Task } from './plan';
import { keep, runsIn, take, type Result } from './store';

export interface SweepOptions {
  engine: 'local' | 'dask';
  /** Of a scheduler that is there already. */
  scheduler?: string;
  workers: number;
  out: string;
}

/** What the disk, not the notebook, is to blame for. */
const NO_SPACE = /ENOSPC|EDQUOT|No space left/;

/** What came of a sweep. */
export interface SweepEnd {
  /** In the order of the tasks. */
  results: Result[];
  failures: { task: Task; message: string }[];
}

/**
 * Performs those runs of the notebook at `path` that `out` has not.
 * @throws {@link LackingError} if results can't be kept, or an engine can't be had; what is finished stays
 */
export async function runSweep(
  path: string,
  tasks: readonly Task[],
  options: SweepOptions,
): Promise<SweepEnd> {
  const { out } = options;
  prepareOut(out, [path], [join(runsIn(out), 'run')]);
  await fetchData([path]);
  const results = new Map<string, Result>();
  const failures: SweepEnd['failures'] = [];
  for (const task of tasks) {
    const earlier = take(out, task);
    if (earlier) results.set(task.request.key, earlier);
  }
  const missing = tasks.filter(({ request }) => !results.has(request.key));
  if (results.size > 0) console.log(`${results.size} of ${tasks.length} runs are there already.`);
  const progress = progressOf(missing.length);
  const problem = await interruptible(async (signal) => {
    const stop = new AbortController();
    let fatal: Error | undefined;
    signal.addEventListener('abort', () => {
      console.error('\nInterrupted. Finished runs are whole: repeat with --resume to go on from there.');
      stop.abort();
    });
    const onEnd = (task: Task, end: Outcome | Error): void => {
      if (fatal) return;
      try {
        if (end instanceof VersionError) throw end;
        const failure = end instanceof Error ? end.message : end.failure;
        if (failure !== undefined && NO_SPACE.test(failure)) throw new Error(failure);
        if (failure === undefined) results.set(task.request.key, keep(out, task, end as Outcome));
        else failures.push({ task, message: failure });
        progress.end(task, end);
      } catch (error) {
        fatal = error as Error;
        stop.abort();
      }
    };
    const engineOptions = { ...options, onState: progress.state, onEnd, signal: stop.signal };
    const engine = options.engine === 'dask' ? runOnDask : runLocally;
    if (missing.length > 0) {
      await engine(missing, engineOptions).catch((error: Error) => {
        if (!stop.signal.aborted) fatal = error;
      });
    }
    return fatal;
  });
  if (problem) {
    const remedy = `${results.size} of ${tasks.length} runs are finished and whole: repeat with --resume.`;
    throw new LackingError(`the sweep ended early: ${problem.message}\n${remedy}`);
  }
  return { results: tasks.flatMap(({ request }) => results.get(request.key) ?? []), failures };
}

/** Says what is done, how much is left, and about how long that takes. */
function progressOf(count: number): {
  state: (task: Task, state: string) => void;
  end: (task: Task, end: Outcome | Error) => void;
} {
  const status = openStatus();
  const began = performance.now();
  let done = 0;
  return {
    state: (task, state) => status.set(task.label, state),
    end(task, end) {
      done++;
      const left = ((performance.now() - began) / 1000 / done) * (count - done);
      const where = `(${done}/${count}${done < count ? `, about ${duration(left)} left` : ''})`;
      status.finish(task.label, `${lineOf(task, end)} ${where}`);
    },
  };
}

function lineOf({ label }: Task, end: Outcome | Error): string {
  const failure = end instanceof Error ? end.message : end.failure;
  if (failure !== undefined) return `✗ ${label}: ${failure}`;
  const { seconds, claims, records } = end as Outcome;
  const held = claims.filter(({ holds }) => holds).length;
  const noted = records.length > 0 ? `, ${records.length} numbers` : '';
  return `✓ ${label}: ${seconds.toFixed(1)} s, ${held}/${claims.length} claims${noted}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
