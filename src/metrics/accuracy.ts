import type { Labels } from '../core';
import { resolve, type Predictions } from './predictions';

/**
 * The fraction of rows whose predicted class is the label.
 *
 * @param predictions - scores `[N, K]` (the largest wins, the lowest index among equals) or N class indices
 * @param labels - N class indices
 * @throws {@link ShapeError} if the lengths differ or there is no row; {@link LabelError} for a bad index;
 * {@link DomainError} for a NaN score
 * @example
 * metrics.accuracy(tensor([[2, 1], [0, 3]]), [0, 0]) // 0.5
 */
export function accuracy(predictions: Predictions, labels: Labels): number {
  const { predicted, actual } = resolve('accuracy', predictions, labels);
  let correct = 0;
  for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) correct++;
  return correct / actual.length;
}
