import { OptionError, ShapeError, formatShape, type Tensor, type TensorLike } from '../core';
import { checkMatrix, checkRange, describe } from '../core/checks';
import { sigmoid, softplus } from '../math';
import { defineLoss, type LossAndGradient } from './loss';
import type { AnyReduction, ReductionOptions, Unreduced } from './reduction';

export interface GbceOptions extends ReductionOptions {
  /** α of (0, 1]: the negatives of a row divided by the items that they are drawn from. */
  samplingRate: number;
  /** t of [0, 1]: 0 is the binary cross-entropy, 1 makes probabilities of scores in spite of the sampling; 0.75 by default. */
  calibration?: number;
}

/** A loss of logits that need no target. */
export interface Gbce {
  (logits: TensorLike, options: GbceOptions): number;
  (logits: TensorLike, options: Unreduced<GbceOptions>): Tensor;
  (logits: TensorLike, options: AnyReduction<GbceOptions>): number | Tensor;
  readonly withGradient: {
    (logits: TensorLike, options: GbceOptions): LossAndGradient<number>;
    (logits: TensorLike, options: Unreduced<GbceOptions>): LossAndGradient<Tensor>;
    (logits: TensorLike, options: AnyReduction<GbceOptions>): LossAndGradient<number | Tensor>;
  };
  readonly options: readonly string[];
}

const NAME = 'gbce';

const loss = defineLoss<unknown, GbceOptions>({
  name: NAME,
  options: ['samplingRate', 'calibration'],
  prepare(logits, _, { samplingRate, calibration = 0.75 }) {
    if (!(typeof samplingRate === 'number' && samplingRate > 0 && samplingRate <= 1)) {
      throw new OptionError(
        `${NAME}: samplingRate should be a number of (0, 1], the share of all items that is drawn, got ${describe(samplingRate)}`,
      );
    }
    checkRange(NAME, 'calibration', calibration, 0, 1);
    const [rows, width] = checkMatrix(NAME, 'logits', logits);
    if (width < 2) {
      throw new ShapeError(
        `${NAME}: logits should be [N, 1 + M], the positive first, got ${formatShape(logits.shape)}`,
      );
    }
    const beta = 1 - calibration * (1 - samplingRate);
    return {
      width,
      shape: [rows],
      denominator: rows,
      row(_i, s, gradient) {
        let loss = beta * softplus(-s[0]);
        gradient[0] = -beta * sigmoid(-s[0]);
        for (let j = 1; j < width; j++) {
          loss += softplus(s[j]);
          gradient[j] = sigmoid(s[j]);
        }
        return loss;
      },
    };
  },
});

/**
 * Generalised binary cross-entropy of gSASRec, one loss per row of a positive item and sampled negatives: the positive's
 * probability gets a power β ≤ 1, which mends the over-confidence that comes of seeing few of the negatives.
 *
 * @remarks
 * Formula:  ℓ = −log σ(s₊)^β − Σⱼ log(1 − σ(sⱼ)) with β = α(t(1 − 1/α) + 1/α) = 1 − t(1 − α), rate α and calibration t
 * Gradient: ∂ℓ/∂s₊ = −β σ(−s₊), ∂ℓ/∂sⱼ = σ(sⱼ)
 * Mean:     Σ ℓ divided by the number of rows; with none see `onEmpty`. The paper's is also divided by 1 + M
 * Domain:   any; NaN gives NaN
 * Units:    nats
 * Numerics: softplus never overflows or cancels; stable for any scores
 * Cost:     O(NM); allocates O(M) when `out` is given
 *
 * {@link ALL_LOSSES} calls it as any loss, with a target in second place, which it does not look at.
 *
 * @param logits - `[N, 1 + M]` scores, M ≥ 1, the positive item's first
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError}; {@link OptionError}
 * @example
 * losses.gbce(tensor([[1, -1, 0]]), { samplingRate: 0.1, calibration: 0.5 })                          // ≈ 1.178703
 * losses.gbce.withGradient(tensor([[0, 0]]), { samplingRate: 0.1, calibration: 1 }).gradient.data     // ≈ [-0.05, 0.5]
 *
 * Source: [Petrov2023]
 */
export const gbce = Object.assign(
  (logits: TensorLike, options: AnyReduction<GbceOptions>) => loss(logits, undefined, options),
  {
    withGradient: (logits: TensorLike, options: AnyReduction<GbceOptions>) =>
      loss.withGradient(logits, undefined, options),
    options: loss.options,
  },
) as Gbce;
