import { log1p } from '../core';
import { exponentials } from '../math/exponentials';
import { checkClassScores } from './class-targets';
import { checkBinary, readElementTargets, type ElementTargets } from './elementwise';
import { defineLoss } from './loss';
import type { ReductionOptions } from './reduction';

export type ZlprOptions = ReductionOptions;

const NAME = 'zlpr';

/**
 * Zero-bounded log-sum-exp and pairwise rank-based loss of multi-label rows, one loss per row: every label of a row should
 * be above 0, and every other class below, softmax cross-entropy made for any number of labels.
 *
 * @remarks
 * Formula:  ℓ = log(1 + Σ_{k: y=0} exp zₖ) + log(1 + Σ_{k: y=1} exp −zₖ)
 * Gradient: ∂ℓ/∂zₖ = exp zₖ / (1 + Σ_{j: y=0} exp zⱼ) for y = 0, −exp −zₖ / (1 + Σ_{j: y=1} exp −zⱼ) for y = 1
 * Mean:     Σ ℓ divided by the number of rows; with none see `onEmpty`
 * Domain:   z finite, or infinite on its right side (then it costs nothing); a row with NaN, or an infinity on the wrong
 *           side, gives NaN. Rows without labels, or of labels only, are rows like others
 * Units:    nats
 * Numerics: the largest exponent is subtracted; stable for any logits
 * Cost:     O(NK); allocates O(K) when `out` is given
 * @param logits - `[N, K]`
 * @param labels - `[N, K]`, 1 where a row has the label, else 0
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link LabelError} that names the first bad label;
 *   {@link OptionError}
 * @example
 * losses.zlpr(tensor([[1, -1, 2]]), [[1, 0, 1]])                                     // ≈ 0.720868
 * losses.zlpr.withGradient(tensor([[0, 0]]), [[1, 0]]).gradient.data                 // ≈ [-0.5, 0.5]
 *
 * Source: [Su2022]
 */
export const zlpr = defineLoss<ElementTargets, ZlprOptions>({
  name: NAME,
  options: [],
  prepare(logits, labels) {
    const [rows, classes] = checkClassScores(NAME, 'logits', logits);
    const y = readElementTargets(NAME, logits, labels);
    checkBinary(NAME, y);
    // One more class than there are: the 1 beside the sums, exp 0.
    const [x, e] = [new Float64Array(classes + 1), new Float64Array(classes + 1)];
    return {
      width: classes,
      shape: [rows],
      denominator: rows,
      row(i, z, gradient) {
        let loss = 0;
        for (const label of [0, 1]) {
          const takesPart = (k: number): boolean => k === classes || y[i * classes + k] === label;
          const sign = 1 - 2 * label;
          for (let k = 0; k < classes; k++) x[k] = sign * z[k];
          const { max, others } = exponentials(x, 1, takesPart, e);
          loss += max + log1p(others);
          for (let k = 0; k < classes; k++) if (takesPart(k)) gradient[k] = (sign * e[k]) / (1 + others);
        }
        return loss;
      },
    };
  },
});
