/**
 * A thread that waits for SIGINT, which Node tells the main thread only when its event loop turns. Each is posted
 * on the port.
 */
import { runInThisContext } from 'node:vm';
import { type MessagePort, workerData } from 'node:worker_threads';

const { signals } = workerData as { signals: MessagePort };
const nothing = new Int32Array(new SharedArrayBuffer(4));
/** `breakOnSigint` goes to who asked last, and tslab asks for each cell: so ask again and again. */
const ASK_AGAIN_MS = 250;

const interruptible = (work: () => void): void => {
  Object.assign(globalThis, { work });
  try {
    runInThisContext('work()', { breakOnSigint: true });
  } catch {
    signals.postMessage('interrupt');
  }
};

const wait = (): void => void Atomics.wait(nothing, 0, 0, ASK_AGAIN_MS);
// The outer one holds the signal while the inner one begins anew: unheld, it would end the process.
for (;;) {
  interruptible(() => {
    for (;;) interruptible(wait);
  });
}
