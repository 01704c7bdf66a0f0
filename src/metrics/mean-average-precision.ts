import type { TensorLike } from '../core';
import { meanOverLists, type RankingOptions } from './ranked-lists';
import { relevantIn } from './ties';

/**
 * Mean average precision (MAP@k) of rankings: for each user the precisions at the ranks of those relevant items which are
 * among the first k, summed and divided by the number of all relevant items. The mean over the users.
 *
 * @remarks
 * Formula: AP@k = (1/R) Σ_{i ≤ k} [rᵢ > 0] · (relevant items among the first i) / i, where rᵢ is the relevance at rank i and
 *          R how many items are relevant (not min(k, R): where it is above k, 1 is out of reach, as in ranx and trec_eval)
 * Ties:    items of equal score are in each order equally often: the value expected [McSherryNajork2008].
 * {@link averagePrecision} counts them together, as scikit-learn does
 * Empty:   a user without a relevant item counts 0
 * @param scores - `[N, L]` of N users and L items, or `[L]` of one; larger means nearer to the top
 * @param relevance - of the same shape, ≥ 0
 * @throws as {@link ndcg}
 * @example
 * metrics.meanAveragePrecision([[3, 2, 1]], [[1, 0, 1]]) // ≈ 0.83333
 * metrics.meanAveragePrecision([[3, 2, 1]], [[1, 0, 1]], { k: 2 }) // 0.5
 * Source: [BuckleyVoorhees2000]; cf. ranx's map, trec_eval's map_cut
 */
export function meanAveragePrecision(
  scores: TensorLike,
  relevance: TensorLike,
  options: RankingOptions = {},
): number {
  return meanOverLists('meanAveragePrecision', scores, relevance, options, (ties) => {
    let sum = 0;
    for (const { start, size, shown, relevant, relevantBefore } of ties) {
      // Given that an item is relevant, each of the j before it in the tie is one of the others with this probability.
      const others = (relevant - 1) / Math.max(1, size - 1);
      for (let j = 0; j < shown; j++) {
        sum += ((relevant / size) * (relevantBefore + 1 + j * others)) / (start + j + 1);
      }
    }
    return sum / Math.max(1, relevantIn(ties));
  });
}
