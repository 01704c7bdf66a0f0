import { OptionError, type Rng } from '../core';
import { checkOptions, checkRng, describe } from '../core/checks';
import { checkLabels, classIndices, type Labels } from '../core/labels';
import { keepProbabilities } from './keep-probabilities';

export interface SubsampleOptions {
  /** `[V]` counts of the vocabulary. */
  counts: ArrayLike<number>;
  /** By default 1e-3: see {@link keepProbabilities}. */
  threshold?: number;
  rng: Rng;
}

/**
 * A text of class indices without some of its frequent words: each occurrence is kept with the probability that
 * {@link keepProbabilities} gives. One draw of `rng` for every occurrence, so that the same seed leaves the same text.
 *
 * @param indices - `[N]` class indices of the vocabulary
 * @returns those that are kept, in order
 * @throws {@link OptionError} without a generator; {@link LabelError} for an index that is no word
 * @example
 * const { encode, counts } = text.vocabulary(text.words('the cat and the dog and the owl'));
 * const indices = encode(text.words('the cat and the owl'));
 * const kept = text.subsample(indices, { counts, threshold: 0.05, rng: rng(1) });
 * Source: [MikolovSutskever2013, 2.3]
 */
export function subsample(indices: Labels, options: SubsampleOptions): Int32Array {
  checkOptions('subsample', options, ['counts', 'threshold', 'rng']);
  const { counts, threshold = 1e-3, rng } = options;
  if (rng === undefined) throw new OptionError('subsample: rng should be a generator made by rng(seed)');
  checkRng('subsample', rng);
  const given = classIndices('subsample', indices, 'indices');
  if (counts === undefined) {
    throw new OptionError(`subsample: counts should be those of the vocabulary, got ${describe(counts)}`);
  }
  const probabilities = keepProbabilities(counts, threshold);
  checkLabels('subsample', given, given.length, probabilities.length, undefined, 'indices');
  return Int32Array.from(given).filter((index) => rng.uniform() < probabilities[index]);
}
