import { DomainError, asTensor, checkLabels, classIndices } from '../core';
import type { ClassIndices, Labels, Tensor, TensorLike } from '../core';
import { checkScores } from './predictions';

/** A row of float32 probabilities over a large vocabulary sums to one no better than this. */
const TOLERANCE = 1e-3;

/** N rows of probabilities of K classes, and their labels. */
export interface LabelledProbabilities {
  probabilities: Tensor;
  labels: ClassIndices;
  rows: number;
  classes: number;
}

/**
 * Checks both; throws a {@link DomainError} that names the first row which is no distribution: logits
 * handed in as probabilities would give a number that looks like a result.
 */
export function readProbabilities(
  where: string,
  given: TensorLike,
  givenLabels: Labels,
): LabelledProbabilities {
  const probabilities = asTensor(where, 'probabilities', given);
  const labels = classIndices(where, givenLabels);
  const [rows, classes] = checkScores(where, 'probabilities', probabilities);
  checkLabels(where, labels, rows, classes);
  checkDistributions(where, probabilities);
  return { probabilities, labels, rows, classes };
}

/** Throws a {@link DomainError} that names the first row of a matrix which is no distribution. */
export function checkDistributions(where: string, { data, shape }: Tensor): void {
  const [rows, classes] = shape;
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let k = 0; k < classes; k++) {
      const p = data[i * classes + k];
      total += p;
      if (!(p >= 0 && p <= 1 + TOLERANCE)) {
        throw new DomainError(
          `${where}: row ${i} has probability ${p} for class ${k}, expected 0 … 1; are these logits? ` +
            'Apply math.softmax first',
        );
      }
    }
    if (!(Math.abs(total - 1) <= TOLERANCE)) {
      throw new DomainError(
        `${where}: the probabilities of row ${i} sum to ${total}, expected 1; are these logits? ` +
          'Apply math.softmax first',
      );
    }
  }
}
