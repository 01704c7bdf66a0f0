import type { TensorLike } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { firstRelevant } from './first-relevant';
import { meanOverLists, type TopKOptions } from './ranked-lists';

/**
 * Hit rate@k: the fraction of users who find an item of relevance above 0 among the k of the largest scores.
 *
 * @remarks
 * Ties:  items of equal score are in each order equally often: a user counts the probability of a hit
 * Empty: a user without a relevant item counts 0
 * @param scores - `[N, L]` of N users and L items, or `[L]` of one; larger means nearer to the top
 * @param relevance - of the same shape, ≥ 0
 * @throws as {@link ndcg}
 * @example
 * metrics.hitRate([[3, 2, 1], [1, 2, 3]], [[0, 1, 0], [1, 0, 0]], { k: 2 }) // 0.5
 * Source: [DeshpandeKarypis2004], ties [McSherryNajork2008]; cf. ranx's hit_rate, trec_eval's success
 */
export function hitRate(scores: TensorLike, relevance: TensorLike, options: TopKOptions): number {
  checkOptions('hitRate', options, ['k', 'mask']);
  checkCount('hitRate', 'k', options.k, 1);
  return meanOverLists('hitRate', scores, relevance, options, (ties) => firstRelevant(ties).hit);
}
