import { log1p, type Tensor, type TensorLike } from '../core';
import { logSoftmax as kernel } from '../wasm';
import { exponentials, shifted } from './exponentials';
import { float32Rows } from './float32-rows';
import { isRow, mapRows, rowsOf, type Matrix, type Row } from './rows';
import { checkDistribution, float32Distributions } from './softmax';
import { checkSoftmaxOptions, keepsOf, temperatureOf, type SoftmaxOptions } from './softmax-options';

/**
 * The logarithm of softmax, for each row, without computing the probabilities: it stays finite where they
 * underflow, and keeps its digits where one of them is almost 1.
 *
 * @remarks
 * Formula:  ln pₖ = (zₖ − m)/τ − ln(1 + Σ_{j≠argmax} exp((zⱼ − m)/τ)) with m = max z
 * Gradient: ∂ln pₖ/∂zⱼ = ([k = j] − pⱼ)/τ
 * Domain:   as {@link softmax}; −∞ where z is −∞ or masked
 * Units:    nats
 * Numerics: the maximum's own term is left to log1p; error ≤ 2 ulp, measured in log-softmax.test.ts; the same of
 *           float32 for float32 tensors of 512 logits and more, τ = 1
 * @param z - `[K]` or `[N, K]` logits
 * @returns of the shape of `z`, a `number[]` for a row that is no tensor; other float32 is computed in float64 and rounded once
 * @throws {@link DomainError} if a row is −∞ or masked throughout, or has a +∞
 * @throws {@link OptionError} if the temperature is not positive; {@link ShapeError}
 * @example
 * math.logSoftmax([1000, 0]) // [0, -1000]
 *
 * Source: [Bridle1990]; cf. torch.log_softmax
 */
export function logSoftmax(z: Row, options?: SoftmaxOptions): number[];
export function logSoftmax(z: Matrix, options?: SoftmaxOptions): Tensor;
export function logSoftmax(z: TensorLike, options: SoftmaxOptions = {}): number[] | Tensor {
  checkSoftmaxOptions('logSoftmax', options, ['temperature', 'mask']);
  const fast = float32Rows('logSoftmax', z, options);
  if (fast) {
    const p = float32Distributions('logSoftmax', fast, kernel);
    return isRow(z) ? Array.from(p.data) : p;
  }
  const rows = rowsOf('logSoftmax', 'z', z);
  const temperature = temperatureOf('logSoftmax', options);
  const keeps = keepsOf('logSoftmax', options.mask, rows);
  return mapRows(rows, (i, out) => {
    const row = rows.row(i);
    const result = exponentials(row, temperature, (k) => keeps(i, k), out);
    checkDistribution('logSoftmax', i, result);
    const normalizer = log1p(result.others);
    for (let k = 0; k < row.length; k++) {
      const [value, error] = shifted(row[k], result.max, temperature);
      out[k] = keeps(i, k) || normalizer !== normalizer ? value - (normalizer - error) : -Infinity;
    }
  });
}
