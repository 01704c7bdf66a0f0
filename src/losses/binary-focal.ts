import { OptionError } from '../core';
import { checkNonNegative, describe } from '../core/checks';
import { readWeights, type Weights } from '../core/weights';
import * as kernels from '../wasm';
import {
  checkBinary,
  elementwise,
  focalLogistic,
  isModerate,
  readElementTargets,
  times,
  type ElementTargets,
} from './elementwise';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';
import { usesKernel } from './uses-kernel';

export interface BinaryFocalOptions extends ReductionOptions {
  /** γ ≥ 0 by which easy labels count less; 2 by default. */
  gamma?: number;
  /** α of [0, 1] of the positive labels, 1 − α of the negative ones; 0.25 by default. −1 weighs neither, as torchvision's. */
  alpha?: number;
  /** Weight of each loss: of the logits' shape, or `[K]` for their last axis. Weight 0 masks out. */
  weight?: Weights;
}

const NAME = 'binaryFocal';

/**
 * Binary focal loss of logits, one loss per logit: binary cross-entropy in which a label counts the less the better it is
 * predicted.
 *
 * @remarks
 * Formula:  ℓ = −w α (1 − p)^γ log p for y = 1, ℓ = −w (1 − α) p^γ log(1 − p) for y = 0, with p = σ(z); γ = 0 and α = −1 is the
 *           binary cross-entropy
 * Gradient: ∂ℓ/∂z = −w α (1 − p)^γ (1 − p − γ p log p) for y = 1, w (1 − α) p^γ (p − γ (1 − p) log(1 − p)) for y = 0
 * Mean:     Σ ℓ divided by the number of logits, whatever their weights; with no logit see `onEmpty`
 * Domain:   z finite or ±∞ (then 0·∞ counts as 0); NaN gives NaN
 * Units:    nats
 * Numerics: log p and log(1 − p) never overflow or cancel; stable for any logits. float32 batches of 512 logits and
 *           more: computed in float64, each loss and gradient rounded once
 * Cost:     O(size); allocates no array when `out` is given
 * @param logits - any shape
 * @param labels - 0 and 1, of the same shape
 * @returns a number, or losses of the logits' shape with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * losses.binaryFocal(tensor([0, 2]), [1, 0])                                      // ≈ 0.640440
 * losses.binaryFocal(tensor([0, 2]), [1, 0], { gamma: 0, alpha: -1 })             // ≈ 1.410038
 *
 * Source: [Lin2017]; cf. torchvision.ops.sigmoid_focal_loss
 */
export const binaryFocal = defineLoss<ElementTargets, BinaryFocalOptions>({
  name: NAME,
  options: ['gamma', 'alpha', 'weight'],
  prepare(logits, labels, { gamma = 2, alpha = 0.25, weight }) {
    checkNonNegative(NAME, 'gamma', gamma);
    if (!(typeof alpha === 'number' && ((alpha >= 0 && alpha <= 1) || alpha === -1))) {
      throw new OptionError(
        `${NAME}: alpha should be a number of [0, 1], or -1 to weigh neither label, got ${describe(alpha)}`,
      );
    }
    const y = readElementTargets(NAME, logits, labels);
    checkBinary(NAME, y);
    const weights = readWeights(NAME, 'weight', weight, [logits.shape, logits.shape.slice(-1)]);
    const [negative, positive] = alpha === -1 ? [1, 1] : [1 - alpha, alpha];
    const rowByRow = elementwise(logits, (i, z, gradient) => {
      const w = (weights ? weights[i % weights.length] : 1) * (y[i] === 1 ? positive : negative);
      const [loss, slope] = focalLogistic(y[i] === 1 ? -z : z, gamma);
      gradient[0] = times(y[i] === 1 ? -w : w, slope);
      return times(w, loss);
    });
    if (!usesKernel(logits) || !isModerate(weights)) return rowByRow;
    return {
      ...rowByRow,
      kernel: ({ scale, gradient, losses }) =>
        kernels.sigmoidFocal({
          logits: logits.data as Float32Array,
          targets: y as Float32Array,
          weights: weights && Float64Array.from(weights),
          positive,
          negative,
          gamma,
          scale,
          gradient,
          losses,
        }),
    };
  },
});
