import { OptionError, asTensor, checkLabels, classIndices, type Labels, type TensorLike } from '../core';
import { checkRankable, checkScores } from './predictions';
import { describe } from '../core/checks';

/**
 * The fraction of rows whose label is among the k largest scores. Among equal scores the lower index ranks
 * first, as in {@link accuracy}, so that k = 1 is the accuracy and a constant model gains nothing.
 *
 * @param scores - `[N, K]`
 * @param labels - N class indices
 * @param k - 1 … K
 * @throws {@link OptionError} for a k outside 1 … K; otherwise as {@link accuracy}
 * @example
 * metrics.topKAccuracy(tensor([[3, 2, 1]]), [1], 2) // 1
 */
export function topKAccuracy(scores: TensorLike, labels: Labels, k: number): number {
  scores = asTensor('topKAccuracy', 'scores', scores);
  labels = classIndices('topKAccuracy', labels);
  const [rows, classes] = checkScores('topKAccuracy', 'scores', scores);
  checkLabels('topKAccuracy', labels, rows, classes);
  if (!(Number.isInteger(k) && k >= 1 && k <= classes)) {
    throw new OptionError(
      `topKAccuracy: k should be an integer of 1 … ${classes} (the classes), got ${describe(k)}`,
    );
  }
  let hits = 0;
  for (let i = 0; i < rows; i++) {
    checkRankable('topKAccuracy', scores, i);
    const own = scores.data[i * classes + labels[i]];
    let ahead = 0;
    for (let j = 0; j < classes; j++) {
      const other = scores.data[i * classes + j];
      if (other > own || (other === own && j < labels[i])) ahead++;
    }
    if (ahead < k) hits++;
  }
  return hits / rows;
}
