import { newTensor, type Tensor } from '../core';
import type { Interactions } from '../core/interactions';
import { addRow, readUsers, type Recommender } from './recommender';

/** A recommender whose scores are X·W: sums of a row of weights for each item of the user's history. */
export function ofItemWeights(
  interactions: Interactions,
  weights: Float64Array,
): Recommender & { weights: Tensor } {
  const { shape, rowStarts, columns, values } = interactions;
  const [userCount, itemCount] = shape;
  return {
    weights: newTensor(weights, [itemCount, itemCount]),
    scores(given) {
      const users = readUsers(given, userCount);
      const scores = new Float64Array(users.length * itemCount);
      users.forEach((user, row) => {
        for (let n = rowStarts[user]; n < rowStarts[user + 1]; n++)
          addRow(scores, row * itemCount, values[n], weights, columns[n] * itemCount, itemCount);
      });
      return newTensor(scores, [users.length, itemCount]);
    },
  };
}
