import type { Labels, TensorLike } from '../core';
import { readProbabilities } from './probabilities';

/**
 * The Brier score, the mean over the rows of Σₖ (pₖ − [k = label])²: 0 is best, 2 is worst.
 *
 * @remarks
 * This is Brier's own definition, over all classes. With two classes it is twice the (p − y)² that
 * scikit-learn's `brier_score_loss` averages.
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws {@link DomainError} for a row that is no distribution; otherwise as {@link accuracy}
 * @example
 * metrics.brierScore(tensor([[0.75, 0.25]]), [0]) // 0.125
 * Source: [Brier1950]
 */
export function brierScore(probabilities: TensorLike, labels: Labels): number {
  const given = readProbabilities('brierScore', probabilities, labels);
  const { rows, classes } = given;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < classes; k++) {
      const error = given.probabilities.data[i * classes + k] - (k === given.labels[i] ? 1 : 0);
      total += error * error;
    }
  }
  return total / rows;
}
