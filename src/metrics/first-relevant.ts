import type { Tie } from './ties';

/**
 * The probability that a relevant item is among the first k, and the expected reciprocal of the rank of the first (0
 * where there is none), all orders of equal scores being equally probable.
 */
export function firstRelevant(ties: readonly Tie[]): { hit: number; reciprocalRank: number } {
  let [none, reciprocalRank] = [1, 0]; // none: the probability that no relevant item has come yet
  for (const { start, size, shown, relevant } of ties) {
    for (let j = 0; j < shown && none > 0; j++) {
      reciprocalRank += (none * relevant) / (size - j) / (start + j + 1);
      none *= (size - relevant - j) / (size - j);
    }
  }
  return { hit: 1 - none, reciprocalRank };
}
