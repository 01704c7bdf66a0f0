import { log1p, type Tensor, type TensorLike } from '../core';
import { logSumExp as kernel } from '../wasm';
import { exponentials } from './exponentials';
import { float32Rows, mapFloat32Rows } from './float32-rows';
import { isRow, reduceRows, rowsOf, type Matrix, type Row } from './rows';
import { checkSoftmaxOptions, keepsOf, type Mask } from './softmax-options';

/**
 * ln Σₖ exp zₖ of each row: a smooth maximum, at most ln K above it.
 *
 * @remarks
 * Formula:  m + ln(1 + Σ_{k≠argmax} exp(zₖ − m)) with m = max z
 * Gradient: ∂/∂zₖ = softmax(z)ₖ
 * Domain:   all z; a row that is −∞ or masked throughout gives −∞ (an empty sum is 0), a +∞ gives +∞,
 *           a NaN gives NaN
 * Units:    nats
 * Numerics: error ≤ 2 ulp of the larger of |m| and |result|, measured in log-sum-exp.test.ts; the same of float32
 *           for float32 tensors of 512 numbers and more
 * @param z - `[K]` or `[N, K]` logits
 * @param options - `mask`: which classes take part
 * @returns `[N]`, or of a tensor `[K]` `[]`; a number for a row that is no tensor
 * @throws {@link ShapeError}
 * @example
 * math.logSumExp([1000, 1000]) // 1000.6931471805599
 *
 * Source: [BlanchardHighamHigham2021]; cf. torch.logsumexp
 */
export function logSumExp(z: Row, options?: { mask?: Mask }): number;
export function logSumExp(z: Matrix, options?: { mask?: Mask }): Tensor;
export function logSumExp(z: TensorLike, options: { mask?: Mask } = {}): number | Tensor {
  checkSoftmaxOptions('logSumExp', options, ['mask']);
  const fast = float32Rows('logSumExp', z, options);
  if (fast) {
    const sums = mapFloat32Rows(fast, fast.shape.slice(0, -1), kernel);
    return isRow(z) ? sums.data[0] : sums;
  }
  const rows = rowsOf('logSumExp', 'z', z);
  const keeps = keepsOf('logSumExp', options.mask, rows);
  const scratch = new Float64Array(rows.length);
  return reduceRows(rows, (i) => {
    const { max, others } = exponentials(rows.row(i), 1, (k) => keeps(i, k), scratch);
    return Math.abs(max) === Infinity ? max : max + log1p(others);
  });
}
