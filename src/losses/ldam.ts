import type { Labels } from '../core';
import { checkNonNegative, checkPositive } from '../core/checks';
import type { Weights } from '../core/weights';
import { readClassCounts } from './class-counts';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';
import { movedCrossEntropy } from './moved-cross-entropy';

export interface LdamOptions extends WeightedLabelOptions {
  /** `[K]` examples of each class in the training set, all > 0; only their ratios matter. */
  classCounts: Weights;
  /** m ≥ 0 of the rarest class; 0.5 by default. */
  maxMargin?: number;
  /** s > 0 that the logits are multiplied by; 30 by default. */
  scale?: number;
}

const NAME = 'ldam';

/**
 * Label-distribution-aware margin loss, one loss per row: the softmax cross-entropy in which the label has to lead by a
 * margin, the larger the rarer its class. Its logits are meant to be cosines (features and weights of length 1).
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (log Σₖ exp xₖ − x_yᵢ) with xₖ = s (zᵢₖ − [k = yᵢ] Δₖ), Δₖ = m (min n/nₖ)^¼, counts n;
 *           ωᵢ = sᵢ·w of the row's class, weights w (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ s (pₖ − [k = yᵢ]) with p = softmax(x)
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; −∞ masks a class out. NaN gives NaN
 * Units:    nats
 * Numerics: the moved logits x are rounded to the logits' type in float32 batches of 512 logits and more, else to float64; the
 *           rest is as of `softmaxCrossEntropy`
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError} that names the first bad count; {@link DomainError} if a row that counts is all −∞
 * @example
 * const options = { classCounts: [160, 10], maxMargin: 0.5, scale: 1 };
 * losses.ldam(tensor([[1, 1]]), [0], options)                                 // ≈ 0.825939
 * losses.ldam(tensor([[1, 1]]), [1], options)                                 // ≈ 0.974077
 * losses.ldam.withGradient(tensor([[1, 1]]), [1], options).gradient.data      // ≈ [0.622459, -0.622459]
 *
 * Source: [Cao2019], with the scaling of margins of its authors' code
 */
export const ldam = defineLoss<Labels, LdamOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex', 'classCounts', 'maxMargin', 'scale'],
  prepare(logits, labels, options) {
    const { maxMargin = 0.5, scale = 30 } = options;
    checkNonNegative(NAME, 'maxMargin', maxMargin);
    checkPositive(NAME, 'scale', scale);
    const counts = readClassCounts(NAME, options.classCounts, logits.shape[1]);
    let rarest = Infinity;
    for (let k = 0; k < counts.length; k++) rarest = Math.min(rarest, counts[k]);
    const margins = Float64Array.from(counts, (n) => maxMargin * Math.sqrt(Math.sqrt(rarest / n)));
    return movedCrossEntropy(NAME, logits, labels, options, { scale, ofLabel: (z, y) => z - margins[y] });
  },
});
