import { NORMAL_PARTS, normalParts } from '../core/special/normal';

/**
 * Wilson's score interval of a probability of which `share` of `count` trials came true, at ±z of the normal
 * distribution: the probabilities that a test would not reject. NaN, NaN without trials. Source: [Wilson1927]
 */
export function wilsonInterval(share: number, count: number, z: number): [low: number, high: number] {
  const spread = (z * z) / count;
  const centre = (share + spread / 2) / (1 + spread);
  const half = Math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread);
  // An end that is 0 or 1 is not to be missed by rounding.
  return [share === 0 ? 0 : Math.max(0, centre - half), share === 1 ? 1 : Math.min(1, centre + half)];
}

/** The z for which Φ(z) = probability, 0.5 ≤ probability < 1. */
export function normalQuantile(probability: number): number {
  const tail = 1 - probability;
  let [low, high] = [0, 40];
  for (let middle = 20; middle > low && middle < high; middle = (low + high) / 2) {
    normalParts(-middle);
    if (NORMAL_PARTS[0] > tail) low = middle;
    else high = middle;
  }
  return high;
}
