import { OptionError, type Labels } from '../core';
import { describe } from '../core/checks';
import { ofLabelProbability } from './label-probability';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';

export interface PolyOptions extends WeightedLabelOptions {
  /** ε, what is added to the coefficient of 1 − p_y in the series of the cross-entropy; 1 by default. */
  epsilon?: number;
}

const NAME = 'poly';

/**
 * Poly-1 loss of logits against class indices, one loss per row: the cross-entropy −log p = Σⱼ (1 − p)ʲ/j with another first
 * coefficient.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (−log p_y + ε (1 − p_y)) with p = softmax(zᵢ), y = yᵢ, ωᵢ = sᵢ·w_y, weights w (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ (1 + ε p_y) (pₖ − [k = y])
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; a masked label gives the loss +∞; a row with NaN or +∞ gives NaN. For ε < −1
 *           the loss is no longer the smaller the larger p_y
 * Units:    nats
 * Numerics: for ε ≥ −1 nothing cancels: no digit is lost for confident rows
 *           float32 batches of 512 logits and more: each loss and gradient within 3 ulp of float32
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]` unnormalised log-probabilities
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[1, 2, 3], [0, 0, 0]]);
 * losses.poly(logits, [2, 0])                                            // ≈ 1.253822
 * losses.poly(logits, [2, 0], { epsilon: -1, reduction: 'none' }).data    // ≈ [0.072847, 0.431946]
 *
 * Source: [Leng2022]; cf. optax.losses.poly_loss_cross_entropy
 */
export const poly = defineLoss<Labels, PolyOptions>({
  name: NAME,
  options: ['epsilon', 'weight', 'sampleWeight', 'ignoreIndex'],
  prepare(logits, labels, { epsilon = 1, ...options }) {
    if (!Number.isFinite(epsilon)) {
      throw new OptionError(`${NAME}: epsilon should be a finite number, got ${describe(epsilon)}`);
    }
    return ofLabelProbability(NAME, logits, labels, options, { name: 'poly', a: 1, b: epsilon });
  },
});
