import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { UsageError } from '../lib/command';
import { interruptible } from '../lib/interrupt';
import { build, root } from '../lib/paths';
import { openStatus, type Status } from '../lib/status';
import { declaredParameters } from './declared-parameters';
import { describeFailure, execute } from './execute';
import { fetchData } from './fetch-data';
import { findNotebooks, namesOf, parseNotebook, readNotebook, readText, type Notebook } from './notebook';
import { prepareOut } from './out';
import { claimsOf, figureIds, firstDifference, type Claim } from './outputs';
import { assignments, valuesFor } from './parameters';
import { runKey } from './run-key';
import { isSealed } from './seal';
import { threadsOf } from './threads';

export interface RunOptions {
  /** Texts by name. */
  parameters: ReadonlyMap<string, string>;
  /** Parameters that are not given have the values that a notebook names for a quick run. */
  quick: boolean;
  out: string;
  jobs: number;
  /** Take what an earlier run of the same sources left in `out`. */
  resume: boolean;
  timeout: number;
}

export interface Run {
  path: string;
  name: string;
  parameters: Record<string, unknown>;
  seconds: number;
  cached: boolean;
  claims: Claim[];
  figures: string[];
  /** Whether every output is the committed one; `undefined` where none is committed or parameters were given. */
  reproduced?: boolean;
  difference?: string;
  failure?: string;
  /** The notebook's file as it was read. */
  text?: string;
  /** The executed copy. */
  executed: string;
}

export const defaults: RunOptions = {
  parameters: new Map(),
  quick: false,
  out: join(build, 'notebooks'),
  jobs: availableParallelism(),
  resume: false,
  timeout: 600,
};

/**
 * Runs notebooks in the order given, several at a time, each on its share of the cores: two kernels of one thread get more
 * done than one of two. An interrupt ends the running ones and keeps the done.
 */
export async function runNotebooks(which: readonly string[], options: RunOptions): Promise<Run[]> {
  const paths = findNotebooks(which);
  if (options.parameters.size > 0) checkParameters(paths, options.parameters);
  const names = namesOf(paths);
  const outputs = names.map((name) => join(options.out, `${name}.ipynb`));
  prepareOut(options.out, paths, outputs);
  await fetchData(paths);
  const status = openStatus();
  const runs: Run[] = [];
  const jobs = Math.min(options.jobs, paths.length);
  const env = threadsOf(Math.max(1, Math.floor(availableParallelism() / jobs)));
  const queue = [...paths.keys()];
  await interruptible(async (signal) => {
    signal.addEventListener('abort', () =>
      console.error('\nInterrupted. What was finished is kept: repeat with --resume to go on from there.'),
    );
    const worker = async (): Promise<void> => {
      for (let i = queue.shift(); i !== undefined && !signal.aborted; i = queue.shift()) {
        runs[i] = await runOne(paths[i], names[i], outputs[i], env, options, status, signal);
      }
    };
    await Promise.allSettled(Array.from({ length: jobs }, worker));
  });
  return runs;
}

/** The keys under which {@link runNotebooks} would know its runs. */
export function runKeys(which: readonly string[], options: RunOptions): { key: string; name: string }[] {
  const paths = findNotebooks(which);
  if (options.parameters.size > 0) checkParameters(paths, options.parameters);
  const names = namesOf(paths);
  return paths.map((path, i) => {
    const notebook = readNotebook(path);
    const values = valuesFor(notebook, options.parameters, options.quick);
    return { key: runKey(notebook, assignments(values)), name: names[i] };
  });
}

async function runOne(
  path: string,
  name: string,
  executed: string,
  env: NodeJS.ProcessEnv,
  options: RunOptions,
  status: Status,
  signal: AbortSignal,
): Promise<Run> {
  const run: Run = {
    path,
    name,
    executed,
    parameters: {},
    seconds: 0,
    cached: false,
    claims: [],
    figures: [],
  };
  try {
    run.text = readText(path);
    const committed = parseNotebook(run.text, path);
    run.parameters = valuesFor(committed, options.parameters, options.quick);
    const notebook = await executeOrTake(committed, run, env, options, status, signal);
    run.claims = claimsOf(notebook);
    run.figures = figureIds(notebook);
    const compare =
      Object.keys(run.parameters).length === 0 && committed.cells.some((cell) => cell.outputs?.length);
    if (compare && !run.failure) {
      run.difference = firstDifference(committed, notebook);
      run.reproduced = run.difference === undefined;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    run.failure ??= `${relative(root, path)}: ${(error as Error).message}`;
  }
  status.finish(name, lineOf(run));
  return run;
}

async function executeOrTake(
  committed: Notebook,
  run: Run,
  env: NodeJS.ProcessEnv,
  options: RunOptions,
  status: Status,
  signal: AbortSignal,
): Promise<Notebook> {
  const { path, name, text = '', executed } = run;
  const parameters = assignments(run.parameters);
  const key = runKey(committed, parameters);
  const earlier = options.resume ? takeEarlier(executed, key) : undefined;
  if (earlier) {
    run.cached = true;
    return earlier;
  }
  status.set(name, 'starting');
  const onCell = (index: number, count: number): void => status.set(name, `cell ${index}/${count}`);
  const { timeout } = options;
  const { notebook, seconds, failure } = await execute(path, text, executed, {
    key,
    parameters,
    timeout,
    env,
    onCell,
    signal,
  });
  run.seconds = seconds;
  if (failure) run.failure = describeFailure(path, failure);
  return notebook;
}

/** What an earlier run left, if nothing that it depends on has changed since, nor a byte of it. */
function takeEarlier(executed: string, key: string): Notebook | undefined {
  try {
    const text = readText(executed);
    return isSealed(text, key) ? parseNotebook(text, executed) : undefined;
  } catch {
    return undefined;
  }
}

/** Finds out before the first run what can't be assigned; what a notebook's file is like, its run will say. */
function checkParameters(paths: readonly string[], parameters: ReadonlyMap<string, string>): void {
  const declared = new Set<string>();
  for (const path of paths) {
    const notebook = readable(path);
    if (!notebook) continue;
    for (const name of declaredParameters(notebook).keys()) declared.add(name);
    valuesFor(notebook, parameters);
  }
  const unknown = [...parameters.keys()].find((name) => !declared.has(name));
  if (unknown === undefined) return;
  throw new UsageError(
    `no parameter '${unknown}'; the notebooks chosen have ${[...declared].join(', ') || 'none'}`,
  );
}

function readable(path: string): Notebook | undefined {
  try {
    return readNotebook(path);
  } catch {
    return undefined;
  }
}

function lineOf(run: Run): string {
  if (run.failure) return `✗ ${run.failure}`;
  const broken = run.claims.filter((claim) => !claim.holds);
  const held = `${run.claims.length - broken.length}/${run.claims.length} claims`;
  const compared = run.reproduced === undefined ? '' : run.reproduced ? ', reproduced' : ', NOT reproduced';
  const time = run.cached ? 'cached' : `${run.seconds.toFixed(1)} s`;
  const lines = [
    `${broken.length ? '✗' : '✓'} ${run.name}: ${time}, ${held}, ${run.figures.length} figures${compared}`,
  ];
  for (const claim of broken)
    lines.push(`    cell ${claim.cell}: ✗ ${claim.text}: ${claim.value} (${claim.bound})`);
  if (run.difference) lines.push(`    ${run.difference}`);
  return lines.join('\n');
}
