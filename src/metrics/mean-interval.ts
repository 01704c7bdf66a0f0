import { OptionError, ShapeError, asTensor, formatShape, type TensorLike } from '../core';
import { checkOptions, describe } from '../core/checks';
import { studentQuantile } from './student-quantile';

export interface MeanIntervalOptions {
  /** Share of such intervals that hold the mean, by default 0.95. */
  level?: number;
}

export interface MeanInterval {
  mean: number;
  /** Standard deviation of the values, by N − 1. */
  deviation: number;
  /** Half of the interval's width. */
  halfWidth: number;
  /** Where the mean of ever more values may be. */
  interval: [low: number, high: number];
}

/**
 * Mean of a few values that vary, e.g. over seeds, with Student's interval. Of two methods that ran on the same seeds
 * give their differences: what a seed does to both then cancels.
 *
 * @remarks
 * Formula: x̄ ± t s/√N, t of N − 1 degrees of freedom, s² = Σ (xᵢ − x̄)²/(N − 1)
 * Domain:  values drawn independently and, if they are few, from a distribution that is about normal
 * @param values - `[N]`; of one value alone nothing but the mean is known, and the rest is NaN
 * @throws {@link ShapeError}; {@link OptionError}
 * @example
 * const { mean, halfWidth } = metrics.meanInterval([1, 2, 3, 6]);
 * mean // 3
 * halfWidth // ≈ 3.4374
 * Source: [Student1908]
 */
export function meanInterval(values: TensorLike, options: MeanIntervalOptions = {}): MeanInterval {
  checkOptions('meanInterval', options, ['level']);
  const { level = 0.95 } = options;
  if (!(level > 0 && level < 1)) {
    throw new OptionError(`meanInterval: level should be above 0 and below 1, got ${describe(level)}`);
  }
  const { data, shape } = asTensor('meanInterval', 'values', values);
  const count = data.length;
  if (shape.length !== 1 || count === 0) {
    throw new ShapeError(`meanInterval: values should be [N], of one or more; got ${formatShape(shape)}`);
  }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += data[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (data[i] - mean) * (data[i] - mean);
  const deviation = Math.sqrt(squares / (count - 1));
  const t = count === 1 ? NaN : studentQuantile((1 + level) / 2, count - 1);
  const halfWidth = (t * deviation) / Math.sqrt(count);
  return { mean, deviation, halfWidth, interval: [mean - halfWidth, mean + halfWidth] };
}
