import { log1p, type Tensor, type TensorLike } from '../core';
import { sumError } from '../core/special/double-double';
import { exponentials } from './exponentials';
import { countOthers, ELEMENTARY, safely, sumBound, withBound, type WithBound } from './rounding-bounds';
import { rowsOf, type Matrix, type Row } from './rows';
import { checkSoftmaxOptions, keepsOf, type Mask } from './softmax-options';

/**
 * {@link logSumExp}, by the plain loops (the same bits, but where logSumExp is a float32 kernel's), with a bound of its
 * error: the exact result for these logits lies within `value ± bound`.
 *
 * @remarks
 * Formula:  with S = Σ_{k≠argmax} exp(zₖ − m), its computed value Ŝ and L = log1p(Ŝ):
 *           bound = |Ŝ − S|/(1 + S) + 2u·L + |the rounding error of m + L|, u = 2⁻⁵³;
 *           |Ŝ − S| ≤ S (4u + (Ku)²): 3u for each exponential, the rest for their compensated sum.
 *           The last rounding is not bounded but computed. float32: so is that of the result to float32
 * Domain:   as logSumExp; the bound is 0 where the result is exact (one class, ±∞), NaN where it is NaN
 * Numerics: holds if exp and log1p of this library keep to 1 ulp (tested: 0.52); the bound's own rounding is
 *           within its margin. Never exceeded on 10⁵ random and adversarial rows (test/error-bounds.test.ts)
 * @param z - `[K]` or `[N, K]` logits
 * @param options - `mask`: which classes take part
 * @returns two tensors `[N]`, or two numbers for a row that is no tensor; the bounds are always float64
 * @throws {@link ShapeError}
 * @example
 * const { value, bound } = math.logSumExpWithBound([1000, 1000]);
 * value // 1000.6931471805599
 * bound // ≈ 5.5e-14
 *
 * Source: after [BlanchardHighamHigham2021], with the rounding errors that are known put in for their bounds;
 * the sum [OgitaRumpOishi2005]
 */
export function logSumExpWithBound(z: Row, options?: { mask?: Mask }): WithBound<number>;
export function logSumExpWithBound(z: Matrix, options?: { mask?: Mask }): WithBound<Tensor>;
export function logSumExpWithBound(
  z: TensorLike,
  options: { mask?: Mask } = {},
): WithBound<number> | WithBound<Tensor> {
  checkSoftmaxOptions('logSumExpWithBound', options, ['mask']);
  const rows = rowsOf('logSumExpWithBound', 'z', z);
  const keeps = keepsOf('logSumExpWithBound', options.mask, rows);
  const scratch = new Float64Array(rows.length);
  const values = new Float64Array(rows.count);
  const bounds = new Float64Array(rows.count);
  for (let i = 0; i < rows.count; i++) {
    const row = rows.row(i);
    const { max, argmax, others } = exponentials(row, 1, (k) => keeps(i, k), scratch);
    values[i] = max;
    if (Math.abs(max) === Infinity) continue;
    const tail = log1p(others);
    values[i] = max + tail;
    const terms = countOthers(row.length, argmax, (k) => keeps(i, k) && row[k] !== -Infinity);
    const ofTail = sumBound(others, terms) / (1 + others) + ELEMENTARY * tail;
    bounds[i] = safely(ofTail + Math.abs(sumError(max, tail, values[i])));
  }
  const { value, bound } = withBound(rows.of.dtype, rows.of.shape.slice(0, -1), values, bounds);
  return rows.isRow ? { value: value.data[0], bound: bound.data[0] } : { value, bound };
}
