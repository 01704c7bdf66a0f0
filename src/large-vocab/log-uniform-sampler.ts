import { exp, log, log1p } from '../core';
import { checkCount } from '../core/checks';
import { makeSampler, type Sampler } from './sampler';

/**
 * Draws classes by Zipf's law without counts, with replacement: for classes sorted by falling frequency.
 *
 * @remarks
 * Formula:  q(k) = ln((k + 2)/(k + 1)) / ln(V + 1), k = 0, …, V − 1
 * Numerics: a draw is ⌊(V + 1)ᵘ⌋ − 1, u uniform: a class gets its probability up to 10⁻¹⁵
 * @throws {@link OptionError} unless `classes` is a positive integer, at most 2³¹
 * @example
 * const sampler = largeVocab.logUniformSampler(10000);
 * sampler.sample(3, rng(1)).length // 3
 * sampler.logProbability(0) // ≈ -2.586851
 * sampler.logProbability(9999) // ≈ -11.430728
 *
 * Source: cf. tf.random.log_uniform_candidate_sampler (unique=False)
 */
export function logUniformSampler(classes: number): Sampler {
  checkCount('logUniformSampler', 'classes', classes, 1);
  const range = log(classes + 1);
  const logRange = log(range);
  return makeSampler(
    'logUniformSampler',
    classes,
    (rng) => Math.min(Math.floor(exp(range * rng.uniform())), classes) - 1,
    (k) => log(log1p(1 / (k + 1))) - logRange,
  );
}
