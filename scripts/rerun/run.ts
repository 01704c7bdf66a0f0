import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { UsageError } from '../lib/command';
import { build, root } from '../lib/paths';
import { openStatus, type Status } from '../lib/status';
import { describeFailure, execute } from './execute';
import { findNotebooks, formatNotebook, nameOf, readNotebook, type Notebook } from './notebook';
import { claimsOf, figureIds, firstDifference, type Claim } from './outputs';
import { assignments, declaredParameters } from './parameters';
import { runKey } from './run-key';

export interface RunOptions {
  parameters: Record<string, unknown>;
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
  executed?: string;
}

export const defaults: RunOptions = {
  parameters: {},
  out: join(build, 'notebooks'),
  jobs: availableParallelism(),
  resume: false,
  timeout: 600,
};

/** Runs notebooks, several at a time, in the order given; an interrupt ends the running ones and keeps the done. */
export async function runNotebooks(which: readonly string[], options: RunOptions): Promise<Run[]> {
  const paths = findNotebooks(which);
  if (Object.keys(options.parameters).length > 0) checkParameters(paths, options.parameters);
  const status = openStatus();
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const runs: Run[] = [];
  const queue = [...paths.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next && !abort.signal.aborted; next = queue.shift()) {
      runs[next[0]] = await runOne(next[1], options, status, abort.signal);
    }
  };
  await Promise.allSettled(Array.from({ length: Math.max(1, options.jobs) }, worker));
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  if (abort.signal.aborted) {
    console.error('\nInterrupted. What was finished is kept: repeat with --resume to go on from there.');
    process.exit(130);
  }
  return runs;
}

async function runOne(path: string, options: RunOptions, status: Status, signal: AbortSignal): Promise<Run> {
  const name = nameOf(path);
  const run: Run = { path, name, parameters: {}, seconds: 0, cached: false, claims: [], figures: [] };
  try {
    const committed = readNotebook(path);
    const declared = declaredParameters(committed);
    run.parameters = Object.fromEntries(
      Object.entries(options.parameters).filter(([key]) => declared.includes(key)),
    );
    const executed = await executeOrTake(committed, run, options, status, signal);
    run.claims = claimsOf(executed);
    run.figures = figureIds(executed);
    const compare =
      Object.keys(run.parameters).length === 0 && committed.cells.some((cell) => cell.outputs?.length);
    if (compare && !run.failure) {
      run.difference = firstDifference(committed, executed);
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
  options: RunOptions,
  status: Status,
  signal: AbortSignal,
): Promise<Notebook> {
  const output = join(options.out, `${run.name}.ipynb`);
  const parameters = assignments(committed, run.parameters);
  const key = runKey(committed, parameters);
  run.executed = output;
  if (options.resume && existsSync(output)) {
    const earlier = readNotebook(output);
    run.cached = earlier.metadata['softmax-lab-run'] === key;
    if (run.cached) return earlier;
  }
  status.set(run.name, 'starting');
  const onCell = (index: number, count: number): void => status.set(run.name, `cell ${index}/${count}`);
  const { notebook, seconds, failure } = await execute(run.path, output, {
    parameters,
    timeout: options.timeout,
    onCell,
    signal,
  });
  run.seconds = seconds;
  if (failure) run.failure = describeFailure(run.path, failure);
  else {
    notebook.metadata['softmax-lab-run'] = key;
    writeFileSync(`${output}.tmp`, formatNotebook(notebook));
    renameSync(`${output}.tmp`, output);
  }
  return notebook;
}

function checkParameters(paths: readonly string[], parameters: Record<string, unknown>): void {
  const declared = new Set(paths.flatMap((path) => declaredParameters(readNotebook(path))));
  const unknown = Object.keys(parameters).find((name) => !declared.has(name));
  if (unknown === undefined) return;
  throw new UsageError(
    `no parameter '${unknown}'; the notebooks chosen have ${[...declared].join(', ') || 'none'}`,
  );
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
