import type { Labels } from '../core';
import { checkRange } from '../core/checks';
import { CROSS_ENTROPY } from './label-function';
import { ofLabelProbability } from './label-probability';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';

export interface GeneralizedCrossEntropyOptions extends WeightedLabelOptions {
  /** q of [0, 1]: 0 is the cross-entropy, 1 the mean absolute error; 0.7 by default. */
  q?: number;
}

const NAME = 'generalizedCrossEntropy';

/**
 * Generalised cross-entropy of logits against class indices, one loss per row: bounded, so that a wrong label pulls less than
 * in the cross-entropy.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (1 − p_y^q)/q with p = softmax(zᵢ), y = yᵢ, ωᵢ = sᵢ·w_y, weights w (class) and s (sample); its limit
 *           −ωᵢ log p_y at q = 0 is the cross-entropy; at q = 1 it is 1 − p_y, half of the absolute error Σₖ |pₖ − [k = y]|
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ p_y^q (pₖ − [k = y])
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; a masked label gives the loss 1/q and no gradient; a row with NaN or +∞ gives NaN
 * Units:    nats for q = 0; a probability for q = 1
 * Numerics: 1 − p_y^q = −expm1(q log p_y), with log p_y as in the cross-entropy: no digit is lost for confident rows
 *           float32 batches of 512 logits and more: each loss and gradient within 3 ulp of float32
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]` unnormalised log-probabilities
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[1, 2, 3], [0, 0, 0]]);
 * losses.generalizedCrossEntropy(logits, [2, 0])                                        // ≈ 0.560547
 * losses.generalizedCrossEntropy(logits, [2, 0], { q: 1, reduction: 'none' }).data       // ≈ [0.334759, 0.666667]
 *
 * Source: [ZhangSabuncu2018]
 */
export const generalizedCrossEntropy = defineLoss<Labels, GeneralizedCrossEntropyOptions>({
  name: NAME,
  options: ['q', 'weight', 'sampleWeight', 'ignoreIndex'],
  prepare(logits, labels, { q = 0.7, ...options }) {
    checkRange(NAME, 'q', q, 0, 1);
    const of = q === 0 ? CROSS_ENTROPY : { name: 'generalized' as const, q };
    return ofLabelProbability(NAME, logits, labels, options, of);
  },
});
