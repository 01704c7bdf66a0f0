import type { TensorLike } from '../core';
import { readMultiLabel } from './multi-label';

/**
 * Hamming loss: the fraction of all entries that were predicted wrong.
 *
 * @param predicted - `[N, K]` of 0 and 1
 * @param labels - `[N, K]` of 0 and 1
 * @throws {@link ShapeError} if the shapes differ or are not `[N, K]` of at least one row and one column;
 * {@link LabelError} for an entry that is neither 0 nor 1
 * @example
 * metrics.hammingLoss([[1, 0], [1, 1]], [[1, 0], [0, 1]]) // 0.25
 * Source: [Tsoumakas2010]; cf. sklearn.metrics.hamming_loss
 */
export function hammingLoss(predicted: TensorLike, labels: TensorLike): number {
  const read = readMultiLabel('hammingLoss', 'predicted', predicted, labels);
  let wrong = 0;
  for (let i = 0; i < read.labels.length; i++) if (read.values[i] !== read.labels[i]) wrong++;
  return wrong / read.labels.length;
}
