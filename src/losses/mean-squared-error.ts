import { elementwise, readElementTargets, type ElementTargets } from './elementwise';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export type MeanSquaredErrorOptions = ReductionOptions;

/**
 * Squared error, one loss per prediction; their mean by default.
 *
 * @remarks
 * Formula:  ℓ = (x − y)²
 * Gradient: ∂ℓ/∂x = 2(x − y)
 * Mean:     Σ ℓ divided by the number of predictions; with none see `onEmpty`
 * Domain:   any; NaN gives NaN
 * Units:    the square of the predictions' units
 * Numerics: within 2 ulp of the difference's square
 * Cost:     O(size); allocates no array when `out` is given
 * @param predictions - any shape
 * @param target - of the same shape
 * @returns a number, or losses of the predictions' shape with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link OptionError}
 * @example
 * losses.meanSquaredError(tensor([1, 2]), [0, 4])                              // ≈ 2.5
 * losses.meanSquaredError.withGradient(tensor([1, 2]), [0, 4]).gradient.data   // ≈ [1, -2]
 *
 * Source: [Legendre1805]; cf. torch.nn.functional.mse_loss
 */
export const meanSquaredError = defineLoss<ElementTargets, MeanSquaredErrorOptions>({
  name: 'meanSquaredError',
  options: [],
  prepare(predictions, target) {
    const y = readElementTargets('meanSquaredError', predictions, target);
    return elementwise(predictions, (i, x, gradient) => {
      const difference = x - y[i];
      gradient[0] = 2 * difference;
      return difference * difference;
    });
  },
});
