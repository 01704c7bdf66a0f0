import { DomainError, ShapeError, asTensor, checkLabels, classIndices, isTensor } from '../core';
import type { ClassIndices, Labels, Tensor, TensorLike } from '../core';
import { checkCount, checkMatrix } from '../core/checks';

/** Scores `[N, K]` (logits or probabilities alike), or class indices `[N]` already chosen. */
export type Predictions = TensorLike | Labels;

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
export function argmax(scores: TensorLike): Int32Array {
  return argmaxOf('argmax', asTensor('argmax', 'scores', scores));
}

export function argmaxOf(where: string, scores: Tensor): Int32Array {
  const [rows, classes] = checkScores(where, 'scores', scores);
  return Int32Array.from({ length: rows }, (_, i) => {
    checkRankable(where, scores, i);
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
): { predicted: ClassIndices; actual: ClassIndices; classes: number } {
  const actual = classIndices(where, labels);
  if (isMatrix(predictions)) {
    const scores = asTensor(where, 'scores', predictions);
    const [rows, columns] = checkScores(where, 'scores', scores);
    if (classes !== undefined && classes !== columns) {
      throw new ShapeError(`${where}: the scores have ${columns} classes, but classes is ${classes}`);
    }
    checkLabels(where, actual, rows, columns);
    return { predicted: argmaxOf(where, scores), actual, classes: columns };
  }
  const predicted = classIndices(where, predictions as Labels, 'predictions');
  if (classes !== undefined) checkCount(where, 'classes', classes, 1);
  if (predicted.length === 0) throw new ShapeError(`${where}: expected at least one prediction, got none`);
  const count = classes ?? Math.max(maximum(predicted), maximum(actual)) + 1;
  checkLabels(where, predicted, predicted.length, count, NaN, 'predictions');
  checkLabels(where, actual, predicted.length, count);
  return { predicted, actual, classes: count };
}

/** Scores come as a matrix, class indices as a list. */
function isMatrix(predictions: Predictions): boolean {
  if (isTensor(predictions)) return predictions.shape.length !== 1;
  return Array.isArray(predictions) && Array.isArray(predictions[0]);
}

function maximum(labels: ClassIndices): number {
  let largest = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] > largest) largest = labels[i];
  return largest;
}
