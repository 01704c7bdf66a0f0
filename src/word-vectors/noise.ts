import { pow } from '../core';
import type { Bits } from '../core/xoshiro';
import { aliasTable } from '../large-vocab/alias-table';

/** Of thresholds and what is compared with them. */
const ONE = 1073741824;

/**
 * A function that draws words by their counts raised to a power, 32 bits a draw: they choose a column of an alias table and a
 * height in it. Not `largeVocab.unigramSampler`, whose draws of 53 bits would take as long as the training: here the columns lie
 * together, and no processor has to guess which of its two words is taken.
 */
export function noise(counts: ArrayLike<number>, power: number, bits: Bits): () => number {
  const weights = Float64Array.from(counts, (count) => (count === 0 ? 0 : pow(count, power)));
  const { thresholds, aliases } = aliasTable(
    weights,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  const columns = new Int32Array(4 * weights.length);
  thresholds.forEach((threshold, k) => columns.set([Math.ceil(threshold * ONE), k, aliases[k]], 4 * k));
  const scale = weights.length / 4294967296;
  return () => {
    const place = bits() * scale;
    const column = place | 0;
    const height = ((place - column) * ONE) | 0;
    const isBelow = (height - columns[4 * column]) >> 31; // −1 or 0
    return columns[4 * column + 2 + isBelow];
  };
}
