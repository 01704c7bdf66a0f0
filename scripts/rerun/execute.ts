import { spawn } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { makeFolder } from '../lib/make-folder';
import { python, root } from '../lib/paths';
import { temporaryIn } from '../lib/temporary';
import { codeCells, hasTag, ownNumber, parseNotebook, readText, textOf, type Notebook } from './notebook';
import { seal, unsealed } from './seal';

/** Longer than the runner takes to end its kernel. */
const KILL_MS = 5000;

export interface ExecuteOptions {
  /** What the run depends on; a copy without failure is sealed with it. */
  key: string;
  /** Code that assigns to the names which the cell tagged `parameters` declares. */
  parameters?: string;
  /** Seconds a cell may take. */
  timeout: number;
  /** Of the kernel, beside what is in ours. */
  env?: NodeJS.ProcessEnv;
  onCell?: (index: number, count: number) => void;
  signal?: AbortSignal;
}

/** Why a notebook did not run to its end; `cell` counts code cells from 1 and is missing after the last. */
export interface Failure {
  cell?: number;
  message: string;
  traceback: string[];
}

export interface Execution {
  notebook: Notebook;
  seconds: number;
  failure?: Failure;
}

interface Event {
  event: 'cell' | 'failure' | 'done';
  index: number;
  count: number;
  cell: number | null;
  name: string;
  message: string;
  traceback: string[];
}

/**
 * Executes a notebook, the text that was read at `path`, on a fresh kernel; what it made is written to `output`
 * whole or not at all.
 */
export async function execute(
  path: string,
  text: string,
  output: string,
  options: ExecuteOptions,
): Promise<Execution> {
  const started = performance.now();
  makeFolder(dirname(output));
  const temporary = `${temporaryIn(dirname(output))}.ipynb`;
  const { key, parameters = null, timeout } = options;
  // Jupyter's servers run a notebook in its own folder; a copy elsewhere could not import the library.
  const notebooks = join(root, 'notebooks');
  const folder = relative(notebooks, path).startsWith('..') ? notebooks : dirname(path);
  const request = { text, output: temporary, folder, timeout, parameters, mark: unsealed(key) };
  try {
    const told = await follow(request, options);
    const made = readText(temporary);
    const notebook = parseNotebook(made, output);
    const failure = (told && ofParameter(told, notebook)) ?? complaintOf(notebook);
    if (failure?.cell !== undefined) failure.cell = ownNumber(notebook, failure.cell);
    if (!failure) writeFileSync(temporary, seal(made, key));
    renameSync(temporary, output);
    const seconds = (performance.now() - started) / 1000;
    return { notebook, seconds, failure };
  } finally {
    rmSync(temporary, { force: true });
  }
}

function follow(request: object, options: ExecuteOptions): Promise<Failure | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [join(__dirname, 'execute.py')], {
      // A group of its own: the terminal's Ctrl-C is for us, who end it in good order.
      detached: process.platform !== 'win32',
      windowsHide: true,
      env: { ...process.env, ...options.env },
    });
    let failure: Failure | undefined;
    let done = false;
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr = `${stderr}${text.toString()}`.slice(-4000)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Event;
      if (event.event === 'cell') options.onCell?.(event.index, event.count);
      else if (event.event === 'done') done = true;
      else
        failure ??= {
          cell: event.cell ?? undefined,
          message: `${event.name}: ${event.message}`,
          traceback: event.traceback,
        };
    });
    child.stdin.on('error', () => undefined); // it did not start, or died: 'close' tells
    child.stdin.write(`${JSON.stringify(request)}\n`);
    // The end of its input, by our word or by our death, is the runner's and its kernel's.
    const interrupt = (): void => {
      child.stdin.end();
      setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref();
    };
    options.signal?.addEventListener('abort', interrupt);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      options.signal?.removeEventListener('abort', interrupt);
      if (options.signal?.aborted) reject(new Error('interrupted'));
      else if (done) resolve(failure);
      else reject(new Error(`the runner ended with ${signal ?? code}:\n${stderr.trim()}`));
    });
  });
}

/** What is wrong with a parameter, by its name: the cell of our own assigns one a line. */
function ofParameter(failure: Failure, notebook: Notebook): Failure {
  const cell = codeCells(notebook)[(failure.cell ?? 0) - 1];
  const [, line, message] = /^\w+: line (\d+), column \d+: ([^]*)/.exec(failure.message) ?? [];
  if (cell === undefined || line === undefined || !hasTag(cell, 'injected-parameters')) return failure;
  const [name] = textOf(cell.source).split('\n')[Number(line) - 1].split(' = ');
  return { ...failure, message: `--param ${name}: ${message}`, traceback: [] };
}

/** A cell that writes to standard error went wrong somewhere, unless its tag says that it means to. */
function complaintOf(notebook: Notebook): Failure | undefined {
  for (const [i, cell] of codeCells(notebook).entries()) {
    const stderr = cell.outputs?.find(
      (output) => output.output_type === 'stream' && output.name === 'stderr',
    );
    if (stderr && !hasTag(cell, 'stderr')) {
      return {
        cell: i + 1,
        message: `wrote to standard error: ${textOf(stderr.text).trim()}`,
        traceback: [],
      };
    }
  }
  return undefined;
}

/** `notebooks/01-….ipynb, cell 3: message` and the traceback. */
export function describeFailure(path: string, failure: Failure): string {
  const where = failure.cell === undefined ? 'after the last cell' : `cell ${failure.cell}`;
  // A traceback begins with the message again.
  return [`${relative(root, path)}, ${where}: ${failure.message}`, ...failure.traceback.slice(1)].join('\n');
}
