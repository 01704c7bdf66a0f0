import type { Labels, TensorLike } from '../core';
import {
  binForecasts,
  oneClass,
  readBinning,
  type CalibrationOptions,
  type Forecasts,
} from './calibration-bins';
import { readProbabilities } from './probabilities';

/** score = reliability − resolution + uncertainty + withinBinVariance − withinBinCovariance */
export interface BrierDecomposition {
  /** The {@link brierScore}. */
  score: number;
  /** Mean squared distance of frequency and mean probability of a bin: 0 is best. */
  reliability: number;
  /** Mean squared distance of a bin's frequency from that of all rows: what the forecasts tell apart. */
  resolution: number;
  /** The score of the forecast that says the frequencies of all rows, whatever the row. */
  uncertainty: number;
  /** Variance of the probabilities within their bins. */
  withinBinVariance: number;
  /** Twice their covariance with the outcomes, within the bins. */
  withinBinCovariance: number;
}

/**
 * The Brier score taken apart: miscalibration (reliability), what the forecasts tell apart (resolution), and what the
 * labels' frequencies alone cost (uncertainty).
 *
 * @remarks
 * Formula: each class k against the rest, summed over k; n_m rows of N in bin m, p their probabilities of k, y whether
 * k is their label, bars for means:
 *
 *     reliability         = Σ_m n_m/N · (p̄_m − ȳ_m)²
 *     resolution          = Σ_m n_m/N · (ȳ_m − ȳ)²
 *     uncertainty         = ȳ(1 − ȳ)
 *     withinBinVariance   = 1/N Σ_m Σᵢ (pᵢ − p̄_m)²
 *     withinBinCovariance = 2/N Σ_m Σᵢ (pᵢ − p̄_m)(yᵢ − ȳ_m)
 *
 * The first three are Murphy's, which add up to the score if all probabilities of a bin are equal; with the other two,
 * Stephenson's, the sum is the score up to rounding, whatever the bins.
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws as {@link reliabilityDiagram}
 * @example
 * const { score, uncertainty } = metrics.brierDecomposition(tensor([[0.75, 0.25], [0.75, 0.25]]), [0, 1]);
 * score // 0.625
 * uncertainty // 0.5
 * Source: [Murphy1973]; [Stephenson2008]
 */
export function brierDecomposition(
  probabilities: TensorLike,
  labels: Labels,
  options: CalibrationOptions = {},
): BrierDecomposition {
  const where = 'brierDecomposition';
  const binning = readBinning(where, options);
  const given = readProbabilities(where, probabilities, labels);
  const sum: BrierDecomposition = {
    score: 0,
    reliability: 0,
    resolution: 0,
    uncertainty: 0,
    withinBinVariance: 0,
    withinBinCovariance: 0,
  };
  for (let k = 0; k < given.classes; k++) addClass(sum, oneClass(given, k), binning);
  return sum;
}

function addClass(
  sum: BrierDecomposition,
  forecasts: Forecasts,
  binning: Required<CalibrationOptions>,
): void {
  const { values, outcomes } = forecasts;
  const { count, value, outcome, index } = binForecasts(forecasts, binning);
  const rows = values.length;
  const frequency = outcomes.reduce((total, y) => total + y, 0) / rows;
  sum.uncertainty += frequency * (1 - frequency);
  values.forEach((p, i) => {
    const m = index[i];
    sum.score += square(p - outcomes[i]) / rows;
    sum.withinBinVariance += square(p - value[m]) / rows;
    sum.withinBinCovariance += (2 * (p - value[m]) * (outcomes[i] - outcome[m])) / rows;
  });
  count.forEach((n, m) => {
    if (n === 0) return;
    sum.reliability += (n * square(value[m] - outcome[m])) / rows;
    sum.resolution += (n * square(outcome[m] - frequency)) / rows;
  });
}

function square(x: number): number {
  return x * x;
}
