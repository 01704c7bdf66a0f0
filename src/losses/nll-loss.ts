import type { Labels } from '../core';
import { readWeights, type Weights } from '../core/weights';
import { classIndices } from '../core/labels';
import { checkClassScores, indexTargets } from './class-targets';
import { defineLoss } from './loss';
import { warnOfProbabilities } from './probability-warning';
import type { ReductionOptions } from './reduction';
import { rowWeights } from './row-weights';

export interface NllLossOptions extends ReductionOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
  /** `[N]` weight of each row; a row of weight 0 is masked out, whatever it holds. */
  sampleWeight?: Weights;
  /** Rows with this label are left out of loss, gradient and denominator; −100 by default. */
  ignoreIndex?: number;
}

const NAME = 'nllLoss';

/**
 * Negative log-likelihood of class indices, one loss per row. It takes log-probabilities, such as
 * `math.logSoftmax` gives; `softmaxCrossEntropy` takes logits, and loses fewer digits of confident rows.
 *
 * @remarks
 * Formula:  ℓᵢ = −ωᵢ log pᵢ,yᵢ with ωᵢ = sᵢ·w of the row's class, weights w (class) and s (sample)
 * Gradient: ∂ℓᵢ/∂(log pᵢₖ) = −ωᵢ [k = yᵢ]
 * Mean:     Σ ℓᵢ / Σ ωᵢ over the rows that are not ignored; if that is 0, see `onEmpty`
 * Domain:   any; only the label's entry is read, NaN there gives NaN; 0·∞ counts as 0
 * Units:    nats
 * Numerics: exact but for the products
 * Cost:     O(N) for the loss, O(NK) with the gradient; allocates O(K) when `out` is given
 * @param logProbabilities - `[N, K]`
 * @param labels - `[N]` class indices
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * const logProbabilities = tensor([[-0.5, -2, -1], [-3, -0.25, -2]]);
 * losses.nllLoss(logProbabilities, [0, 1])                                 // ≈ 0.375
 * losses.nllLoss.withGradient(logProbabilities, [0, 1]).gradient.data      // ≈ [-0.5, 0, 0, 0, -0.5, 0]
 *
 * Source: [Good1952]; cf. torch.nn.functional.nll_loss
 */
export const nllLoss = defineLoss<Labels, NllLossOptions>({
  name: NAME,
  options: ['weight', 'sampleWeight', 'ignoreIndex'],
  prepare(logProbabilities, given, options) {
    const labels = classIndices(NAME, given);
    const [rows, classes] = checkClassScores(NAME, 'log-probabilities', logProbabilities);
    const targets = indexTargets(NAME, logProbabilities, labels, options.ignoreIndex ?? -100);
    const weight = readWeights(NAME, 'weight', options.weight, [[classes]]);
    const sampleWeight = readWeights(NAME, 'sampleWeight', options.sampleWeight, [[rows]]);
    const { rowWeight, denominator, unit } = rowWeights(rows, targets, weight, sampleWeight, options);
    warnOfProbabilities(NAME, logProbabilities, 'log-probabilities');
    return {
      width: classes,
      shape: [rows],
      denominator,
      unit,
      row(i, logP, gradient) {
        gradient.fill(0);
        const omega = rowWeight(i);
        if (omega === 0) return 0;
        gradient[labels[i]] = -omega;
        return -omega * logP[labels[i]];
      },
    };
  },
});
