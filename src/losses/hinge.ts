import type { ElementTargets } from './elementwise';
import { hingeElements } from './hinge-elements';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export type HingeOptions = ReductionOptions;

const NAME = 'hinge';

/**
 * Binary hinge loss of scores, one loss per score: that of the support vector machine.
 *
 * @remarks
 * Formula:  ℓ = max(0, 1 − y s)
 * Gradient: ∂ℓ/∂s = −y where y s < 1, else 0 (at the kink, y s = 1, too)
 * Mean:     Σ ℓ divided by the number of scores; with none see `onEmpty`
 * Domain:   s any, NaN gives NaN; y of {−1, 1} or of {0, 1}, where 0 means −1; both in one batch throw
 * Units:    those of the scores
 * Numerics: 1 − y s is rounded once
 * Cost:     O(size); allocates no array when `out` is given
 * @param scores - any shape
 * @param labels - of the same shape
 * @returns a number, or losses of the scores' shape with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * losses.hinge(tensor([0.5, 2, -1]), [1, 1, -1])                              // ≈ 0.166667
 * losses.hinge.withGradient(tensor([0.5, 2, 1]), [1, 1, 0]).gradient.data     // ≈ [-0.333333, 0, 0.333333]
 *
 * Source: [Cortes1995]; cf. sklearn.metrics.hinge_loss, keras.losses.Hinge
 */
export const hinge = defineLoss<ElementTargets, HingeOptions>({
  name: NAME,
  options: [],
  prepare: (scores, labels) => hingeElements(NAME, scores, labels, false),
});
