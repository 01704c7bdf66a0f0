import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { memory } from '../../src/wasm/memory';
import { collectGarbage } from './collect-garbage';

/**
 * Runs `body` until the engine ends it as at an interrupt of the kernel: without `finally`. `body` goes on for ever, and
 * asks for the interrupt by calling what it is given.
 */
export function interrupt(body: (ask: () => void) => void): void {
  let asked = false;
  const ask = (): void => {
    if (!asked) process.kill(process.pid, 'SIGINT');
    asked = true;
  };
  Object.assign(globalThis, { interruptedBody: () => body(ask) });
  assert.throws(() => new Script('interruptedBody()').runInThisContext({ breakOnSigint: true }), {
    code: 'ERR_SCRIPT_EXECUTION_INTERRUPTED',
  });
}

/** Waits for its number to change, and ends what the main thread executes. */
const TERMINATOR = `
  const session = new (require('node:inspector').Session)();
  session.connectToMainThread();
  Atomics.wait(require('node:worker_threads').workerData, 0, 0);
  session.post('Runtime.terminateExecution');`;

/** As {@link interrupt}, of a microtask: the engine then drops all microtasks that wait. */
export async function interruptMicrotask(body: (ask: () => void) => void): Promise<void> {
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(TERMINATOR, { eval: true, workerData: asked });
  await new Promise((resolve) => worker.once('online', resolve));
  const ask = (): void => {
    Atomics.store(asked, 0, 1);
    Atomics.notify(asked, 0);
  };
  void Promise.resolve().then(() => body(ask));
  await setTimeout(1);
  await worker.terminate();
}

/** Bytes of the shared memory that are not free. */
export const used = (): number => memory()?.used ?? 0;

/** The same without garbage, which may be freed at any time. */
export async function usedWithoutGarbage(): Promise<number> {
  await collectGarbage();
  return used();
}
