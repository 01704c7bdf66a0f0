import { expm1, log, pow } from '../core';
import { sigmoid, softplus } from '../math';

const LN2 = 0.6931471805599453;

/** Indices by falling value, the first of equals first. */
export function fallingOrder(values: Float64Array): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) => values[b] - values[a]); // a stable sort
}

/** What a gain at a rank counts, 1/log₂(1 + rank); ranks need not be integers. */
export function discount(rank: number): number {
  return LN2 / log(1 + rank);
}

/** The derivative of {@link discount}. */
export function discountSlope(rank: number): number {
  return -discount(rank) / (log(1 + rank) * (1 + rank));
}

/** Gains 2^relevance − 1, the best order of the items, and the discounted gain that its first `k` have. */
export function gainsOf(
  relevance: Float64Array,
  k = Infinity,
): { gains: Float64Array; best: number[]; ideal: number } {
  const gains = relevance.map((r) => (r < 1 ? expm1(r * LN2) : pow(2, r) - 1)); // no gain of r > 0 is lost
  const best = fallingOrder(relevance);
  let ideal = 0;
  for (let p = 0; p < best.length && p < k; p++) ideal += gains[best[p]] * discount(p + 1);
  return { gains, best, ideal };
}

/**
 * Σ weight(i, j) softplus(sⱼ − sᵢ) over the pairs with rᵢ > rⱼ; adds its derivative, for weights that do not depend on the
 * scores, to `gradient`. A pair of weight 0 is left out.
 */
export function pairLoss(
  scores: Float64Array,
  relevance: Float64Array,
  gradient: Float64Array,
  weight: (i: number, j: number) => number,
): number {
  let loss = 0;
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < scores.length; j++) {
      const w = relevance[i] > relevance[j] ? weight(i, j) : 0;
      if (w === 0) continue;
      const difference = scores[j] - scores[i];
      const slope = w * sigmoid(difference);
      loss += w * softplus(difference);
      gradient[i] -= slope;
      gradient[j] += slope;
    }
  }
  return loss;
}
