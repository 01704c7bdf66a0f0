import { sigmoid, softplus } from '../math';

/** The label told from the negatives by logistic regression: binary cross-entropy of each, added up. */
export function logisticRow(label: number, negatives: Float64Array): { loss: number; slope: number } {
  let loss = softplus(-label);
  for (let j = 0; j < negatives.length; j++) {
    loss += softplus(negatives[j]);
    negatives[j] = sigmoid(negatives[j]);
  }
  return { loss, slope: -sigmoid(-label) };
}
