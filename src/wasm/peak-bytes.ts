import { memory } from './memory';
import { checkFunction } from '../core/checks';

/** What the peak was before each call that runs; an interrupt leaves its own here. */
const before: number[] = [];

/** Whether a peak is being measured. What is collected meanwhile must not be freed: when it is depends on the engine. */
export function isMeasured(): boolean {
  return before.length > 0;
}

/**
 * Runs `body`, and tells how many bytes of the shared memory it had in use at once, beyond those in use before: its
 * float32 tensors and what kernels borrow. Blocks are up to a quarter larger than what was asked for. Ordinary arrays
 * are not counted; 0 without WebAssembly.
 *
 * @example
 * wasm.peakBytes(() => zeros([1000, 1000], { dtype: 'float32' })) // 4194304
 */
export function peakBytes(body: () => unknown): number {
  checkFunction('wasm.peakBytes', 'body', body);
  const shared = memory();
  if (!shared) {
    body();
    return 0;
  }
  const { used } = shared;
  const depth = before.push(shared.peak);
  shared.peak = used;
  try {
    body();
    shared.peak = Math.max(shared.peak, ...before.slice(depth));
    return shared.peak - used;
  } finally {
    shared.peak = Math.max(shared.peak, ...before.slice(depth - 1));
    before.length = depth - 1;
  }
}
