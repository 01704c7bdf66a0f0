/** Integers of {0, …, classes}, in as few bytes as hold them: what is read out of order should lie near. */
export type Padded = Uint8Array | Uint16Array | Int32Array;

/**
 * Positions of a text, those of equal contexts side by side: sorted by the token before, then by the one before that and so on to
 * `order − 1` tokens back, then by the token itself. Before the text stands `classes`, a token that no text has.
 * @remarks
 * Cost: O(order·(N + classes)), a counting sort for each token of the key, the last first
 * @returns the positions, in `padded`, which is the text behind `order − 1` such tokens
 */
export function sortedPositions(
  tokens: Int32Array,
  order: number,
  classes: number,
): { positions: Int32Array; padded: Padded } {
  const size = tokens.length;
  const padded = new (classes < 256 ? Uint8Array : classes < 65536 ? Uint16Array : Int32Array)(
    size + order - 1,
  );
  padded.fill(classes, 0, order - 1).set(tokens, order - 1);
  let positions = Int32Array.from({ length: size }, (_, i) => i + order - 1);
  let sorted = new Int32Array(size);
  const starts = new Int32Array(classes + 2);
  for (const back of [0, ...Array.from({ length: order - 1 }, (_, i) => order - 1 - i)]) {
    starts.fill(0);
    for (let i = 0; i < size; i++) starts[padded[i + order - 1 - back] + 1]++;
    for (let k = 1; k <= classes; k++) starts[k] += starts[k - 1];
    for (let i = 0; i < size; i++) sorted[starts[padded[positions[i] - back]]++] = positions[i];
    [positions, sorted] = [sorted, positions];
  }
  return { positions, padded };
}
