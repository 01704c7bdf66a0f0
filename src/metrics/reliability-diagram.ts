import { OptionError, type Labels, type TensorLike } from '../core';
import { checkOptions, describe } from '../core/checks';
import { argmaxOf } from './predictions';
import { readProbabilities } from './probabilities';

export interface CalibrationOptions {
  /** Number of bins of equal width. By default 15, as in [Guo2017]. */
  bins?: number;
}

/** One entry a bin; bin m holds the confidences in (lower, upper], the first one 0 too. */
export interface ReliabilityDiagram {
  lower: number[];
  upper: number[];
  /** Rows in the bin. */
  count: number[];
  /** Mean confidence in the bin; NaN where it is empty. */
  confidence: number[];
  /** Fraction of correct rows in the bin; NaN where it is empty. */
  accuracy: number[];
  /** Σ count/N · |accuracy − confidence| over the bins that hold rows. */
  expectedCalibrationError: number;
  /** The largest |accuracy − confidence| of a bin that holds rows. */
  maximumCalibrationError: number;
}

/**
 * Accuracy against confidence, the probability of the predicted class, in bins of equal width.
 *
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws {@link OptionError} for a number of bins that is not a positive integer; {@link DomainError} for a
 * row that is no distribution; otherwise as {@link accuracy}
 * @example
 * metrics.reliabilityDiagram(tensor([[0.9, 0.1]]), [0], { bins: 2 }).count // [0, 1]
 * Source: [Guo2017]
 */
export function reliabilityDiagram(
  probabilities: TensorLike,
  labels: Labels,
  options: CalibrationOptions = {},
): ReliabilityDiagram {
  return measure('reliabilityDiagram', probabilities, labels, options);
}

/**
 * The expected calibration error: how far accuracy is from confidence, averaged over the rows (0 is best).
 * See {@link reliabilityDiagram}, which has the same errors.
 *
 * @remarks
 * It depends on the number of bins: compare values of the same number only.
 * @example
 * metrics.expectedCalibrationError(tensor([[0.75, 0.25]]), [0]) // 0.25
 * Source: [Guo2017]
 */
export function expectedCalibrationError(
  probabilities: TensorLike,
  labels: Labels,
  options: CalibrationOptions = {},
): number {
  return measure('expectedCalibrationError', probabilities, labels, options).expectedCalibrationError;
}

function measure(
  where: string,
  givenProbabilities: TensorLike,
  givenLabels: Labels,
  options: CalibrationOptions,
): ReliabilityDiagram {
  checkOptions(where, options, ['bins']);
  const { bins = 15 } = options;
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new OptionError(`${where}: bins should be a positive integer, got ${describe(bins)}`);
  }
  const { probabilities, labels, rows, classes } = readProbabilities(where, givenProbabilities, givenLabels);
  const predicted = argmaxOf(where, probabilities);
  const lower = Array.from({ length: bins }, (_, m) => m / bins);
  const upper = lower.map((_, m) => (m + 1) / bins);
  const count = lower.map(() => 0);
  const confidences = lower.map(() => 0);
  const correct = lower.map(() => 0);
  for (let i = 0; i < rows; i++) {
    const confidence = probabilities.data[i * classes + predicted[i]];
    const m = binOf(confidence, upper);
    count[m]++;
    confidences[m] += confidence;
    if (predicted[i] === labels[i]) correct[m]++;
  }
  const confidence = confidences.map((total, m) => total / count[m]);
  const accuracy = correct.map((total, m) => total / count[m]);
  const gaps = accuracy.map((value, m) => (count[m] === 0 ? 0 : Math.abs(value - confidence[m])));
  return {
    lower,
    upper,
    count,
    confidence,
    accuracy,
    expectedCalibrationError: gaps.reduce((sum, gap, m) => sum + gap * count[m], 0) / rows,
    maximumCalibrationError: gaps.reduce((most, gap) => Math.max(most, gap), 0),
  };
}

/** The first bin whose upper edge is not below the confidence. */
function binOf(confidence: number, upper: readonly number[]): number {
  const last = upper.length - 1;
  if (!(confidence <= upper[last])) return last; // above 1 by rounding
  // The product may be rounded across an edge.
  let m = Math.max(0, Math.ceil(confidence * upper.length) - 1);
  while (m > 0 && confidence <= upper[m - 1]) m--;
  while (confidence > upper[m]) m++;
  return m;
}
