import { zeros, type Labels, type Tensor } from '../core';
import { checkOptions } from '../core/checks';
import { resolve, type Predictions } from './predictions';

export interface ClassesOption {
  /** K. By default the number of columns of the scores, or one more than the largest index seen. */
  classes?: number;
}

/**
 * How often each class was taken for each: the row is the label, the column the prediction.
 *
 * @param predictions - scores `[N, K]` or N class indices
 * @param labels - N class indices
 * @returns `[K, K]` counts, float64; a class that occurs nowhere has a row and a column of zeros
 * @throws as {@link accuracy}
 * @example
 * metrics.confusionMatrix([0, 1, 1], [0, 0, 1]).data // [1, 1, 0, 1]
 */
export function confusionMatrix(
  predictions: Predictions,
  labels: Labels,
  options: ClassesOption = {},
): Tensor<Float64Array> {
  checkOptions('confusionMatrix', options, ['classes']);
  return countsOf('confusionMatrix', predictions, labels, options.classes);
}

export function countsOf(
  where: string,
  predictions: Predictions,
  labels: Labels,
  given: number | undefined,
): Tensor<Float64Array> {
  const { predicted, actual, classes } = resolve(where, predictions, labels, given);
  const counts = zeros([classes, classes]);
  for (let i = 0; i < actual.length; i++) counts.data[actual[i] * classes + predicted[i]]++;
  return counts;
}
