import type { Labels } from '../core';
import type { Weights } from '../core/weights';
import type { WeightedLabelOptions } from './label-rows';
import { adjustedCrossEntropy } from './logit-adjustment';
import { defineLoss } from './loss';

export interface BalancedSoftmaxOptions extends WeightedLabelOptions {
  /** `[K]` examples of each class in the training set, all > 0; only their ratios matter. */
  classCounts: Weights;
}

const NAME = 'balancedSoftmax';

/**
 * Balanced softmax cross-entropy, one loss per row: each exponential counts as often as its class has examples. It is
 * `logitAdjustment` with τ = 1 under the name of another paper.
 *
 * @remarks
 * Formula:  ℓᵢ = −ωᵢ log pᵢ,yᵢ with pᵢₖ = nₖ exp zᵢₖ / Σⱼ nⱼ exp zᵢⱼ, counts n, ωᵢ = sᵢ·w of the row's class, weights w
 *           (class) and s (sample). Predict by softmax(z), without the counts
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ (pᵢₖ − [k = yᵢ])
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; −∞ masks a class out. NaN gives NaN
 * Units:    nats
 * Numerics: as of `logitAdjustment`
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError} that names the first bad count; {@link DomainError} if a row that counts is all −∞
 * @example
 * const options = { classCounts: [90, 10] };
 * losses.balancedSoftmax(tensor([[0, 0]]), [1], options)                             // ≈ 2.302585
 * losses.balancedSoftmax.withGradient(tensor([[0, 0]]), [1], options).gradient.data  // ≈ [0.9, -0.9]
 *
 * Source: [Ren2020]
 */
export const balancedSoftmax = defineLoss<Labels, BalancedSoftmaxOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex', 'classCounts'],
  prepare: (logits, labels, options) => adjustedCrossEntropy(NAME, logits, labels, options, 1),
});
