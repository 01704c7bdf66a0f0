import { DomainError, type Tensor, type TensorLike } from '../core';
import { softmax as kernel } from '../wasm';
import { everyClass, exponentials, type Exponentials } from './exponentials';
import { float32Rows, mapFloat32Rows, type Float32Rows, type RowsKernel } from './float32-rows';
import { isRow, mapRows, rowsOf, type Matrix, type Row } from './rows';
import { checkSoftmaxOptions, keepsOf, temperatureOf, type SoftmaxOptions } from './softmax-options';

/**
 * Softmax of each row: probabilities that are proportional to the exponentials of the logits.
 *
 * @remarks
 * Formula:  pₖ = exp(zₖ/τ) / Σⱼ exp(zⱼ/τ)
 * Gradient: ∂pₖ/∂zⱼ = pₖ ([k = j] − pⱼ)/τ, see {@link softmaxJvp} and {@link softmaxJacobian}
 * Domain:   z finite or −∞ (probability 0), at least one finite a row; a NaN makes its whole row NaN.
 *           +∞ is an error: with two of them there is no limit
 * Numerics: the row's maximum is subtracted, with the subtraction's rounding error kept;
 *           error ≤ 3 ulp for logits up to ±500, measured in softmax.test.ts. float32 tensors of 512 logits and
 *           more, τ = 1: within 2 ulp of float32
 * @param z - `[K]` or `[N, K]` logits
 * @returns of the shape of `z`, a `number[]` for a row that is no tensor; other float32 is computed in float64 and rounded once
 * @throws {@link DomainError} if a row is −∞ or masked throughout, or has a +∞
 * @throws {@link OptionError} if the temperature is not positive; {@link ShapeError}
 * @example
 * math.softmax([1, 1, 1, 1]) // [0.25, 0.25, 0.25, 0.25]
 * math.softmax([2, 1, 9], { mask: [true, true, false], temperature: 0.5 })[2] // 0
 *
 * Source: [Bridle1990]; cf. torch.softmax, and jax.nn.softmax for the mask (`where`)
 */
export function softmax(z: Row, options?: SoftmaxOptions): number[];
export function softmax(z: Matrix, options?: SoftmaxOptions): Tensor;
export function softmax(z: TensorLike, options: SoftmaxOptions = {}): number[] | Tensor {
  checkSoftmaxOptions('softmax', options, ['temperature', 'mask']);
  const fast = float32Rows('softmax', z, options);
  if (fast) {
    const p = float32Distributions('softmax', fast, kernel);
    return isRow(z) ? Array.from(p.data) : p;
  }
  const rows = rowsOf('softmax', 'z', z);
  const temperature = temperatureOf('softmax', options);
  const keeps = keepsOf('softmax', options.mask, rows);
  return mapRows(rows, (i, out) => {
    const result = exponentials(rows.row(i), temperature, (k) => keeps(i, k), out);
    checkDistribution('softmax', i, result);
    const sum = 1 + result.others;
    for (let k = 0; k < out.length; k++) out[k] = out[k] / sum;
  });
}

/** Throws a {@link DomainError} for a row without a softmax (NaN is none of them). */
export function checkDistribution(
  where: string,
  i: number,
  { max, argmax }: Pick<Exponentials, 'max' | 'argmax'>,
): void {
  if (max === -Infinity) {
    throw new DomainError(`${where}: row ${i} has no class left: all its logits are −∞ or masked`);
  }
  if (max === Infinity) {
    throw new DomainError(`${where}: row ${i} has the logit +∞ at class ${argmax}; logits are finite or −∞`);
  }
}

/** What a kernel makes of float32 logits; errors as those of {@link checkDistribution}. */
export function float32Distributions(where: string, rows: Float32Rows, kernel: RowsKernel): Tensor {
  const out = mapFloat32Rows(rows, rows.shape, kernel);
  for (let i = 0; i < rows.count; i++) {
    const start = i * rows.length;
    if (!Number.isNaN(out.data[start])) continue; // a row without a softmax is NaN throughout
    const row = Float64Array.from(rows.logits.subarray(start, start + rows.length));
    checkDistribution(where, i, exponentials(row, 1, everyClass, row));
  }
  return out;
}
