import { nodeModule } from '../core/node-module';
import { ARGUMENTS_AT, FAILURE_AT, MOST_ARGUMENTS, MOST_FAILURE_CHARACTERS, WORDS, serve } from './serve';
import type { Post } from './serve';

interface BrowserWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onerror: unknown;
}

interface Browser {
  Worker: new (url: string) => BrowserWorker;
  URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
  Blob: new (parts: string[], options: { type: string }) => object;
}

const layout = JSON.stringify([WORDS, ARGUMENTS_AT, MOST_ARGUMENTS, FAILURE_AT, MOST_FAILURE_CHARACTERS]);

/**
 * Starts a thread that runs {@link serve}; the result ends it. It does not keep the process alive.
 * @param onExit - told when the thread has ended by itself
 */
export function startWorker(post: Post, onExit: (cause: unknown) => void): () => void {
  const call = (start: string, ...rest: string[]): string =>
    `(${serve.toString()})(${[start, `...${layout}`, ...rest].join(', ')})`;
  let node: typeof import('node:worker_threads') | undefined;
  try {
    node = nodeModule('node:worker_threads');
  } catch {
    return startInBrowser(post, call, onExit);
  }
  // Neither the flags nor the environment of this process: a loader such as ts-node would cost a second a thread.
  const warn = "(text) => require('node:fs').writeSync(2, text)";
  const source = call("require('node:worker_threads').workerData", warn);
  const worker = new node.Worker(source, { eval: true, workerData: post, execArgv: [], env: {} });
  worker.unref();
  worker.on('error', onExit);
  worker.on('exit', (code) => onExit(new Error(`exit code ${code}`)));
  return () => void worker.terminate();
}

function startInBrowser(
  post: Post,
  call: (start: string) => string,
  onExit: (cause: unknown) => void,
): () => void {
  const { Worker, URL, Blob } = globalThis as unknown as Browser;
  const source = `onmessage = ({ data }) => ${call('data')};`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.onerror = onExit;
  worker.postMessage(post);
  return () => worker.terminate();
}
