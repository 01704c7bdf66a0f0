import type { Tensor } from '../core';
import { checkCount, checkNonNegative, checkOptions } from '../core/checks';
import type { Interactions } from '../core/interactions';
import { gramMatrix } from './gram-matrix';
import { ofItemWeights } from './item-weights';
import { checkHistory } from './history';
import { type Recommender } from './recommender';
import { topIndices } from './top-indices';

export interface ItemKnnOptions {
  /** Most similar items that count for an item; 100 by default. */
  neighbours?: number;
  /** Added to the product of the norms, so that items with few users are less similar; 0 by default. */
  shrink?: number;
}

/**
 * Recommends items that are similar to those of a user's history: similar by who had to do with both.
 *
 * @remarks
 * Formula: score(u, i) = Σ x_uj·s_ji over those j of the history that are among the items most similar to i;
 *          s_ji = xⱼ·xᵢ / (‖xⱼ‖‖xᵢ‖ + shrink), the cosine of the items' columns
 * Ties:    of equally similar items the first ones are the neighbours
 * Cost:    O(Σ n_u² + I²) time, I² float64 numbers
 *
 * A user without history has only scores of 0, and an item without users is similar to none.
 * @returns also the similarities as `weights` `[I, I]`: `weights[j, i]` is s_ji, 0 where j is no neighbour of i
 * @throws {@link OptionError} if there are no interactions
 * @example
 * const events = { users: [0, 0, 1, 1, 2], items: [0, 1, 0, 1, 2], userCount: 3, itemCount: 3 };
 * recommenders.itemKnn(recommenders.interactions(events)).weights.data.slice(0, 3) // ≈ [0, 1, 0]
 * Source: [Sarwar2001], [Deshpande2004]
 */
export function itemKnn(
  interactions: Interactions,
  options: ItemKnnOptions = {},
): Recommender & { readonly weights: Tensor } {
  checkHistory('itemKnn', interactions);
  checkOptions('itemKnn', options, ['neighbours', 'shrink']);
  const { neighbours = 100, shrink = 0 } = options;
  checkCount('itemKnn', 'neighbours', neighbours, 1);
  checkNonNegative('itemKnn', 'shrink', shrink);
  const items = interactions.shape[1];
  const similarities = gramMatrix(interactions);
  const norms = Float64Array.from({ length: items }, (_, i) => Math.sqrt(similarities[i * items + i]));
  const weights = new Float64Array(items * items);
  for (let i = 0; i < items; i++) {
    // The row of i: similarities are symmetric.
    const row = similarities.subarray(i * items, (i + 1) * items);
    for (let j = 0; j < items; j++)
      if (row[j] > 0) row[j] = j === i ? 0 : row[j] / (norms[j] * norms[i] + shrink);
    for (const j of topIndices(row, neighbours)) weights[j * items + i] = row[j];
  }
  return ofItemWeights(interactions, weights);
}
