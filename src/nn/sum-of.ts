import { newTensor, zeros, type Tensor } from '../core';
import { add, float32Array } from '../wasm';
import { isFast } from './is-fast';

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/** The sum of tensors of one shape and dtype, in their order; of a single one, itself. */
export function sumOf([first, ...others]: readonly Tensor[]): Tensor {
  if (others.length === 0) return first;
  if (isFast(first, FEW)) {
    const sum = float32Array(first.data.length);
    others.forEach(({ data }, i) => add(i === 0 ? first.data : sum, data as Float32Array, sum));
    return newTensor(sum, first.shape);
  }
  const sum = zeros(first.shape, { dtype: first.dtype });
  const to = sum.data;
  to.set(first.data);
  for (const { data } of others) for (let i = 0; i < data.length; i++) to[i] += data[i];
  return sum;
}
