import { OptionError } from '../core';
import { checkChoice, checkOptions, describe } from '../core/checks';
import { argmaxOf } from './predictions';
import type { LabelledProbabilities } from './probabilities';

export interface CalibrationOptions {
  /** Number of bins, by default 15, as in [Guo2017]. */
  bins?: number;
  /**
   * `'width'` (default): bins of equal width. `'mass'`: as many rows in each as equal values allow, which stay
   * together; the bins are then fewer where one value fills several.
   */
  binning?: 'width' | 'mass';
}

/** Values of [0, 1], each a probability of something that came true (1) or not (0). */
export interface Forecasts {
  values: Float64Array;
  outcomes: Uint8Array;
}

/** Forecasts in bins. */
export interface OutcomeBins {
  /** Bin m holds the values in (lower, upper], the first one 0 too. */
  lower: number[];
  upper: number[];
  count: number[];
  /** Mean of the values; NaN where the bin is empty. */
  value: number[];
  /** Mean of the outcomes; NaN where the bin is empty. */
  outcome: number[];
  /** `[N]`: the bin of each value. */
  index: Int32Array;
}

/** Names of the options, for those who have more. */
export const BINNING = ['bins', 'binning'];

/** The options, checked. */
export function readBinning(
  where: string,
  options: CalibrationOptions,
  known: readonly string[] = BINNING,
): Required<CalibrationOptions> {
  checkOptions(where, options, known);
  const { bins = 15, binning = 'width' } = options;
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new OptionError(`${where}: bins should be a positive integer, got ${describe(bins)}`);
  }
  checkChoice(where, 'binning', binning, ['width', 'mass']);
  return { bins, binning };
}

export function binForecasts(
  { values, outcomes }: Forecasts,
  { bins, binning }: Required<CalibrationOptions>,
): OutcomeBins {
  const upper =
    binning === 'mass' ? quantiles(values, bins) : Array.from({ length: bins }, (_, m) => (m + 1) / bins);
  const count = upper.map(() => 0);
  const sums = upper.map(() => 0);
  const successes = upper.map(() => 0);
  const index = Int32Array.from(values, (value) => binOf(value, upper));
  index.forEach((m, i) => {
    count[m]++;
    sums[m] += values[i];
    successes[m] += outcomes[i];
  });
  return {
    lower: [0, ...upper.slice(0, -1)],
    upper,
    count,
    value: sums.map((total, m) => total / count[m]),
    outcome: successes.map((total, m) => total / count[m]),
    index,
  };
}

/** Upper edges: the value at each M-th of the sorted ones, each once, and 1 in place of the largest. */
function quantiles(values: Float64Array, bins: number): number[] {
  const sorted = values.slice().sort();
  const largest = sorted[sorted.length - 1];
  const edges = Array.from(
    { length: bins - 1 },
    (_, m) => sorted[Math.ceil(((m + 1) * sorted.length) / bins) - 1],
  );
  return [...new Set(edges.filter((edge) => edge < Math.min(1, largest))), 1];
}

/** The probability of the predicted class, and whether that is the label. */
export function topLabel(
  where: string,
  { probabilities, labels, classes }: LabelledProbabilities,
): Forecasts {
  const predicted = argmaxOf(where, probabilities);
  return {
    values: Float64Array.from(predicted, (k, i) => probabilities.data[i * classes + k]),
    outcomes: Uint8Array.from(predicted, (k, i) => (k === labels[i] ? 1 : 0)),
  };
}

/** The probability of class k, and whether that is the label. */
export function oneClass(
  { probabilities, labels, rows, classes }: LabelledProbabilities,
  k: number,
): Forecasts {
  return {
    values: Float64Array.from({ length: rows }, (_, i) => probabilities.data[i * classes + k]),
    outcomes: Uint8Array.from({ length: rows }, (_, i) => (k === labels[i] ? 1 : 0)),
  };
}

/** The first bin whose upper edge is not below the value; the last one for what rounding put above 1. */
function binOf(value: number, upper: readonly number[]): number {
  let [low, high] = [0, upper.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= upper[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}
