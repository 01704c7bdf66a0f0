import type { Labels } from '../core';
import { fenchelYoung } from './fenchel-young';
import type { WeightedLabelOptions } from './label-rows';
import { defineLoss } from './loss';

export type SparsemaxLossOptions = WeightedLabelOptions;

const NAME = 'sparsemaxLoss';

/**
 * The Fenchel-Young loss of {@link sparsemax} against class indices, one loss per row: it is 0 as soon as the label's
 * logit is 1 above all others.
 *
 * @remarks
 * Formula:  ℓᵢ = ωᵢ (Σₖ pᵢₖ zᵢₖ − zᵢ,yᵢ + (1 − Σₖ pᵢₖ²)/2) with p = sparsemax(zᵢ), ωᵢ = sᵢ·w of the row's class,
 *           weights w (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂zᵢₖ = ωᵢ (pᵢₖ − [k = yᵢ])
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   z finite or −∞, one finite a row; −∞ masks a class out: probability and gradient are 0. A label there makes
 *           the loss +∞ and its gradient −ωᵢ. A row with NaN or +∞ gives NaN
 * Units:    those of the logits; where p and onehot are far apart it grows as a hinge, not as their logarithm
 * Numerics: a sum without cancellation of numbers that are exact to a rounding; loss and gradient within 4 ulp for K ≤ 10
 *           (tested against 50 digits). float32 is computed in float64 and rounded once
 * Cost:     O(NK) for most rows, see {@link sparsemax}; allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}; {@link DomainError} if a row that counts is all −∞
 * @example
 * const logits = tensor([[0.5, 0.25, -1], [3, 1, 0]]);
 * losses.sparsemaxLoss(logits, [1, 0], { reduction: 'none' }).data        // [0.390625, 0]
 * losses.sparsemaxLoss.withGradient(logits, [1, 0]).gradient.data         // [0.3125, -0.3125, 0, 0, 0, 0]
 *
 * Source: [MartinsAstudillo2016], [Blondel2020]; cf. entmax.SparsemaxLoss
 */
export const sparsemaxLoss = defineLoss<Labels, SparsemaxLossOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex'],
  prepare: (logits, labels, options) => fenchelYoung(NAME, 1, logits, labels, options),
});
