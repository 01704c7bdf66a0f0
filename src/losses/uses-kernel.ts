import type { Tensor } from '../core';
import { available } from '../wasm';

/** Numbers below which a kernel's call, or a loop of a batch's own, costs more than it saves. */
const SMALLEST = 512;

/** Whether a batch is in float32, and large enough to be computed as a whole, not row by row in float64. */
export function isLargeFloat32({ dtype, data }: Tensor): boolean {
  return dtype === 'float32' && data.length >= SMALLEST;
}

/** Whether a float32 kernel computes the batch. */
export function usesKernel(input: Tensor): boolean {
  return isLargeFloat32(input) && available();
}
