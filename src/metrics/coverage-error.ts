import type { TensorLike } from '../core';
import { meanOverRows } from './multi-label';

/**
 * Coverage error: how far down the ranking one has to go to have all labels of a row; the mean over the rows. At best it is
 * the mean number of labels (the coverage of [Tsoumakas2010] is less by one).
 *
 * @remarks
 * Ties:  all labels of equal score are needed
 * Empty: a row without labels counts 0
 * @param scores - `[N, K]`
 * @param labels - `[N, K]` of 0 and 1
 * @throws as {@link labelRankingAveragePrecision}
 * @example
 * metrics.coverageError([[0.75, 0.5, 1], [1, 0.2, 0.1]], [[1, 0, 0], [0, 0, 1]]) // 2.5
 * Source: [Tsoumakas2010]; cf. sklearn.metrics.coverage_error
 */
export function coverageError(scores: TensorLike, labels: TensorLike): number {
  return meanOverRows('coverageError', scores, labels, (ties) =>
    ties.reduce((depth, { start, size, relevant }) => (relevant > 0 ? start + size : depth), 0),
  );
}
