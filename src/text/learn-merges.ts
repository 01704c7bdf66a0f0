import { pairKey, pairOf, type Merge } from './merge-pair';
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
  const countOf = (key: number): number => pairCounts.get(key) ?? 0;
  /** Sequences that a pair was in when it arose. */
  const places = new Map<number, number[]>();
  const queue = pairQueue();
  /** Pairs that the queue does not have yet. */
  let arisen: number[] = [];

  function add(left: number, right: number, sequence: number): void {
    const key = pairKey(left, right);
    pairCounts.set(key, countOf(key) + times[sequence]);
    const at = places.get(key);
    if (at === undefined) {
      places.set(key, [sequence]);
      arisen.push(key);
    } else if (at[at.length - 1] !== sequence) at.push(sequence);
  }

  function remove(left: number, right: number, sequence: number): void {
    const key = pairKey(left, right);
    pairCounts.set(key, countOf(key) - times[sequence]);
  }

  /** Puts the token in place of each pair, from the left, and counts the neighbours anew. */
  function mergeIn(sequence: number, [left, right]: Merge, token: number): void {
    const tokens = sequences[sequence];
    let length = 0;
    for (let i = 0; i < tokens.length; i++) {
      if (!(tokens[i] === left && i + 1 < tokens.length && tokens[i + 1] === right)) {
        tokens[length++] = tokens[i];
        continue;
      }
      if (length > 0) {
        remove(tokens[length - 1], left, sequence);
        add(tokens[length - 1], token, sequence);
      }
      i++;
      if (i + 1 < tokens.length) {
        remove(right, tokens[i + 1], sequence);
        add(token, tokens[i + 1], sequence);
      }
      tokens[length++] = token;
    }
    tokens.length = length;
  }

  function queueArisen(): void {
    for (const key of arisen) queue.push(key, countOf(key));
    arisen = [];
  }

  for (const [sequence, tokens] of sequences.entries())
    for (let i = 1; i < tokens.length; i++) add(tokens[i - 1], tokens[i], sequence);
  queueArisen();

  const merges: Merge[] = [];
  while (merges.length < most) {
    const key = queue.take(countOf);
    if (key === undefined) break;
    const merge = pairOf(key);
    const token = BYTES + merges.push(merge) - 1;
    for (const sequence of places.get(key)!) mergeIn(sequence, merge, token);
    pairCounts.delete(key);
    places.delete(key);
    queueArisen();
  }
  return merges;
}
