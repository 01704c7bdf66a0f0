import type { TensorLike } from '../core';
import { checkCount } from '../core/checks';
import { LIST_OPTIONS, listBatch, type ListOptions } from './list-batch';
import { defineLoss } from './loss';
import { discount, fallingOrder, gainsOf, pairLoss } from './ranking';

export interface LambdaLossOptions extends ListOptions {
  /** Weights by NDCG@k: ranks after k count nothing. By default all ranks count. */
  k?: number;
}

const NAME = 'lambdaLoss';

/**
 * LambdaRank's loss in the frame of LambdaLoss, one loss per list: the pairs of RankNet, each weighted by how much NDCG
 * changes when the two items change places.
 *
 * @remarks
 * Formula:  ℓ = Σ |ΔNDCGᵢⱼ| softplus(sⱼ − sᵢ) over the pairs with rᵢ > rⱼ,
 *           |ΔNDCGᵢⱼ| = |Gᵢ − Gⱼ| |D(πᵢ) − D(πⱼ)| / ideal with gains Gᵢ = 2^rᵢ − 1, discounts D(π) = 1/log₂(1 + π) (0 after
 *           rank k), π the ranks by falling score, of equal ones the first first; ideal is the sum of the G D for the order
 *           by falling relevance
 * Gradient: each pair adds |ΔNDCGᵢⱼ| σ(sⱼ − sᵢ) to ∂ℓ/∂sⱼ and subtracts it from ∂ℓ/∂sᵢ. The weights count as constants,
 *           as LambdaRank means them: their derivative is 0, but they jump where scores change places
 * Mean:     Σ wᵢℓᵢ / Σ wᵢ over the lists, w the `sampleWeight` (1 by default); if that is 0, see `onEmpty`
 * Domain:   s finite and r a grade of [0, 1000] where the mask is 1. A list without such a pair (one item, equal relevances
 *           such as only 0, all masked out) has the loss 0 and the gradient 0, and counts in the mean
 * Units:    nats, weighted by shares of NDCG
 * Numerics: softplus never overflows or cancels; stable for any scores
 * Cost:     O(NL²); allocates O(L) when `out` is given
 * @param scores - `[N, L]`, one row a list
 * @param relevance - `[N, L]` grades ≥ 0
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link DomainError} that names the first score which is not finite,
 *   {@link LabelError} a relevance that is no grade; {@link OptionError}
 * @example
 * losses.lambdaLoss(tensor([[1, 0, 2]]), [[2, 1, 0]])                                // ≈ 0.715947
 * losses.lambdaLoss.withGradient(tensor([[0, 0]]), [[1, 0]]).gradient.data           // ≈ [-0.184535, 0.184535]
 *
 * Source: weights and gradient [Burges2010]; as a loss [Wang2018], there with log₂
 */
export const lambdaLoss = defineLoss<TensorLike, LambdaLossOptions>({
  name: NAME,
  options: [...LIST_OPTIONS, 'k'],
  prepare(scores, relevance, options) {
    const { k = Infinity } = options;
    if (options.k !== undefined) checkCount(NAME, 'k', options.k, 1);
    return listBatch(NAME, scores, relevance, options, true, (s, r, gradient) => {
      const { gains, ideal } = gainsOf(r, k);
      const discounts = new Float64Array(s.length);
      fallingOrder(s).forEach((i, p) => (discounts[i] = p < k ? discount(p + 1) : 0));
      return pairLoss(
        s,
        r,
        gradient,
        (i, j) => ((gains[i] - gains[j]) / ideal) * Math.abs(discounts[i] - discounts[j]),
      );
    });
  },
});
