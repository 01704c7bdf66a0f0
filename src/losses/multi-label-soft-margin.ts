import { readWeights, type Weights } from '../core/weights';
import { checkClassScores } from './class-targets';
import { checkProbabilities, logistic, readElementTargets, type ElementTargets } from './elementwise';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export interface MultiLabelSoftMarginOptions extends ReductionOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
}

const NAME = 'multiLabelSoftMargin';

/**
 * Multi-label soft-margin loss, one loss per row: the mean binary cross-entropy of its classes.
 *
 * @remarks
 * Formula:  ℓ = −1/K Σₖ wₖ (yₖ log σ(zₖ) + (1 − yₖ) log σ(−zₖ))
 * Gradient: ∂ℓ/∂zₖ = wₖ ((1 − yₖ) σ(zₖ) − yₖ σ(−zₖ))/K
 * Mean:     Σ ℓ divided by the number of rows, whatever the weights (as in PyTorch); with none see `onEmpty`
 * Domain:   z finite or ±∞ (then 0·∞ counts as 0); y of [0, 1]; NaN gives NaN, but not where the weight is 0
 * Units:    nats
 * Numerics: as of `binaryCrossEntropy`; stable for any logits
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param target - `[N, K]` probabilities (1 where a row has the label and 0 elsewhere, or between)
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad target;
 *   {@link OptionError}
 * @example
 * losses.multiLabelSoftMargin(tensor([[1, -1, 2]]), [[1, 0, 1]])                               // ≈ 0.251150
 * losses.multiLabelSoftMargin.withGradient(tensor([[0, 0]]), [[1, 0]]).gradient.data           // ≈ [-0.25, 0.25]
 *
 * Source: [Cox1958]; cf. torch.nn.functional.multilabel_soft_margin_loss
 */
export const multiLabelSoftMargin = defineLoss<ElementTargets, MultiLabelSoftMarginOptions>({
  name: NAME,
  options: ['weight'],
  prepare(logits, target, options) {
    const [rows, classes] = checkClassScores(NAME, 'logits', logits);
    const y = readElementTargets(NAME, logits, target);
    checkProbabilities(NAME, y);
    const weight = readWeights(NAME, 'weight', options.weight, [[classes]]);
    return {
      width: classes,
      shape: [rows],
      denominator: rows,
      row(i, z, gradient) {
        let loss = 0;
        for (let k = 0; k < classes; k++) {
          const w = weight ? weight[k] : 1;
          const p = y[i * classes + k];
          loss += logistic((w * p) / classes, (w * (1 - p)) / classes, z[k], gradient, k);
        }
        return loss;
      },
    };
  },
});
