import { OptionError, type Labels, type TensorLike } from '../core';
import { describe } from '../core/checks';
import { BINNING, binForecasts, readBinning, topLabel, type CalibrationOptions } from './calibration-bins';
import { readProbabilities } from './probabilities';
import { normalQuantile, wilsonInterval } from './wilson-interval';

export interface ReliabilityDiagramOptions extends CalibrationOptions {
  /** Confidence level of an interval around each bin's accuracy, such as 0.95; without it there are none. */
  level?: number;
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
  /** Around the accuracy, if `level` is given; NaN, NaN where the bin is empty. */
  interval?: [low: number, high: number][];
  /** Σ count/N · |accuracy − confidence| over the bins that hold rows. */
  expectedCalibrationError: number;
  /** The largest |accuracy − confidence| of a bin that holds rows. */
  maximumCalibrationError: number;
}

/**
 * Accuracy against confidence, the probability of the predicted class, in bins of equal width or of equal mass.
 *
 * @remarks
 * The intervals are Wilson's score intervals of the bin's accuracy: near their level for few rows too, and inside
 * [0, 1], where those of the normal approximation have no width at an accuracy of 0 or 1 ([Brown2001] recommends them).
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws {@link OptionError} for a number of bins that is not a positive integer, or another option that is none;
 * {@link DomainError} for a row that is no distribution; otherwise as {@link accuracy}
 * @example
 * metrics.reliabilityDiagram(tensor([[0.9, 0.1]]), [0], { bins: 2 }).count // [0, 1]
 * Source: [Guo2017]; [NguyenOConnor2015] for bins of equal mass; [Wilson1927]
 */
export function reliabilityDiagram(
  probabilities: TensorLike,
  labels: Labels,
  options: ReliabilityDiagramOptions = {},
): ReliabilityDiagram {
  const where = 'reliabilityDiagram';
  const binning = readBinning(where, options, [...BINNING, 'level']);
  const { level } = options;
  if (level !== undefined && !(typeof level === 'number' && level > 0 && level < 1)) {
    throw new OptionError(`${where}: level should be above 0 and below 1, got ${describe(level)}`);
  }
  const diagram = diagramOf(where, probabilities, labels, binning);
  if (level === undefined) return diagram;
  const { accuracy, count } = diagram;
  const z = normalQuantile((1 + level) / 2);
  return { ...diagram, interval: accuracy.map((share, m) => wilsonInterval(share, count[m], z)) };
}

/** Its numbers without the intervals, for those who name another function in their errors. */
export function diagramOf(
  where: string,
  probabilities: TensorLike,
  labels: Labels,
  binning: Required<CalibrationOptions>,
): ReliabilityDiagram {
  const forecasts = topLabel(where, readProbabilities(where, probabilities, labels));
  const { lower, upper, count, value, outcome } = binForecasts(forecasts, binning);
  const gaps = outcome.map((accuracy, m) => (count[m] === 0 ? 0 : Math.abs(accuracy - value[m])));
  return {
    lower,
    upper,
    count,
    confidence: value,
    accuracy: outcome,
    expectedCalibrationError: gaps.reduce((sum, gap, m) => sum + gap * count[m], 0) / forecasts.values.length,
    maximumCalibrationError: gaps.reduce((most, gap) => Math.max(most, gap), 0),
  };
}
