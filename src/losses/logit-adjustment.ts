import { log, type Labels, type Tensor } from '../core';
import { checkNonNegative } from '../core/checks';
import type { AnyReduction } from '../core/reduction';
import type { Weights } from '../core/weights';
import { readClassCounts } from './class-counts';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss, type Batch } from './loss';
import { movedCrossEntropy } from './moved-cross-entropy';
import { warnOfProbabilities } from './probability-warning';

export interface LogitAdjustmentOptions extends WeightedLabelOptions {
  /** `[K]` examples of each class in the training set, all > 0; or its prior, for only their ratios matter. */
  classCounts: Weights;
  /** τ ≥ 0, how much of the prior is added; 1 by default, 0 is the plain cross-entropy. */
  tau?: number;
}

const NAME = 'logitAdjustment';

/**
 * Logit-adjusted softmax cross-entropy, one loss per row: the training set's prior is added to the logits, so that they learn
 * to do without it and treat rare classes as frequent ones. With τ = 1 it is `balancedSoftmax`.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (log Σₖ exp(zᵢₖ + τ log πₖ) − zᵢ,yᵢ − τ log π_yᵢ), π the counts' shares, ωᵢ = sᵢ·w of the row's class,
 *           weights w (class) and s (sample). Predict by the logits themselves, without the prior
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ (pₖ − [k = yᵢ]) with p = softmax(zᵢ + τ log π)
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; −∞ masks a class out. NaN gives NaN
 * Units:    nats
 * Numerics: the adjusted logits are rounded once (to float32 in float32 batches of 512 logits and more), the rest is as of
 *           `softmaxCrossEntropy`
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError} that names the first bad count; {@link DomainError} if a row that counts is all −∞
 * @example
 * const options = { classCounts: [90, 10] };
 * losses.logitAdjustment(tensor([[0, 0]]), [1], options)                             // ≈ 2.302585
 * losses.logitAdjustment.withGradient(tensor([[0, 0]]), [1], options).gradient.data  // ≈ [0.9, -0.9]
 * losses.logitAdjustment(tensor([[0, 0]]), [1], { ...options, tau: 0.5 })            // ≈ 1.386294
 *
 * Source: [Menon2021]
 */
export const logitAdjustment = defineLoss<Labels, LogitAdjustmentOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex', 'classCounts', 'tau'],
  prepare(logits, labels, options) {
    const { tau = 1 } = options;
    checkNonNegative(NAME, 'tau', tau);
    return adjustedCrossEntropy(NAME, logits, labels, options, tau);
  },
});

/** The cross-entropy of logits to which τ times the log of the prior is added. */
export function adjustedCrossEntropy(
  where: string,
  logits: Tensor,
  labels: Labels,
  options: AnyReduction<LogitAdjustmentOptions>,
  tau: number,
): Batch {
  const counts = readClassCounts(where, options.classCounts, logits.shape[1]);
  const offsets = logPrior(counts).map((logShare) => tau * logShare);
  const batch = movedCrossEntropy(where, logits, labels, options, { offsets });
  warnOfProbabilities(where, logits, 'logits');
  return batch;
}

let last = { counts: new Float64Array(), logPrior: new Float64Array() };

/** log π, kept for the next call, since training has one prior. */
function logPrior(counts: ArrayLike<number>): Float64Array {
  const isLast = counts.length === last.counts.length && last.counts.every((n, k) => n === counts[k]);
  if (isLast) return last.logPrior;
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k];
  last = { counts: Float64Array.from(counts), logPrior: Float64Array.from(counts, (n) => log(n / sum)) };
  return last.logPrior;
}
