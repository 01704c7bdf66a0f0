import {
  DomainError,
  LabelError,
  ShapeError,
  checkLabels,
  isLabels,
  isTensor,
  type Labels,
  type Tensor,
} from '../core';
import { checkCount, checkMatrix, describe } from '../core/checks';

/** Scores `[N, K]` (logits or probabilities alike), or class indices already chosen. */
export type Predictions = Tensor | Labels;

/** `[rows, classes]` of scores; throws when there are no rows or no classes: an average of nothing is no number. */
export function checkScores(where: string, name: string, scores: Tensor): [rows: number, classes: number] {
  const [rows, classes] = checkMatrix(where, name, scores);
  if (rows === 0 || classes === 0) {
    throw new ShapeError(
      `${where}: ${name} should have at least one row and one class, got [${rows}, ${classes}]`,
    );
  }
  return [rows, classes];
}

/**
 * The index of each row's largest score; the lowest index among equals.
 *
 * @param scores - `[N, K]`
 * @throws {@link DomainError} for a NaN, which has no rank; {@link ShapeError} if N or K is 0
 * @example
 * metrics.argmax(tensor([[0.2, 0.8], [0.5, 0.5]])) // [1, 0]
 */
export function argmax(scores: Tensor): Int32Array {
  const [rows, classes] = checkScores('argmax', 'scores', scores);
  return Int32Array.from({ length: rows }, (_, i) => {
    checkRankable('argmax', scores, i);
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (scores.data[i * classes + k] > scores.data[i * classes + best]) best = k;
    }
    return best;
  });
}

/** Throws a {@link DomainError} that names the row if it holds a NaN. */
export function checkRankable(where: string, scores: Tensor, row: number): void {
  const classes = scores.shape[1];
  for (let k = 0; k < classes; k++) {
    if (Number.isNaN(scores.data[row * classes + k])) {
      throw new DomainError(`${where}: row ${row} of the scores has NaN for class ${k}, which has no rank`);
    }
  }
}

/**
 * Predicted and true class indices, checked, and the number of classes: that of the scores, or `classes`,
 * or one more than the largest index.
 */
export function resolve(
  where: string,
  predictions: Predictions,
  labels: Labels,
  classes?: number,
): { predicted: Labels; classes: number } {
  if (isTensor(predictions)) {
    const [rows, columns] = checkScores(where, 'scores', predictions);
    if (classes !== undefined && classes !== columns) {
      throw new ShapeError(`${where}: the scores have ${columns} classes, but classes is ${classes}`);
    }
    checkLabels(where, labels, rows, columns);
    return { predicted: argmax(predictions), classes: columns };
  }
  if (!isLabels(predictions)) {
    throw new ShapeError(
      `${where}: predictions should be scores [N, K] or an array of class indices, got ${describe(predictions)}`,
    );
  }
  if (classes !== undefined) checkCount(where, 'classes', classes, 1);
  if (predictions.length === 0) throw new ShapeError(`${where}: expected at least one prediction, got none`);
  const count = classes ?? Math.max(maximum(predictions), isLabels(labels) ? maximum(labels) : 0) + 1;
  try {
    checkLabels(where, predictions, predictions.length, count);
  } catch (error) {
    if (error instanceof LabelError) error.message = error.message.replace('labels[', 'predictions[');
    throw error;
  }
  checkLabels(where, labels, predictions.length, count);
  return { predicted: predictions, classes: count };
}

function maximum(labels: Labels): number {
  let largest = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] > largest) largest = labels[i];
  return largest;
}
