import { describe } from './describe';
import { ShapeError } from './errors';
import { isTensor } from './is-tensor';
import { ofDType } from './new-array';
import { newTensor } from './new-tensor';
import { isPlainNumbers, readNumbers } from './read-numbers';
import type { Tensor, TensorLike } from './tensor';

/**
 * A tensor as it is; plain numbers as a tensor, of the dtype of `like` if that is a tensor: another argument of the same
 * call, or a parameter.
 * @throws {@link ShapeError} that names `where` and the argument if it is neither
 */
export function asTensor(where: string, name: string, x: TensorLike, like?: unknown): Tensor {
  if (isTensor(x)) return x;
  if (!isPlainNumbers(x)) {
    throw new ShapeError(
      `${where}: ${name} should be a tensor, or (nested) arrays of numbers; got ${describe(x)}`,
    );
  }
  const { data, shape } = readNumbers(where, name, x);
  return newTensor(isTensor(like) ? ofDType(data, like.dtype) : data, shape);
}
