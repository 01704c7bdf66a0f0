import {
  ShapeError,
  asTensor,
  checkLabels,
  classIndices,
  exp,
  log,
  type Labels,
  type TensorLike,
} from '../core';
import { checkOptions } from '../core/checks';
import { readProbabilities } from './probabilities';
import { checkScores } from './predictions';

/**
 * Mean over the rows of −log p(label), from probabilities.
 *
 * @remarks
 * Units:  nats
 * Domain: a label of probability 0 makes it ∞: nothing is clipped. Where the logits are at hand, prefer
 *         {@link negativeLogLikelihoodFromLogits}, which keeps what a probability near 0 or 1 has lost.
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws {@link DomainError} for a row that is no distribution; otherwise as {@link accuracy}
 * @example
 * metrics.negativeLogLikelihoodFromProbabilities(tensor([[0.5, 0.5]]), [0]) // 0.6931471805599453
 */
export function negativeLogLikelihoodFromProbabilities(probabilities: TensorLike, labels: Labels): number {
  const given = readProbabilities('negativeLogLikelihoodFromProbabilities', probabilities, labels);
  const { rows, classes } = given;
  let total = 0;
  for (let i = 0; i < rows; i++) total -= log(given.probabilities.data[i * classes + given.labels[i]]);
  return total / rows;
}

/**
 * Mean over the rows of log Σₖ exp zₖ − z(label): the negative log-likelihood of softmax(z).
 *
 * @remarks
 * Units:    nats
 * Numerics: the row's maximum is subtracted before exp
 * Domain:   NaN, or a row of only −∞, gives NaN; a label of logit −∞ gives ∞
 * @param logits - `[N, K]`
 * @param labels - N class indices
 * @param options - `ignoreIndex`: rows with this label do not count; by default all do
 * @throws {@link ShapeError} if the lengths differ or no row counts; {@link LabelError} for a bad index
 * @example
 * metrics.negativeLogLikelihoodFromLogits(tensor([[1, 1]]), [0]) // 0.6931471805599453
 */
export function negativeLogLikelihoodFromLogits(
  logits: TensorLike,
  labels: Labels,
  options: { ignoreIndex?: number } = {},
): number {
  const where = 'negativeLogLikelihoodFromLogits';
  checkOptions(where, options, ['ignoreIndex']);
  const { ignoreIndex } = options;
  logits = asTensor(where, 'logits', logits);
  labels = classIndices(where, labels);
  const [rows, classes] = checkScores(where, 'logits', logits);
  const counted = checkLabels(where, labels, rows, classes, ignoreIndex);
  if (counted === 0) throw new ShapeError(`${where}: every label is ${ignoreIndex}, which is ignored`);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    if (labels[i] === ignoreIndex) continue;
    const row = logits.data.subarray(i * classes, (i + 1) * classes);
    let largest = -Infinity;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, row[k]);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += exp(row[k] - largest);
    total += log(sum) + (largest - row[labels[i]]);
  }
  return total / counted;
}
