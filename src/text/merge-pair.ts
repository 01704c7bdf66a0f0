/** Two tokens that become one. */
export type Merge = readonly [left: number, right: number];

/** More tokens than a vocabulary has. */
export const MOST_TOKENS = 1 << 21;

/** A pair as one number: those of smaller tokens are smaller. */
export function pairKey(left: number, right: number): number {
  return left * MOST_TOKENS + right;
}

export function pairOf(key: number): Merge {
  return [Math.floor(key / MOST_TOKENS), key % MOST_TOKENS];
}

/** The tokens with `merged` in place of each pair, from the left. */
export function mergePair(tokens: readonly number[], [left, right]: Merge, merged: number): number[] {
  const after: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const isPair = tokens[i] === left && i + 1 < tokens.length && tokens[i + 1] === right;
    after.push(isPair ? merged : tokens[i]);
    if (isPair) i++;
  }
  return after;
}
