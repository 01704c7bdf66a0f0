import { zeros, type Tensor } from '../core';

/** The sum of tensors of one shape and dtype, in their order; of a single one, itself. */
export function sumOf([first, ...others]: readonly Tensor[]): Tensor {
  if (others.length === 0) return first;
  const sum = zeros(first.shape, { dtype: first.dtype });
  const to = sum.data;
  to.set(first.data);
  for (const { data } of others) for (let i = 0; i < data.length; i++) to[i] += data[i];
  return sum;
}
