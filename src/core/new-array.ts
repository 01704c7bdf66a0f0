import type { DType, FloatArray } from './dtype';
import { MemoryError } from './errors';
import { float32Memory } from './float32-memory';
import { isFloat32 } from './typed-array';

/** Zeros, those of float32 where the kernels work. */
export function newArray(size: number, dtype: DType): FloatArray {
  try {
    return dtype === 'float32' ? float32Memory().zeros(size) : new Float64Array(size);
  } catch (cause) {
    if ((cause as Error | undefined)?.name !== 'RangeError') throw cause;
    throw new MemoryError(`tensor: out of memory: asked for ${size} numbers of ${dtype}`, { cause });
  }
}

/** The numbers in that type: themselves if they have it, else a copy. */
export function ofDType(data: FloatArray, dtype: DType): FloatArray {
  if (dtype === (isFloat32(data) ? 'float32' : 'float64')) return data;
  const copy = newArray(data.length, dtype);
  copy.set(data);
  return copy;
}
