import { OptionError, log, log1p, pow } from '../core';
import { checkNonNegative, describe } from '../core/checks';
import { readWeights, type Weights } from '../core/weights';
import { sigmoid } from '../math';
import {
  checkBinary,
  elementwise,
  focalLogistic,
  readElementTargets,
  times,
  type ElementTargets,
} from './elementwise';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export interface AsymmetricOptions extends ReductionOptions {
  /** γ₊ ≥ 0 by which easy positive labels count less; 1 by default. */
  gammaPositive?: number;
  /** γ₋ ≥ 0 by which easy negative labels count less; 4 by default. */
  gammaNegative?: number;
  /** m of [0, 1), the probability below which a negative label costs nothing; 0.05 by default. */
  clip?: number;
  /** Weight of each loss: of the logits' shape, or `[K]` for their last axis. Weight 0 masks out. */
  weight?: Weights;
}

const NAME = 'asymmetric';

/**
 * Asymmetric loss of multi-label logits, one loss per logit: binary cross-entropy focused on hard labels, on negative ones
 * more than on the few positive ones.
 *
 * @remarks
 * Formula:  ℓ = −w (1 − p)^γ₊ log p for y = 1, ℓ = −w pₘ^γ₋ log(1 − pₘ) for y = 0, with p = σ(z), pₘ = max(p − m, 0);
 *           without gammas and clip it is the binary cross-entropy
 * Gradient: ∂ℓ/∂z = −w (1 − p)^γ₊ (1 − p − γ₊ p log p) for y = 1,
 *           w pₘ^γ₋ p (1 − p) (1/(1 − pₘ) − γ₋ log(1 − pₘ)/pₘ) for y = 0, and 0 where p ≤ m > 0: of the whole loss, the
 *           focusing factor included
 * Mean:     Σ ℓ divided by the number of logits, whatever their weights; with no logit see `onEmpty`
 * Domain:   z finite or ±∞ (then 0·∞ counts as 0); NaN gives NaN
 * Units:    nats
 * Numerics: log p and, without clip, log(1 − p) never overflow or cancel; stable for any logits. Just above the clip p − m
 *           has the rounding error of p
 * Cost:     O(size); allocates no array when `out` is given
 * @param logits - any shape
 * @param labels - 0 and 1, of the same shape
 * @returns a number, or losses of the logits' shape with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * losses.asymmetric(tensor([1, 1]), [1, 0], { gammaPositive: 0, gammaNegative: 2, clip: 0 })   // ≈ 0.507565
 * losses.asymmetric.withGradient(tensor([0, -5]), [1, 0]).gradient.data                       // ≈ [-0.211643, 0]
 *
 * Source: [Ridnik2021], with the defaults of its authors' code
 */
export const asymmetric = defineLoss<ElementTargets, AsymmetricOptions>({
  name: NAME,
  options: ['gammaPositive', 'gammaNegative', 'clip', 'weight'],
  prepare(logits, labels, options) {
    const { gammaPositive = 1, gammaNegative = 4, clip = 0.05 } = options;
    checkNonNegative(NAME, 'gammaPositive', gammaPositive);
    checkNonNegative(NAME, 'gammaNegative', gammaNegative);
    if (!(typeof clip === 'number' && clip >= 0 && clip < 1)) {
      throw new OptionError(`${NAME}: clip should be a number of [0, 1), got ${describe(clip)}`);
    }
    const y = readElementTargets(NAME, logits, labels);
    checkBinary(NAME, y);
    const weight = readWeights(NAME, 'weight', options.weight, [logits.shape, logits.shape.slice(-1)]);
    return elementwise(logits, (i, z, gradient) => {
      const w = weight ? weight[i % weight.length] : 1;
      const [loss, slope] =
        y[i] === 0 && clip > 0
          ? clipped(z, gammaNegative, clip)
          : focalLogistic(y[i] === 1 ? -z : z, y[i] === 1 ? gammaPositive : gammaNegative);
      gradient[0] = times(y[i] === 1 ? -w : w, slope);
      return times(w, loss);
    });
  },
});

/** The loss of a negative label whose probability is lowered by `clip` > 0, and its derivative. */
function clipped(z: number, gamma: number, clip: number): [loss: number, slope: number] {
  const [p, q] = [sigmoid(z), sigmoid(-z)];
  const lowered = p - clip;
  if (lowered <= 0) return [0, 0];
  const cost = lowered < 0.5 ? -log1p(-lowered) : -log(q + clip);
  const factor = pow(lowered, gamma);
  return [factor * cost, factor * p * q * (1 / (q + clip) + (gamma * cost) / lowered)];
}
