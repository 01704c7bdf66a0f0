import type { Tensor } from '../core';
import { checkOptions, checkPositive } from '../core/checks';
import type { Interactions } from '../core/interactions';
import { gramMatrix } from './gram-matrix';
import { invertSymmetric } from './invert-symmetric';
import { ofItemWeights } from './item-weights';
import { checkHistory } from './history';
import { type Recommender } from './recommender';

export interface EaseOptions {
  /** λ > 0, the penalty of large weights; 250 by default. */
  l2?: number;
}

/**
 * EASEᴿ, a linear autoencoder with a closed form: each item of a history is told from the others.
 *
 * @remarks
 * Minimises: ‖X − XB‖² + λ‖B‖² over B with a diagonal of 0
 * Formula:   P = (XᵀX + λI)⁻¹, B_ij = −P_ij / P_jj for i ≠ j; scores are X·B
 * Numerics:  float64
 * Cost:      O(Σ n_u² + I³) time (some 3 s for 1,682 items), 2·I² float64 numbers
 *
 * A user without history has only scores of 0.
 * @returns also B as `weights` `[I, I]`
 * @throws {@link OptionError} if there are no interactions, or λ is not above 0
 * @example
 * const events = { users: [0, 0, 1, 1, 2], items: [0, 1, 0, 1, 2], userCount: 3, itemCount: 3 };
 * recommenders.ease(recommenders.interactions(events), { l2: 1 }).weights.data.slice(0, 3) // ≈ [0, 0.6667, 0]
 * Source: [Steck2019]
 */
export function ease(
  interactions: Interactions,
  options: EaseOptions = {},
): Recommender & { readonly weights: Tensor } {
  checkHistory('ease', interactions);
  checkOptions('ease', options, ['l2']);
  const { l2 = 250 } = options;
  checkPositive('ease', 'l2', l2);
  const items = interactions.shape[1];
  const weights = gramMatrix(interactions);
  for (let i = 0; i < items; i++) weights[i * items + i] += l2;
  invertSymmetric('ease', weights, items);
  const diagonal = Float64Array.from({ length: items }, (_, j) => weights[j * items + j]);
  for (let i = 0; i < items; i++) {
    for (let j = 0; j < items; j++)
      weights[i * items + j] = i === j ? 0 : -weights[i * items + j] / diagonal[j];
  }
  return ofItemWeights(interactions, weights);
}
