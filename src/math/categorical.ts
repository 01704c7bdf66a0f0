import { OptionError, type Rng, type TensorLike } from '../core';
import { checkOptions, checkRng } from '../core/checks';
import { rowsOf } from './rows';
import { distributionOf, type SamplingOptions } from './sampling-distribution';

export interface CategoricalOptions extends SamplingOptions {
  /** One number is drawn of it for each row. */
  rng: Rng;
}

/**
 * A class for each row of logits, drawn from {@link samplingDistribution}: how a language model writes. Temperature 0 gives the
 * largest logit's (the first of equal ones), Infinity draws among all alike.
 *
 * @param logits - `[K]` or `[N, K]`
 * @returns N class indices, one of a single row
 * @throws {@link OptionError} for a missing rng; otherwise as {@link samplingDistribution}
 * @example
 * const logits = tensor([[0, 1, 2], [5, 0, 0]]);
 * math.categorical(logits, { rng: rng(1), temperature: 0 }) // [2, 0]
 * math.categorical(logits, { rng: rng(1), topK: 1 }) // [2, 0]
 * Source: cf. jax.random.categorical
 */
export function categorical(logits: TensorLike, options: CategoricalOptions): Int32Array {
  checkOptions('categorical', options, ['rng', 'temperature', 'topK', 'topP']);
  checkRng('categorical', options.rng);
  if (!options.rng) throw new OptionError('categorical: an rng is needed to draw, e.g. { rng: rng(1) }');
  const rows = rowsOf('categorical', 'logits', logits);
  const fill = distributionOf('categorical', rows, options);
  const p = new Float64Array(rows.length);
  return Int32Array.from({ length: rows.count }, (_, i) => {
    fill(i, p);
    return options.rng.choice(rows.length, { weights: p });
  });
}
