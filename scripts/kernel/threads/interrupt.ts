import { Session } from 'node:inspector';
import { setTimeout as delay } from 'node:timers/promises';
import { Shared } from '../shared';

const STEP_MS = 100;
const LIMIT_MS = 10_000;
const COMPILING_LIMIT_MS = 60_000;

interface Options {
  shared: Int32Array;
  /** Asks the main thread to interrupt that order and to say so, when its event loop turns. */
  ask: (id: number | undefined) => void;
  /** What the main thread has to answer now. */
  running: () => number | undefined;
  /** Ends the kernel: neither asking nor ending the code has helped. */
  giveUp: (seconds: number) => void;
}

/**
 * Interrupts the main thread. An awaiting cell is asked. Where the event loop does not turn (a loop, `await null`
 * without end, `process.nextTick`, microtasks) the inspector ends what runs. What cannot be ended, a system call,
 * is waited for, ten seconds long.
 */
export function createInterrupt({ shared, ask, running, giveUp }: Options) {
  let rested = true;

  async function interrupt(): Promise<void> {
    const interrupted = running();
    ask(interrupted);
    if (!rested) return;
    rested = false;
    const finished = (): boolean => rested && (interrupted === undefined || interrupted !== running());
    const session = new Session();
    for (let waited = STEP_MS; ; waited += STEP_MS) {
      await delay(STEP_MS);
      if (finished()) break;
      if (waited >= (Atomics.load(shared, Shared.Compiling) ? COMPILING_LIMIT_MS : LIMIT_MS)) {
        giveUp(waited / 1000);
        break;
      }
      if (waited === STEP_MS) session.connectToMainThread();
      if (!rested)
        session.post(
          'Runtime.evaluate',
          { expression: `globalThis[Symbol.for('softmax-lab.end')]()` },
          ignore,
        );
      ask(interrupted);
    }
    session.disconnect();
    rested = true;
  }

  return {
    interrupt: (): void => void interrupt(),
    /** The main thread's event loop turns. */
    rest: (): void => void (rested = true),
  };
}

function ignore(): void {
  // What it has ended cannot answer.
}
