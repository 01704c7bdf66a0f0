import { kthLargest } from './kth-largest';

/** Items of equal score in a list that is ordered by descending score. */
export interface Tie {
  /** Items ahead of it. */
  start: number;
  size: number;
  /** How many of its places are among the first k of the list. */
  shown: number;
  /** Of its items, those of a relevance above 0. */
  relevant: number;
  /** Relevant items ahead of it. */
  relevantBefore: number;
  /** Sum of the gains of its items. */
  gain: number;
}

/**
 * The ties of the items with these indices: the order among equals is nowhere looked at. The items behind the first k are one
 * tie, whatever their scores.
 */
export function tiesOf(
  items: ArrayLike<number>,
  scores: ArrayLike<number>,
  gains: ArrayLike<number>,
  k = Infinity,
): Tie[] {
  const count = items.length;
  const own = new Float64Array(count);
  for (let n = 0; n < count; n++) own[n] = scores[items[n]];
  const least = k < count ? kthLargest(own, k) : -Infinity;
  const order = new Int32Array(count);
  let shownCount = 0;
  for (let n = 0; n < count; n++) if (scores[items[n]] >= least) order[shownCount++] = items[n];
  for (let n = 0, at = shownCount; n < count; n++) if (scores[items[n]] < least) order[at++] = items[n];
  order.subarray(0, shownCount).sort((i, j) => scores[j] - scores[i]);
  const ties: Tie[] = [];
  let relevantBefore = 0;
  for (let start = 0; start < order.length;) {
    const tie = { start, size: 0, shown: 0, relevant: 0, relevantBefore, gain: 0 };
    const score = scores[order[start]];
    const isBehind = start >= shownCount;
    for (; start < order.length && (isBehind || scores[order[start]] === score); start++) {
      tie.size++;
      tie.gain += gains[order[start]];
      if (gains[order[start]] > 0) tie.relevant++;
      if (start < k) tie.shown++;
    }
    relevantBefore += tie.relevant;
    ties.push(tie);
  }
  return ties;
}

/** How many items of a list are relevant. */
export function relevantIn(ties: readonly Tie[]): number {
  const last = ties[ties.length - 1];
  return last === undefined ? 0 : last.relevantBefore + last.relevant;
}
