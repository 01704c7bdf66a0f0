import { DomainError, OptionError, type Rng } from '../core';
import { checkCount, checkFunction, checkOptions, checkRng, describe } from '../core/checks';

export interface BootstrapOptions {
  rng: Rng;
  /** By default 1000. */
  resamples?: number;
  /** Share of the resamples in the interval, by default 0.95. */
  level?: number;
}

export interface Bootstrap {
  /** Of the items as they are. */
  value: number;
  /** Standard deviation over the resamples. */
  standardError: number;
  /** Quantiles of the resamples: as many beyond either end. */
  interval: [low: number, high: number];
}

/**
 * How much a number that is computed from N items would vary if others had been drawn. It is computed from N items
 * drawn with replacement, many times. Two methods are compared on the same items (a paired bootstrap) by their difference as the
 * number: what makes an item hard for both then cancels.
 *
 * @param count - N
 * @param statistic - the number, from `[N]` indices of items, among which some are there twice
 * @throws {@link OptionError}; {@link DomainError} if the number of a resample is not finite
 * @example
 * const [ours, theirs] = [[1, 0, 1, 1], [1, 0, 0, 1]]; // right or wrong, question by question
 * const { value, standardError } = metrics.bootstrap(
 *   4, (items) => items.reduce((sum, i) => sum + (ours[i] - theirs[i]) / 4, 0), { rng: rng(1) },
 * );
 * value // 0.25
 * standardError // ≈ 0.21
 * Source: [Efron1979]
 */
export function bootstrap(
  count: number,
  statistic: (items: Int32Array) => number,
  options: BootstrapOptions,
): Bootstrap {
  checkOptions('bootstrap', options, ['rng', 'resamples', 'level']);
  const { rng, resamples = 1000, level = 0.95 } = options;
  checkCount('bootstrap', 'count', count, 1);
  checkFunction('bootstrap', 'statistic', statistic);
  if (rng === undefined) throw new OptionError('bootstrap: rng should be a generator made by rng(seed)');
  checkRng('bootstrap', rng);
  checkCount('bootstrap', 'resamples', resamples, 1);
  if (!(level > 0 && level < 1)) {
    throw new OptionError(`bootstrap: level should be above 0 and below 1, got ${describe(level)}`);
  }
  const of = (items: Int32Array, what: string): number => {
    const value = statistic(items);
    if (Number.isFinite(value)) return value;
    throw new DomainError(`bootstrap: statistic gives ${describe(value)} for ${what}`);
  };
  const value = of(
    Int32Array.from({ length: count }, (_, i) => i),
    'the items as they are',
  );
  const values = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    const drawn = new Int32Array(count);
    for (let i = 0; i < count; i++) drawn[i] = rng.integer(count);
    values[k] = of(drawn, `resample ${k}`);
  }
  values.sort();
  const mean = values.reduce((sum, v) => sum + v, 0) / resamples;
  const squares = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0);
  const beyond = Math.floor(((1 - level) / 2) * resamples);
  return {
    value,
    standardError: Math.sqrt(squares / Math.max(1, resamples - 1)),
    interval: [values[beyond], values[resamples - 1 - beyond]],
  };
}
