import type { TensorLike } from '../core';
import { meanOverRows } from './multi-label';
import { relevantIn } from './ties';

/**
 * Label ranking loss: of the pairs of a label that a row has and one that it has not, the fraction in the wrong order; the
 * mean over the rows. Without ties it is 1 − {@link rocAuc} of a row.
 *
 * @remarks
 * Ties:  a pair of equal scores is wrong
 * Empty: a row without labels, or with all, counts 0
 * @param scores - `[N, K]`
 * @param labels - `[N, K]` of 0 and 1
 * @returns a number of [0, 1], 0 at best
 * @throws as {@link labelRankingAveragePrecision}
 * @example
 * metrics.labelRankingLoss([[0.75, 0.5, 1], [1, 0.2, 0.1]], [[1, 0, 0], [0, 0, 1]]) // 0.75
 * Source: [Tsoumakas2010]; cf. sklearn.metrics.label_ranking_loss
 */
export function labelRankingLoss(scores: TensorLike, labels: TensorLike): number {
  return meanOverRows('labelRankingLoss', scores, labels, (ties, columns) => {
    const all = relevantIn(ties);
    const wrong = ties.reduce(
      (sum, { size, relevant, relevantBefore }) => sum + (size - relevant) * (all - relevantBefore),
      0,
    );
    return wrong / Math.max(1, all * (columns - all));
  });
}
