import { zeros } from '../core';
import type { Interactions } from '../core/interactions';
import { checkHistory } from './history';
import { readUsers, type Recommender } from './recommender';

/**
 * Recommends to everybody what most have had to do with: what other recommenders have to be better than.
 *
 * @remarks
 * Formula: score(u, i) = Σ of the values of item i
 * @throws {@link OptionError} if there are no interactions
 * @example
 * const events = { users: [0, 1, 1], items: [2, 2, 0], userCount: 2, itemCount: 3 };
 * recommenders.popularity(recommenders.interactions(events)).scores([0]).data // [1, 0, 2]
 */
export function popularity(interactions: Interactions): Recommender {
  checkHistory('popularity', interactions);
  const [userCount, itemCount] = interactions.shape;
  const sums = itemSums(interactions);
  return {
    scores(given) {
      const users = readUsers(given, userCount);
      const scores = zeros([users.length, itemCount]);
      for (let n = 0; n < users.length; n++) scores.data.set(sums, n * itemCount);
      return scores;
    },
  };
}

/** `[I]`: the sum of each item's values. */
export function itemSums({ shape, columns, values }: Interactions): Float64Array {
  const sums = new Float64Array(shape[1]);
  for (let n = 0; n < columns.length; n++) sums[columns[n]] += values[n];
  return sums;
}
