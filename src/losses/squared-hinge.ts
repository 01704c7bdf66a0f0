import type { ElementTargets } from './elementwise';
import { hingeElements } from './hinge-elements';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export type SquaredHingeOptions = ReductionOptions;

const NAME = 'squaredHinge';

/**
 * Squared hinge loss of scores, one loss per score: smooth, and hard on scores far on the wrong side.
 *
 * @remarks
 * Formula:  ℓ = max(0, 1 − y s)²
 * Gradient: ∂ℓ/∂s = −2 y max(0, 1 − y s)
 * Mean:     Σ ℓ divided by the number of scores; with none see `onEmpty`
 * Domain:   s any, NaN gives NaN; y of {−1, 1} or of {0, 1}, where 0 means −1; both in one batch throw
 * Units:    those of the scores, squared
 * Numerics: 1 − y s is rounded once, and so is its square; float32 batches of 512 scores and more: loss and gradient within
 *           2 ulp of float32
 * Cost:     O(size); allocates no array when `out` is given
 * @param scores - any shape
 * @param labels - of the same shape
 * @returns a number, or losses of the scores' shape with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * losses.squaredHinge(tensor([0.5, 2, -1]), [1, 1, -1])                           // ≈ 0.083333
 * losses.squaredHinge.withGradient(tensor([0.5, 2, 1]), [1, 1, 0]).gradient.data  // ≈ [-0.333333, 0, 1.333333]
 *
 * Source: [LeeMangasarian2001]; cf. keras.losses.SquaredHinge
 */
export const squaredHinge = defineLoss<ElementTargets, SquaredHingeOptions>({
  name: NAME,
  options: [],
  prepare: (scores, labels) => hingeElements(NAME, scores, labels, true),
});
