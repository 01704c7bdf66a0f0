import { asTensor } from './as-tensor';
import { describe } from './describe';
import type { ArrayOf, DType } from './dtype';
import { OptionError } from './errors';
import { ofDType } from './new-array';
import { newTensor } from './new-tensor';
import type { Tensor, TensorLike } from './tensor';

/**
 * The same numbers in that type, rounded to the nearest float32 where it is that. A tensor that has the type already is
 * returned itself, not copied.
 * @throws {@link ShapeError} for what is no numbers; {@link OptionError} for another dtype; {@link MemoryError}
 * @example
 * convert(tensor([0.5, 1]), 'float32').dtype // 'float32'
 */
export function convert<D extends DType>(x: TensorLike, dtype: D): Tensor<ArrayOf<D>>;
export function convert(x: TensorLike, dtype: DType): Tensor {
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new OptionError(`convert: dtype should be 'float32' or 'float64', got ${describe(dtype)}`);
  }
  const from = asTensor('convert', 'x', x);
  return from.dtype === dtype ? from : newTensor(ofDType(from.data, dtype), [...from.shape]);
}
