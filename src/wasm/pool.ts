import { KernelError } from '../core';
import type { Memory } from './memory';
import type { Kernel, KernelModule } from './module';
import { ARGUMENTS_AT, CONTROL_BYTES, FAILURE_AT, MOST_ARGUMENTS, WORDS } from './serve';
import { startWorker } from './start-worker';

/** Threads beside the calling one, and the block of shared words through which they take work. */
export interface Pool {
  readonly size: number;
  /** Whether a thread has ended, or an error left things unsure: time for a new pool. */
  readonly broken: boolean;
  /** Calls the kernel for [0, count) in chunks of `grain` items, each on whichever thread is free. */
  run(kernel: string, count: number, grain: number, args: readonly number[]): void;
  /** Ends the threads. */
  stop(): void;
}

/** How long to wait for a thread that is in a chunk (which takes milliseconds) before it is given up for dead. */
const PATIENCE = 30_000;

const scratches: number[] = [];
/** Ends threads whose pool is not there yet, or never will be: an interrupt may come while they are started. */
const starting: (() => void)[] = [];

/** A pool of that many threads. They start by themselves; calls do not wait for those that are not there yet. */
export function startPool(
  shared: Memory,
  { module, kernels, native }: Pick<KernelModule, 'module' | 'kernels' | 'native'>,
  size: number,
): Pool {
  const control = new SharedArrayBuffer(CONTROL_BYTES);
  const state = new Int32Array(control, 0, ARGUMENTS_AT / 4);
  const values = new Float64Array(control, ARGUMENTS_AT, MOST_ARGUMENTS);
  const names = Object.keys(kernels);
  let broken = false;
  for (const stop of starting.splice(0)) stop();
  shared.hasThreads = true;
  for (let i = 0; i < size; i++) {
    const scratch = (scratches[i] ??= shared.scratch());
    starting.push(
      startWorker({ module, memory: shared.memory, control, scratch, native }, () => (broken = true)),
    );
  }

  /** Takes chunks as the workers do. */
  function work(kernel: Kernel, count: number, grain: number, args: readonly number[]): void {
    for (;;) {
      const begin = Atomics.add(state, WORDS.next, grain);
      if (begin >= count) return;
      kernel(begin, Math.min(begin + grain, count), ...args);
    }
  }

  /** Lets nobody take a chunk any more and waits for those who are in one. */
  function close(where: string): void {
    Atomics.store(state, WORDS.gate, 0);
    let spins = 5000;
    while (spins > 0 && Atomics.load(state, WORDS.active) !== 0) spins--;
    if (spins === 0) waitForAll(where);
    shared.leave = undefined;
  }

  function waitForAll(where: string): void {
    const start = performance.now();
    for (;;) {
      const active = Atomics.load(state, WORDS.active);
      if (active === 0) return;
      wait(state, WORDS.active, active);
      if (performance.now() - start > PATIENCE) {
        broken = true;
        shared.leave = undefined;
        throw new KernelError(
          `${where}: ${active} worker threads died or hang; the next call starts new ones`,
        );
      }
    }
  }

  const stops = starting.splice(0);
  return {
    size,
    get broken() {
      return broken;
    },
    run(name, count, grain, args) {
      shared.leave = () => {
        Atomics.store(state, WORDS.next, count); // nobody wants the rest of it
        close(name);
      };
      state[WORDS.kernel] = names.indexOf(name);
      state[WORDS.count] = count;
      state[WORDS.grain] = grain;
      state[WORDS.argumentCount] = args.length;
      values.set(args);
      Atomics.store(state, WORDS.next, 0);
      Atomics.store(state, WORDS.failure, 0);
      Atomics.store(state, WORDS.gate, 1);
      Atomics.add(state, WORDS.call, 1);
      Atomics.notify(state, WORDS.call);
      try {
        work(kernels[name], count, grain, args);
      } catch (error) {
        Atomics.store(state, WORDS.next, count);
        broken = true;
        throw error;
      } finally {
        close(name);
      }
      const length = Atomics.load(state, WORDS.failure);
      if (length === 0) return;
      broken = true;
      const text = String.fromCharCode(...new Uint16Array(control, FAILURE_AT, length));
      throw new KernelError(`${name}: a worker thread failed: ${text}`);
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** A browser's main thread may not wait: there it looks again and again. */
function wait(state: Int32Array, word: number, value: number): void {
  try {
    Atomics.wait(state, word, value, 100);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
