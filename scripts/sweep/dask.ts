import { spawn } from 'node:child_process';
import { dirname, delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { root, sweepPython } from '../lib/paths';
import type { EngineOptions } from './local';
import type { Outcome } from './perform';
import type { Task } from './plan';

/** Longer than a cluster of our own takes to end. */
const KILL_MS = 8000;

/** What the engine says, a line each. */
type Event =
  | { event: 'said'; text: string }
  | { event: 'end'; key: string; answer: { outcome: Outcome } | { error: string } }
  | { event: 'lost'; message: string };

/**
 * Performs the tasks on Dask's workers: those of a scheduler that is there, or of one of our own on this machine.
 * @throws an Error that says why the engine could not go on
 */
export function runOnDask(
  tasks: readonly Task[],
  { scheduler, workers, onEnd, signal }: EngineOptions & { scheduler?: string },
): Promise<void> {
  const byKey = new Map(tasks.map((task) => [task.request.key, task]));
  const child = spawn(sweepPython, [join(__dirname, 'dask_engine.py')], {
    cwd: root,
    detached: process.platform !== 'win32', // the terminal's Ctrl-C is for us, who end it in good order
    windowsHide: true,
    // The workers of our own find the same Node, and each its share of the processor.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
  });
  let lost: string | undefined;
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr = `${stderr}${text.toString()}`.slice(-4000)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as Event;
    if (event.event === 'said') console.log(event.text);
    else if (event.event === 'lost') lost = event.message;
    else {
      const task = byKey.get(event.key);
      const { answer } = event;
      if (task) onEnd(task, 'error' in answer ? new Error(answer.error) : answer.outcome);
      byKey.delete(event.key);
    }
  });
  child.stdin.on('error', () => undefined); // it did not start, or died: 'close' tells
  const requests = tasks.map(({ request }) => request);
  child.stdin.write(`${JSON.stringify({ scheduler: scheduler ?? null, workers, requests })}\n`);
  return new Promise((resolve, reject) => {
    // The end of its input, by our word or by our death, is the engine's.
    const interrupt = (): void => {
      child.stdin.end();
      setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref();
    };
    signal.addEventListener('abort', interrupt);
    child.on('error', reject);
    child.on('close', (code, by) => {
      signal.removeEventListener('abort', interrupt);
      if (byKey.size === 0 || signal.aborted) resolve();
      else reject(new Error(lost ?? `Dask's client ended with ${by ?? code}:\n${stderr.trim()}`));
    });
  });
}
