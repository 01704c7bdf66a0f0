import type { TensorLike } from '../core';
import { firstRelevant } from './first-relevant';
import { meanOverLists, type RankingOptions } from './ranked-lists';

/**
 * Mean reciprocal rank (MRR@k): the mean over the users of 1 / the rank of the first item of relevance above 0, of 0 if
 * the first k have none.
 *
 * @remarks
 * Ties:  items of equal score are in each order equally often: the value expected [McSherryNajork2008]
 * Empty: a user without a relevant item counts 0
 * @param scores - `[N, L]` of N users and L items, or `[L]` of one; larger means nearer to the top
 * @param relevance - of the same shape, ≥ 0
 * @throws as {@link ndcg}
 * @example
 * metrics.meanReciprocalRank([[3, 2, 1], [1, 2, 3]], [[0, 1, 0], [0, 0, 1]]) // 0.75
 * metrics.meanReciprocalRank([1, 1], [0, 1]) // 0.75
 * Source: [Voorhees1999]; cf. ranx's mrr, trec_eval's recip_rank
 */
export function meanReciprocalRank(
  scores: TensorLike,
  relevance: TensorLike,
  options: RankingOptions = {},
): number {
  return meanOverLists(
    'meanReciprocalRank',
    scores,
    relevance,
    options,
    (ties) => firstRelevant(ties).reciprocalRank,
  );
}
