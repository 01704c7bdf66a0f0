import type { Labels } from '../core';
import { checkNonNegative } from '../core/checks';
import { readWeights, type Weights } from '../core/weights';
import { checkClassScores } from './class-targets';
import { CROSS_ENTROPY } from './label-function';
import { ofLabelProbability } from './label-probability';
import type { LabelOptions } from './label-rows';
import { defineLoss } from './loss';

export interface FocalOptions extends LabelOptions {
  /** γ ≥ 0 by which easy rows count less; 2 by default, 0 is the cross-entropy. */
  gamma?: number;
  /** α ≥ 0 of all classes, or `[K]` of each; 1 by default. It is no weight of the mean. */
  alpha?: number | Weights;
}

const NAME = 'focal';

/**
 * Softmax focal loss of logits against class indices, one loss per row: cross-entropy in which a row counts the less the
 * better it is classified.
 *
 * @remarks
 * Formula:  ℓᵢ = −sᵢ α_y (1 − p_y)^γ log p_y with p = softmax(zᵢ), y = yᵢ, s the weights of rows; γ = 0 is the cross-entropy
 * Gradient: ∂ℓᵢ/∂zᵢₖ = sᵢ α_y (1 − p_y)^γ (1 − γ p_y log p_y/(1 − p_y)) (pₖ − [k = y])
 * Mean:     Σ ℓᵢ / Σ sᵢ over the rows that are not ignored, whatever α; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; a masked label gives the loss +∞; a row with NaN or +∞ gives NaN; 0·∞ counts as 0
 * Units:    nats
 * Numerics: log p_y and 1 − p_y are made of the row's sum without its largest term: no digit is lost for confident rows
 *           float32 batches of 512 logits and more: each loss and gradient within 2 + γ ulp of float32
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]` unnormalised log-probabilities
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[1, 2, 3], [0, 0, 0]]);
 * losses.focal(logits, [2, 0])                                               // ≈ 0.266975
 * losses.focal(logits, [2, 0], { gamma: 0 })                                 // ≈ 0.753109
 * losses.focal(logits, [2, 0], { alpha: [0.25, 1, 0.5], reduction: 'none' }).data // ≈ [0.022839, 0.122068]
 *
 * Source: [Lin2017]; cf. keras.losses.CategoricalFocalCrossentropy
 */
export const focal = defineLoss<Labels, FocalOptions>({
  name: NAME,
  options: ['gamma', 'alpha', 'sampleWeight', 'ignoreIndex'],
  prepare(logits, labels, { gamma = 2, alpha = 1, ...options }) {
    checkNonNegative(NAME, 'gamma', gamma);
    const [, classes] = checkClassScores(NAME, 'logits', logits);
    if (typeof alpha === 'number') checkNonNegative(NAME, 'alpha', alpha);
    const alphas = typeof alpha === 'number' ? alpha : readWeights(NAME, 'alpha', alpha, [[classes]]);
    const of = gamma === 0 ? CROSS_ENTROPY : { name: 'focal' as const, gamma };
    return ofLabelProbability(NAME, logits, labels, options, of, alphas);
  },
});
