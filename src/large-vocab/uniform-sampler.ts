import { log } from '../core';
import { checkCount } from '../core/checks';
import { makeSampler, type Sampler } from './sampler';

/**
 * Draws every class with the same probability 1/V, with replacement.
 *
 * @throws {@link OptionError} unless `classes` is a positive integer, at most 2³¹
 * @example
 * const sampler = largeVocab.uniformSampler(4);
 * sampler.sample(3, rng(1)).length // 3
 * sampler.logProbability(2) // ≈ -1.386294
 *
 * Source: cf. tf.random.uniform_candidate_sampler (unique=False)
 */
export function uniformSampler(classes: number): Sampler {
  checkCount('uniformSampler', 'classes', classes, 1);
  const logProbability = -log(classes);
  return makeSampler(
    'uniformSampler',
    classes,
    (rng) => rng.integer(classes),
    () => logProbability,
  );
}
