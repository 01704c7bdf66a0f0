import { DomainError, OptionError, exp, type Tensor, type TensorLike } from '../core';
import { checkOptions, describe } from '../core/checks';
import { mapRows, rowsOf, type Matrix, type Row, type Rows } from './rows';

export interface SamplingOptions {
  /** τ, by which the logits are divided; 1 by default. 0: the largest alone; Infinity: all that are left alike. */
  temperature?: number;
  /** Only so many classes are left, those of the largest logits. By default all. */
  topK?: number;
  /** Only the most probable classes are left, as few as have this share of the probability together. By default all (1). */
  topP?: number;
}

/**
 * The distribution that {@link categorical} draws from: softmax(z/τ), of which `topK` and then `topP` leave the largest, whose
 * probabilities are divided by their sum.
 *
 * @remarks
 * Order:  temperature, top-k, top-p, as in Hugging Face's `generate`: the share of `topP` is of what `topK` left
 * Ties:   classes are ranked by their logits, of equal ones the lower index comes first; so `topK` leaves exactly as many (of
 *         classes whose logit is not −∞), and temperature 0 one
 * Domain: z finite or −∞ (probability 0), at least one finite a row
 * @param logits - `[K]` or `[N, K]`
 * @returns of the shape of `logits`, a `number[]` for a row that is no tensor
 * @throws {@link OptionError} for a negative temperature, `topK` that is no integer of 1 … K, `topP` outside (0, 1];
 *   {@link DomainError} for NaN, +∞, or a row of −∞; {@link ShapeError}
 * @example
 * const z = [Math.log(4), Math.log(3), Math.log(2), Math.log(1)];
 * math.samplingDistribution(z, { topK: 2 }) // ≈ [0.571429, 0.428571, 0, 0]
 * math.samplingDistribution(z, { topP: 0.5 }) // ≈ [0.571429, 0.428571, 0, 0]
 * math.samplingDistribution(z, { temperature: 0 }) // [1, 0, 0, 0]
 * Source: [Fan2018] for top-k, [Holtzman2020] for top-p
 */
export function samplingDistribution(logits: Row, options?: SamplingOptions): number[];
export function samplingDistribution(logits: Matrix, options?: SamplingOptions): Tensor;
export function samplingDistribution(logits: TensorLike, options: SamplingOptions = {}): number[] | Tensor {
  checkOptions('samplingDistribution', options, ['temperature', 'topK', 'topP']);
  const rows = rowsOf('samplingDistribution', 'logits', logits);
  const fill = distributionOf('samplingDistribution', rows, options);
  return mapRows(rows, fill);
}

/** Writes the distribution of row i; options are checked at once. */
export function distributionOf(
  where: string,
  rows: Rows,
  { temperature = 1, topK = rows.length, topP = 1 }: SamplingOptions,
): (i: number, p: Float64Array) => void {
  if (!(temperature >= 0)) {
    throw new OptionError(
      `${where}: temperature should be a number ≥ 0, or Infinity, got ${describe(temperature)}`,
    );
  }
  if (!(Number.isInteger(topK) && topK >= 1 && topK <= rows.length)) {
    throw new OptionError(
      `${where}: topK should be an integer of 1 … ${rows.length}, the number of classes, got ${describe(topK)}`,
    );
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new OptionError(`${where}: topP should be above 0 and at most 1, got ${describe(topP)}`);
  }
  return (i, p) => {
    const z = rows.row(i);
    checkRow(where, z, i);
    const ranked = Array.from(z.keys()).sort((a, b) => z[b] - z[a] || a - b);
    const left = ranked.slice(0, temperature === 0 ? 1 : topK).filter((k) => z[k] > -Infinity);
    const share = left.map((k) => (z[k] === z[left[0]] ? 1 : exp((z[k] - z[left[0]]) / temperature)));
    const enough = topP * share.reduce((sum, s) => sum + s);
    let [count, sum] = [0, 0];
    while (count < left.length && (sum < enough || topP === 1)) sum += share[count++];
    p.fill(0);
    for (let j = 0; j < count; j++) p[left[j]] = share[j] / sum;
  };
}

function checkRow(where: string, z: Float64Array, i: number): void {
  const bad = z.findIndex((value) => !(value < Infinity));
  if (bad >= 0) throw new DomainError(`${where}: row ${i} of the logits has ${z[bad]} for class ${bad}`);
  if (z.some((value) => value > -Infinity)) return;
  throw new DomainError(`${where}: row ${i} of the logits is all −∞ and has no distribution`);
}
