import type { FloatArray } from '../core';
import { available } from '../wasm';
import { isFloat32 } from '../core/typed-array';

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/** The arrays of one update as float32, where a kernel should make it: it gives the bits of the plain loop. */
export function float32Arrays(...arrays: readonly FloatArray[]): Float32Array[] | undefined {
  const all = arrays.filter((data): data is Float32Array => isFloat32(data));
  return all.length === arrays.length && arrays[0].length >= FEW && available() ? all : undefined;
}
