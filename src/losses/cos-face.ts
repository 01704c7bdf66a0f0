import type { Labels } from '../core';
import { checkNonNegative, checkPositive } from '../core/checks';
import { cosineCheck } from './cosines';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';
import { movedCrossEntropy } from './moved-cross-entropy';

export interface CosFaceOptions extends WeightedLabelOptions {
  /** m ≥ 0 that the label's cosine loses; 0.35 by default. */
  margin?: number;
  /** s > 0 that the cosines are multiplied by; 64 by default. */
  scale?: number;
}

const NAME = 'cosFace';

/**
 * CosFace, one loss per row: the softmax cross-entropy of scaled cosines in which the label has to lead by a margin.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (log Σₖ exp xₖ − x_yᵢ) with xₖ = s (cos θᵢₖ − [k = yᵢ] m); ωᵢ = sᵢ·w of the row's class, weights w
 *           (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂(cos θᵢₖ) = ωᵢ s (pₖ − [k = yᵢ]) with p = softmax(x)
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   the label's cosine of [−1, 1], but for rounding (0.001); −∞ masks another class out. NaN gives NaN
 * Units:    nats
 * Numerics: x is rounded to the cosines' type in float32 batches of 512 cosines and more, else to float64; the rest is as of
 *           `softmaxCrossEntropy`
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param cosines - `[N, K]` of the angles between each row's features and each class's weights
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} that names the first label's entry which is no cosine
 * @example
 * losses.cosFace(tensor([[0.5, -0.5]]), [0], { margin: 0.25, scale: 4 })                             // ≈ 0.048587
 * losses.cosFace.withGradient(tensor([[0.5, -0.5]]), [0], { margin: 1, scale: 4 }).gradient.data     // ≈ [-2, 2]
 *
 * Source: [WangEtAl2018]
 */
export const cosFace = defineLoss<Labels, CosFaceOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex', 'margin', 'scale'],
  prepare(cosines, labels, options) {
    const { margin = 0.35, scale = 64 } = options;
    checkNonNegative(NAME, 'margin', margin);
    checkPositive(NAME, 'scale', scale);
    return movedCrossEntropy(NAME, cosines, labels, options, {
      scale,
      ofLabel: (cosine) => cosine - margin,
      check: cosineCheck(NAME),
    });
  },
});
