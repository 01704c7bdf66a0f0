import type { Tensor, TensorLike } from '../core';
import { sumError } from '../core/special/double-double';
import { exponentials } from './exponentials';
import {
  countOthers,
  EXPONENTIAL,
  safely,
  sumBound,
  U,
  UNDERFLOW,
  withBound,
  type WithBound,
} from './rounding-bounds';
import { rowsOf, type Matrix, type Row } from './rows';
import { checkDistribution } from './softmax';
import { checkSoftmaxOptions, keepsOf, type Mask } from './softmax-options';

/**
 * {@link softmax}, by the plain loops (the same bits, but where softmax is a float32 kernel's), with a bound of each
 * probability's error: the exact softmax of these logits lies within `value ± bound`, element by element.
 *
 * @remarks
 * Formula:  bound_k = pₖ (3u [k ≠ argmax] + |Ŝ − S|/(1 + S) + |the rounding error of 1 + Ŝ|/(1 + S) + u), with Ŝ
 *           and its error as in {@link logSumExpWithBound}, and 2⁻¹⁰⁷² more for what underflow loses;
 *           float32: the rounding of the result is computed and added
 * Domain:   as softmax; the bound is 0 for a class that has no part (−∞ or masked) and for one that is alone; NaN
 *           where the probability is NaN
 * Numerics: relative to pₖ never above 9u for float64; the conditions as of logSumExpWithBound. Never exceeded
 *           on 10⁵ random and adversarial rows (test/error-bounds.test.ts)
 * @param z - `[K]` or `[N, K]` logits
 * @param options - `mask`: which classes take part
 * @returns two tensors of the shape of `z`, or two arrays for a row that is no tensor; the bounds are always float64
 * @throws {@link DomainError} if a row is −∞ or masked throughout, or has a +∞; {@link ShapeError}
 * @example
 * const { value, bound } = math.softmaxWithBound([0, 0]);
 * value // [0.5, 0.5]
 * bound // ≈ [1.7e-16, 3.3e-16]
 *
 * Source: after [BlanchardHighamHigham2021]; the sum [OgitaRumpOishi2005]
 */
export function softmaxWithBound(z: Row, options?: { mask?: Mask }): WithBound<number[]>;
export function softmaxWithBound(z: Matrix, options?: { mask?: Mask }): WithBound<Tensor>;
export function softmaxWithBound(
  z: TensorLike,
  options: { mask?: Mask } = {},
): WithBound<number[]> | WithBound<Tensor> {
  checkSoftmaxOptions('softmaxWithBound', options, ['mask']);
  const rows = rowsOf('softmaxWithBound', 'z', z);
  const keeps = keepsOf('softmaxWithBound', options.mask, rows);
  const values = new Float64Array(rows.data.length);
  const bounds = new Float64Array(rows.data.length);
  const classes = rows.length;
  for (let i = 0; i < rows.count; i++) {
    const row = rows.row(i);
    const p = values.subarray(i * classes, (i + 1) * classes);
    const result = exponentials(row, 1, (k) => keeps(i, k), p);
    checkDistribution('softmaxWithBound', i, result);
    const sum = 1 + result.others;
    const takesPart = (k: number): boolean => keeps(i, k) && row[k] !== -Infinity;
    const terms = countOthers(classes, result.argmax, takesPart);
    const ofSum = (sumBound(result.others, terms) + Math.abs(sumError(1, result.others, sum))) / sum;
    for (let k = 0; k < classes; k++) {
      p[k] /= sum;
      if (!takesPart(k) || terms === 0)
        bounds[i * classes + k] = p[k] * 0; // exact; NaN stays
      else {
        const relative = (k === result.argmax ? 0 : EXPONENTIAL) + ofSum + U;
        bounds[i * classes + k] = safely(p[k] * relative) + UNDERFLOW;
      }
    }
  }
  const { value, bound } = withBound(rows.of.dtype, rows.of.shape, values, bounds);
  return rows.isRow ? { value: [...value.data], bound: [...bound.data] } : { value, bound };
}
