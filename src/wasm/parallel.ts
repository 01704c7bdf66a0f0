import { KernelError } from '../core';
import { memory } from './memory';
import { kernelModule, type KernelModule } from './module';
import { startPool, type Pool } from './pool';
import { threads } from './thread-count';

let pool: Pool | undefined;
/** What its threads run. */
let poolModule: KernelModule | undefined;

/**
 * Calls the kernel for the items [0, count) in chunks of `grain` items, as `kernel(begin, end, ...args)`, on as
 * many threads as are set; returns when all is done. What a chunk computes must not depend on the others: then
 * the bits depend neither on the number of threads nor on who took which chunk.
 *
 * @param grain - a fixed number (or one that follows from the shapes), worth some ten microseconds at least; work
 * of a single chunk wakes no thread
 * @throws {@link KernelError} if a thread failed
 */
export function parallel(kernel: string, count: number, grain: number, ...args: readonly number[]): void {
  const [shared, loaded] = [memory(), kernelModule()];
  if (!shared || !loaded) throw new KernelError(`${kernel}: no WebAssembly SIMD or shared memory here`);
  const run = loaded.kernels[kernel];
  if (!run) throw new KernelError(`${kernel}: there is no kernel of this name`);
  shared.leave?.(); // an interrupt may have ended the last call in its middle
  const wanted = threads() - 1;
  if (wanted > 0 && count > grain) {
    if (pool && (pool.broken || pool.size !== wanted || poolModule !== loaded)) {
      pool.stop();
      pool = undefined;
    }
    pool ??= startPool(shared, loaded, wanted);
    poolModule = loaded;
    pool.run(kernel, count, grain, args);
    return;
  }
  for (let begin = 0; begin < count; begin += grain) run(begin, Math.min(begin + grain, count), ...args);
}
