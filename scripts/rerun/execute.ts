import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { build, python, root } from '../lib/paths';
import { codeCells, hasTag, nameOf, readNotebook, textOf, type Notebook } from './notebook';

export interface ExecuteOptions {
  /** Code that assigns to the names which the cell tagged `parameters` declares. */
  parameters?: string;
  /** Seconds a cell may take. */
  timeout: number;
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

/** Executes a notebook on a fresh kernel; what it made is written to `output` whole or not at all. */
export async function execute(path: string, output: string, options: ExecuteOptions): Promise<Execution> {
  const started = performance.now();
  const temporary = join(build, 'tmp', `${nameOf(path).replace('/', '-')}-${process.pid}.ipynb`);
  mkdirSync(dirname(temporary), { recursive: true });
  mkdirSync(dirname(output), { recursive: true });
  const request = `${temporary}.json`;
  const { parameters = null, timeout } = options;
  // Jupyter's servers run a notebook in its own folder; a copy elsewhere could not import the library.
  const folder = path.startsWith(join(root, 'notebooks')) ? dirname(path) : join(root, 'notebooks');
  writeFileSync(request, JSON.stringify({ notebook: path, output: temporary, folder, timeout, parameters }));
  try {
    readNotebook(path);
    const failure = await follow(request, options);
    const notebook = readNotebook(temporary);
    renameSync(temporary, output);
    const seconds = (performance.now() - started) / 1000;
    return { notebook, seconds, failure: failure ?? complaintOf(notebook) };
  } finally {
    for (const file of [temporary, request]) rmSync(file, { force: true });
  }
}

function follow(request: string, options: ExecuteOptions): Promise<Failure | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [join(__dirname, 'execute.py'), request], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let failure: Failure | undefined;
    let done = false;
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
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
    const interrupt = (): void => void child.kill('SIGINT');
    options.signal?.addEventListener('abort', interrupt);
    child.on('error', reject);
    child.on('close', (code) => {
      options.signal?.removeEventListener('abort', interrupt);
      if (done || failure) resolve(failure);
      else
        reject(
          new Error(options.signal?.aborted ? 'interrupted' : `the runner ended with ${code}:\n${stderr}`),
        );
    });
  });
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
