import type { TensorLike } from '../core';
import { averaged, precisionOf, readMultiLabel, type MultiLabelOptions } from './multi-label';
import { tiesOf } from './ties';

/**
 * Average precision of a binary classifier, the area under its precision–recall curve as a step function. Of `[N, K]` it is
 * that of each label, averaged.
 *
 * @remarks
 * Formula: AP = Σₙ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores n, descending, of which Pₙ and Rₙ are precision and recall
 * Ties:    equal scores are counted together
 * Empty:   0 without a positive: so much counts a label that never occurs
 * @param scores - `[N]`, or `[N, K]`
 * @param labels - of the same shape, 0 and 1
 * @returns a number of [0, 1]
 * @throws as {@link labelRankingAveragePrecision}; {@link OptionError}
 * @example
 * metrics.averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // ≈ 0.83333
 * metrics.averagePrecision([[0.9, 0.1], [0.2, 0.3]], [[1, 0], [0, 0]]) // 0.5
 * Source: [BuckleyVoorhees2000]; cf. sklearn.metrics.average_precision_score
 */
export function averagePrecision(
  scores: TensorLike,
  labels: TensorLike,
  options: MultiLabelOptions = {},
): number {
  const read = readMultiLabel('averagePrecision', 'scores', scores, labels, true);
  return averaged('averagePrecision', options, read, (entries) =>
    precisionOf(tiesOf(entries, read.values, read.labels)),
  );
}
