import { log1p, type TensorLike } from '../core';
import { everyClass, exponentials } from '../math/exponentials';
import { LIST_OPTIONS, listBatch, type ListOptions } from './list-batch';
import { defineLoss } from './loss';

export type ListNetOptions = ListOptions;

const NAME = 'listNet';

/**
 * ListNet, one loss per list: the cross-entropy of two distributions of which item is the best one, the softmax of the
 * relevances and that of the scores.
 *
 * @remarks
 * Formula:  ℓ = −Σₖ qₖ log softmax(s)ₖ with q = softmax(r)
 * Gradient: ∂ℓ/∂sₖ = softmax(s)ₖ − qₖ
 * Mean:     Σ wᵢℓᵢ / Σ wᵢ over the lists, w the `sampleWeight` (1 by default); if that is 0, see `onEmpty`
 * Domain:   s and r finite where the mask is 1. A list of one item, or with all masked out, has the loss 0 and the gradient
 *           0, and counts in the mean. Equal relevances, such as only zeros, want equal scores: q is uniform
 * Units:    nats
 * Numerics: the maxima are subtracted; stable for any scores
 * Cost:     O(NL); allocates O(L) when `out` is given
 * @param scores - `[N, L]`, one row a list
 * @param relevance - `[N, L]`, higher is better
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link DomainError} that names the first score which is not finite,
 *   {@link LabelError} such a relevance; {@link OptionError}
 * @example
 * losses.listNet(tensor([[2, 1, 0]]), [[1, 0, 0]])                                    // ≈ 1.043431
 * losses.listNet.withGradient(tensor([[1, 0, 9]]), [[2, 2, 0]], { mask: [[1, 1, 0]] }).gradient.data // ≈ [0.231059, -0.231059, 0]
 *
 * Source: [Cao2007], the top-one probabilities
 */
export const listNet = defineLoss<TensorLike, ListNetOptions>({
  name: NAME,
  options: LIST_OPTIONS,
  prepare(scores, relevance, options) {
    return listBatch(NAME, scores, relevance, options, false, (s, r, gradient) => {
      const q = new Float64Array(r.length);
      const target = 1 + exponentials(r, 1, everyClass, q).others;
      const { max, others } = exponentials(s, 1, everyClass, gradient);
      const logSum = log1p(others);
      let loss = 0;
      for (let k = 0; k < s.length; k++) {
        const wanted = q[k] / target;
        if (wanted > 0) loss += wanted * (max - s[k] + logSum);
        gradient[k] = gradient[k] / (1 + others) - wanted;
      }
      return loss;
    });
  },
});
