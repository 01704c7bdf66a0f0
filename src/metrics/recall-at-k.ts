import type { TensorLike } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { meanOverLists, type TopKOptions } from './ranked-lists';
import { relevantIn } from './ties';

/**
 * Recall@k: of a user's relevant items, those of relevance above 0, the fraction that is among the k of the largest
 * scores. The mean over the users.
 *
 * @remarks
 * Ties:  items of equal score are in each order equally often: the value expected [McSherryNajork2008]
 * Empty: a user without a relevant item counts 0
 * @param scores - `[N, L]` of N users and L items, or `[L]` of one; larger means nearer to the top
 * @param relevance - of the same shape, ≥ 0
 * @throws as {@link ndcg}
 * @example
 * metrics.recallAtK([[3, 2, 1]], [[1, 0, 1]], { k: 2 }) // 0.5
 * metrics.recallAtK([2, 1, 1], [1, 1, 0], { k: 2 }) // 0.75
 * Source: cf. ranx's and trec_eval's recall
 */
export function recallAtK(scores: TensorLike, relevance: TensorLike, options: TopKOptions): number {
  checkOptions('recallAtK', options, ['k', 'mask']);
  checkCount('recallAtK', 'k', options.k, 1);
  return meanOverLists('recallAtK', scores, relevance, options, (ties) => {
    const found = ties.reduce((sum, { relevant, shown, size }) => sum + (relevant * shown) / size, 0);
    return found / Math.max(1, relevantIn(ties));
  });
}
