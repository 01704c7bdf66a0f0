import { pow } from '../core';
import type { Bits } from '../core/xoshiro';
import { aliasTable } from '../large-vocab/alias-table';

/**
 * A function that draws words by their counts raised to a power; each draw takes 32 bits, which choose a column of an alias table
 * and a place in it. Not `largeVocab.unigramSampler`, whose draws of 53 bits and checks would take as long as the training.
 */
export function noise(counts: ArrayLike<number>, power: number, bits: Bits): () => number {
  const weights = Float64Array.from(counts, (count) => (count === 0 ? 0 : pow(count, power)));
  const { thresholds, aliases } = aliasTable(
    weights,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  const scale = weights.length / 4294967296;
  return () => {
    const place = bits() * scale;
    const column = Math.floor(place);
    return place - column < thresholds[column] ? column : aliases[column];
  };
}
