import type { TensorLike } from '../core';
import { meanOverRows, precisionOf } from './multi-label';
import { relevantIn } from './ties';

/**
 * Label ranking average precision (LRAP): for each label of a row, which fraction of the labels that score at least as
 * high are labels of the row too; the mean over the labels, then over the rows.
 *
 * @remarks
 * Ties:  labels of equal score count as ranked above each other
 * Empty: a row without labels, or with all, counts 1: any order is right
 * @param scores - `[N, K]`
 * @param labels - `[N, K]` of 0 and 1
 * @returns a number of (0, 1], 1 if the labels of each row score above all others
 * @throws {@link ShapeError} if the shapes differ or are not `[N, K]` of at least one row and one column; {@link DomainError}
 * for a score that is not finite; {@link LabelError} for a label that is neither 0 nor 1
 * @example
 * metrics.labelRankingAveragePrecision([[0.75, 0.5, 1], [1, 0.2, 0.1]], [[1, 0, 0], [0, 0, 1]]) // ≈ 0.41667
 * Source: [Tsoumakas2010]; cf. sklearn.metrics.label_ranking_average_precision_score
 */
export function labelRankingAveragePrecision(scores: TensorLike, labels: TensorLike): number {
  return meanOverRows('labelRankingAveragePrecision', scores, labels, (ties) =>
    relevantIn(ties) === 0 ? 1 : precisionOf(ties),
  );
}
