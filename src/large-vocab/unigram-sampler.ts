import { OptionError, ShapeError, asTensor, formatShape, log, pow, type TensorLike } from '../core';
import { checkNonNegative, checkOptions } from '../core/checks';
import { aliasTable } from './alias-table';
import { makeSampler, type Sampler } from './sampler';

export interface UnigramSamplerOptions {
  /** α, which flattens the distribution: 1 draws as often as counted, 0 uniformly. 0.75 by default, as word2vec. */
  power?: number;
}

const NAME = 'unigramSampler';

/**
 * Draws classes by their counts raised to a power, with replacement; a class of count 0 is never drawn.
 *
 * @remarks
 * Formula:  q(k) = cₖ^α / Σⱼ cⱼ^α, and 0 where cₖ = 0
 * Numerics: by an alias table; a class gets its probability up to rounding, V·10⁻¹⁶ at most
 * Cost:     O(V) to make, O(1) a draw, 20 bytes a class
 * @param counts - `[V]`, not negative, not all 0
 * @throws {@link OptionError} that names the first bad count; {@link ShapeError}
 * @example
 * const sampler = largeVocab.unigramSampler([1, 3, 0], { power: 1 });
 * sampler.logProbability(1) // ≈ -0.287682
 * sampler.logProbability(2) // -Infinity
 * sampler.sample(100, rng(1)).includes(2) // false
 *
 * Source: [Vose1991]; the power [MikolovSutskever2013]; cf. tf.random.fixed_unigram_candidate_sampler (unique=False)
 */
export function unigramSampler(counts: TensorLike, options: UnigramSamplerOptions = {}): Sampler {
  checkOptions(NAME, options, ['power']);
  const { power = 0.75 } = options;
  checkNonNegative(NAME, 'power', power);
  const { data, shape } = asTensor(NAME, 'counts', counts);
  if (shape.length !== 1 || data.length === 0) {
    throw new ShapeError(`${NAME}: counts should be one a class, [V] with V > 0; got ${formatShape(shape)}`);
  }
  let largest = 0;
  for (let k = 0; k < data.length; k++) {
    if (!(data[k] >= 0 && data[k] < Infinity)) {
      throw new OptionError(`${NAME}: counts[${k}] is ${data[k]}, expected a finite number >= 0`);
    }
    largest = Math.max(largest, data[k]);
  }
  if (largest === 0) throw new OptionError(`${NAME}: all counts are 0, and there is nothing to draw`);
  const weights = Float64Array.from(data, (count) => (count === 0 ? 0 : pow(count / largest, power)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { thresholds, aliases } = aliasTable(weights, total);
  const logs = weights.map((weight) => log(weight / total));
  return makeSampler(
    NAME,
    data.length,
    (rng) => {
      const column = rng.integer(thresholds.length);
      return rng.uniform() < thresholds[column] ? column : aliases[column];
    },
    (k) => logs[k],
  );
}
