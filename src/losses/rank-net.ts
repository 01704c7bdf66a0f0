import type { TensorLike } from '../core';
import { LIST_OPTIONS, listBatch, type ListOptions } from './list-batch';
import { defineLoss } from './loss';
import { pairLoss } from './ranking';

export type RankNetOptions = ListOptions;

const NAME = 'rankNet';

/**
 * RankNet, one loss per list: the mean binary cross-entropy of its pairs, of which the more relevant item should have the
 * higher score.
 *
 * @remarks
 * Formula:  ℓ = 1/P Σ softplus(sⱼ − sᵢ) over the P pairs with rᵢ > rⱼ
 * Gradient: each pair adds σ(sⱼ − sᵢ)/P to ∂ℓ/∂sⱼ and subtracts it from ∂ℓ/∂sᵢ
 * Mean:     Σ wᵢℓᵢ / Σ wᵢ over the lists, w the `sampleWeight` (1 by default); if that is 0, see `onEmpty`
 * Domain:   s and r finite where the mask is 1. A list without such a pair (one item, equal relevances, all masked out) has
 *           the loss 0 and the gradient 0, and counts in the mean
 * Units:    nats
 * Numerics: softplus never overflows or cancels; stable for any scores
 * Cost:     O(NL²); allocates O(L) when `out` is given
 * @param scores - `[N, L]`, one row a list
 * @param relevance - `[N, L]`, higher is better; only their order matters
 * @returns a number, or `[N]` losses with `reduction: 'none'`
 * @throws {@link ShapeError} that names both shapes; {@link DomainError} that names the first score which is not finite,
 *   {@link LabelError} such a relevance; {@link OptionError}
 * @example
 * losses.rankNet(tensor([[1, 0, 2]]), [[2, 1, 0]])                                   // ≈ 1.251150
 * losses.rankNet.withGradient(tensor([[0, 0]]), [[1, 0]]).gradient.data              // ≈ [-0.5, 0.5]
 *
 * Source: [Burges2005]
 */
export const rankNet = defineLoss<TensorLike, RankNetOptions>({
  name: NAME,
  options: LIST_OPTIONS,
  prepare(scores, relevance, options) {
    return listBatch(NAME, scores, relevance, options, false, (s, r, gradient) => {
      let count = 0;
      for (const higher of r) for (const lower of r) count += Number(higher > lower);
      return pairLoss(s, r, gradient, () => 1 / count);
    });
  },
});
