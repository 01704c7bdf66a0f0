import { mergePair, pairKey, pairOf, type Merge } from './merge-pair';
import { pairQueue } from './pair-queue';

/** Tokens of one byte. */
export const BYTES = 256;

/**
 * The merges of byte-pair encoding: time and again the most frequent pair of neighbours becomes a token, of equally frequent ones
 * that of the smaller tokens. Ends early when no pair occurs twice.
 *
 * @param counts - pieces of text, with how often each occurs
 */
export function learnMerges(counts: ReadonlyMap<string, number>, most: number): Merge[] {
  const encoder = new TextEncoder();
  const sequences = Array.from(counts.keys(), (piece) => Array.from(encoder.encode(piece)));
  const times = [...counts.values()];
  const pairCounts = new Map<number, number>();
  /** Sequences that a pair was in when it arose. */
  const places = new Map<number, number[]>();

  function count(sequence: number, sign: 1 | -1): void {
    const tokens = sequences[sequence];
    for (let i = 1; i < tokens.length; i++) {
      const key = pairKey(tokens[i - 1], tokens[i]);
      pairCounts.set(key, (pairCounts.get(key) ?? 0) + sign * times[sequence]);
    }
  }

  /** Notes where the pairs are that `isNew` picks, and tells them. */
  function place(sequence: number, isNew: (left: number, right: number) => boolean): number[] {
    const tokens = sequences[sequence];
    const found: number[] = [];
    for (let i = 1; i < tokens.length; i++) {
      if (!isNew(tokens[i - 1], tokens[i])) continue;
      const key = pairKey(tokens[i - 1], tokens[i]);
      const at = places.get(key);
      if (at === undefined) {
        places.set(key, [sequence]);
        found.push(key);
      } else if (at[at.length - 1] !== sequence) at.push(sequence);
    }
    return found;
  }

  const queue = pairQueue();
  const countOf = (key: number): number => pairCounts.get(key) ?? 0;
  for (let i = 0; i < sequences.length; i++) count(i, 1);
  for (let i = 0; i < sequences.length; i++) place(i, () => true);
  for (const [key, times] of pairCounts) queue.push(key, times);

  const merges: Merge[] = [];
  while (merges.length < most) {
    const key = queue.take(countOf);
    if (key === undefined) break;
    const merge = pairOf(key);
    const token = BYTES + merges.push(merge) - 1;
    const arisen: number[] = [];
    for (const i of places.get(key)!) {
      const after = mergePair(sequences[i], merge, token);
      if (after.length === sequences[i].length) continue; // another merge took its tokens
      count(i, -1);
      sequences[i] = after;
      count(i, 1);
      arisen.push(...place(i, (left, right) => left === token || right === token));
    }
    pairCounts.delete(key);
    places.delete(key);
    for (const pair of arisen) queue.push(pair, countOf(pair));
  }
  return merges;
}
