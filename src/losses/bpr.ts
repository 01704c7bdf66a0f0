import { ShapeError, asTensor, formatShape, zeros, type TensorLike } from '../core';
import { checkSameDtype } from '../core/checks';
import { sigmoid, softplus } from '../math';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export type BprOptions = ReductionOptions;

const NAME = 'bpr';

/**
 * Bayesian personalised ranking, one loss per positive item: it should score higher than items that were not chosen.
 *
 * @remarks
 * Formula:  ℓᵢ = 1/M Σⱼ softplus(nᵢⱼ − sᵢ), the positive item's score s, its negatives' n
 * Gradient: ∂ℓᵢ/∂sᵢ = −1/M Σⱼ σ(nᵢⱼ − sᵢ), and ∂ℓᵢ/∂nᵢⱼ = σ(nᵢⱼ − sᵢ)/M as `negativeGradient` of `withGradient`'s result
 * Mean:     Σ ℓ divided by the number of positive items; with none see `onEmpty`
 * Domain:   any; NaN gives NaN, and so does ∞ − ∞
 * Units:    nats
 * Numerics: softplus never overflows or cancels; stable for any scores
 * Cost:     O(NM); the loss alone allocates no array when `out` is given
 * @param positive - `[N]` scores
 * @param negative - `[N]` scores, or `[N, M]` with M ≥ 1 of them for each positive item
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link OptionError}
 * @example
 * losses.bpr(tensor([2, 0]), [1, 0])                                                  // ≈ 0.503204
 * losses.bpr.withGradient(tensor([0]), [[0, 0]]).gradient.data                        // ≈ [-0.5]
 * losses.bpr.withGradient(tensor([0]), [[0, 0]]).negativeGradient.data                // ≈ [0.25, 0.25]
 *
 * Source: [Rendle2009], without its regularisation of the parameters
 */
export const bpr = defineLoss<TensorLike, BprOptions, never, 'negativeGradient'>({
  name: NAME,
  options: [],
  prepare(positive, given) {
    const negative = asTensor(NAME, 'negative', given, positive);
    const [rows] = positive.shape;
    const { data: n, shape } = negative;
    const [, count = 1] = shape;
    const fits = positive.shape.length === 1 && shape[0] === rows && [1, 2].includes(shape.length);
    if (!fits || count === 0) {
      throw new ShapeError(
        `${NAME}: expected positive [N] and negative [N] or [N, M] with M ≥ 1, ` +
          `got ${formatShape(positive.shape)} and ${formatShape(shape)}`,
      );
    }
    checkSameDtype(NAME, ['negative', negative], ['positive', positive]);
    return {
      width: 1,
      shape: [rows],
      denominator: rows,
      row(i, [s], gradient) {
        let loss = 0;
        gradient[0] = 0;
        for (let j = i * count; j < (i + 1) * count; j++) {
          loss += softplus(n[j] - s) / count;
          gradient[0] -= sigmoid(n[j] - s) / count;
        }
        return loss;
      },
      others(denominator) {
        const negativeGradient = zeros(shape, { dtype: negative.dtype });
        for (let j = 0; j < n.length; j++) {
          negativeGradient.data[j] =
            sigmoid(n[j] - positive.data[Math.floor(j / count)]) / count / denominator;
        }
        return { negativeGradient };
      },
    };
  },
});
