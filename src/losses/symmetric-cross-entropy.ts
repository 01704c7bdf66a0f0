import { OptionError, type Labels } from '../core';
import { checkNonNegative, describe } from '../core/checks';
import { ofLabelProbability } from './label-probability';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';

export interface SymmetricCrossEntropyOptions extends WeightedLabelOptions {
  /** α ≥ 0 of the cross-entropy; 0.1 by default. */
  alpha?: number;
  /** β ≥ 0 of the reverse cross-entropy; 1 by default. */
  beta?: number;
  /** A ≤ 0, what stands for log 0 in the reverse cross-entropy; −4 by default. */
  logZero?: number;
}

const NAME = 'symmetricCrossEntropy';

/**
 * Symmetric cross-entropy of logits against class indices, one loss per row: the cross-entropy H(q, p), and the reverse H(p, q)
 * that a few wrong labels harm less.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (α H(q, p) + β H(p, q)) = ωᵢ (−α log p_y − β A (1 − p_y)) with p = softmax(zᵢ), q the one-hot vector of
 *           y = yᵢ, log 0 = A, ωᵢ = sᵢ·w_y, weights w (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ (α − β A p_y) (pₖ − [k = y])
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; a masked label gives the loss +∞; a row with NaN or +∞ gives NaN
 * Units:    nats
 * Numerics: no digit is lost for confident rows
 *           float32 batches of 512 logits and more: each loss and gradient within 3 ulp of float32
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]` unnormalised log-probabilities
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[1, 2, 3], [0, 0, 0]]);
 * losses.symmetricCrossEntropy(logits, [2, 0])                                                // ≈ 2.078162
 * losses.symmetricCrossEntropy(logits, [2, 0], { alpha: 1, beta: 0 })                         // ≈ 0.753109
 *
 * Source: [Wang2019]
 */
export const symmetricCrossEntropy = defineLoss<Labels, SymmetricCrossEntropyOptions>({
  name: NAME,
  options: ['alpha', 'beta', 'logZero', 'weight', 'sampleWeight', 'ignoreIndex'],
  prepare(logits, labels, { alpha = 0.1, beta = 1, logZero = -4, ...options }) {
    checkNonNegative(NAME, 'alpha', alpha);
    checkNonNegative(NAME, 'beta', beta);
    if (!(Number.isFinite(logZero) && logZero <= 0)) {
      throw new OptionError(`${NAME}: logZero should be a finite number ≤ 0, got ${describe(logZero)}`);
    }
    const of = { name: 'poly' as const, a: alpha, b: -beta * logZero };
    return ofLabelProbability(NAME, logits, labels, options, of);
  },
});
