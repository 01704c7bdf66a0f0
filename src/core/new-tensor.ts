import { float32Memory } from './float32-memory';
import type { FloatArray, Tensor } from './tensor';

/**
 * Makes objects like any others, but that `structuredClone` and `postMessage` refuse, as they do whatever has a hidden
 * state: a clone would not copy a float32 tensor's numbers but share the memory that they lie in, until somebody else
 * gets it. A property that cannot be cloned would do as well, but show in print and to `deepEqual`.
 */
function* notCloned(): Generator {}
notCloned.prototype = Object.prototype;

/** Makes a tensor of what it consists of; nothing is copied or checked. */
export function newTensor(data: FloatArray, shape: readonly number[]): Tensor {
  if (data.BYTES_PER_ELEMENT === 8) return { data, shape, dtype: 'float64' };
  const made = notCloned() as unknown as { -readonly [key in keyof Tensor]: Tensor<Float32Array>[key] };
  made.data = data as Float32Array;
  made.shape = shape;
  made.dtype = 'float32';
  float32Memory().adopt(made);
  return made;
}
