import { float32Memory } from './float32-memory';
import type { Tensor } from './tensor';
import { typedArrayKind } from './typed-array';

/**
 * Whether a value is floating-point numbers with the shape and dtype that belong to them.
 * @throws {@link DomainError} for a float32 tensor whose scope has ended: whoever takes a tensor asks here
 */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape, dtype } = value as Partial<Tensor>;
  const length = data?.length; // where the scope has ended, this throws
  const kind = typedArrayKind(data);
  if (kind === 'Float32Array' ? dtype !== 'float32' : kind !== 'Float64Array' || dtype !== 'float64') {
    return false;
  }
  if (!Array.isArray(shape)) return false;
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    if (typeof shape[axis] !== 'number') return false;
    size *= shape[axis] as number;
  }
  if (size !== length) return false;
  float32Memory().check('tensor', data);
  return true;
}
