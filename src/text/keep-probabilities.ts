import { DomainError, OptionError } from '../core';
import { checkPositive, describe } from '../core/checks';
import { float32Memory } from '../core/float32-memory';
import { isFloatArray, typedArrayKind } from '../core/typed-array';

/**
 * How probable it is that an occurrence of each word is kept when a text is subsampled for word vectors: frequent words are
 * thinned out.
 * @remarks
 * Formula: pₖ = min(1, √(t/fₖ) + t/fₖ), with fₖ = countₖ / Σ count, as the program of the paper computes it (the paper has √(t/fₖ))
 * @param counts - `[V]` counts of the vocabulary
 * @param threshold - t, a share of the text; 1e-3 for a small corpus, 1e-5 for a large one
 * @returns `[V]` probabilities of (0, 1]; 1 for a word that does not occur
 * @throws {@link OptionError} for a threshold that is not positive, or counts that are none; {@link DomainError} if all are zero
 * @example
 * text.keepProbabilities([1000, 24, 0], 0.001) // ≈ [0.033, 0.249, 1]
 * Source: [MikolovSutskever2013, 2.3]
 */
export function keepProbabilities(counts: ArrayLike<number>, threshold: number): Float64Array {
  checkPositive('keepProbabilities', 'threshold', threshold);
  if (!Array.isArray(counts) && !typedArrayKind(counts)) {
    throw new OptionError(`keepProbabilities: counts should be an array, got ${describe(counts)}`);
  }
  if (isFloatArray(counts)) float32Memory().check('keepProbabilities', counts);
  let total = 0;
  for (let k = 0; k < counts.length; k++) {
    if (!(Number.isFinite(counts[k]) && counts[k] >= 0)) {
      throw new OptionError(
        `keepProbabilities: counts[${k}] should be a number ≥ 0, got ${describe(counts[k])}`,
      );
    }
    total += counts[k];
  }
  if (total === 0) throw new DomainError('keepProbabilities: no word occurs');
  return Float64Array.from(counts, (count) => {
    const ratio = (threshold * total) / count;
    return Math.min(1, Math.sqrt(ratio) + ratio);
  });
}
