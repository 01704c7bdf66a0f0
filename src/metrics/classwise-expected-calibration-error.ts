import type { Labels, TensorLike } from '../core';
import { binForecasts, oneClass, readBinning, type CalibrationOptions } from './calibration-bins';
import { readProbabilities } from './probabilities';

/**
 * The classwise expected calibration error: how far the frequency of a class is from its probability, averaged over the
 * rows and the classes. It looks at every probability of a row, where {@link expectedCalibrationError} looks at the
 * largest alone.
 *
 * @remarks
 * Formula: (1/K) Σₖ Σ_m count_km/N · |frequency_km − mean probability_km|, the bins m those of class k alone
 *
 * With many classes most probabilities are near 0, and so is the average: compare values of the same K only.
 * [Nixon2019] calls it the static calibration error, with `binning: 'mass'` the adaptive one.
 * @param probabilities - `[N, K]`
 * @param labels - N class indices
 * @throws as {@link reliabilityDiagram}
 * @example
 * metrics.classwiseExpectedCalibrationError(tensor([[0.5, 0.25, 0.25]]), [0]) // ≈ 0.3333
 * Source: [Kull2019]; [Nixon2019]
 */
export function classwiseExpectedCalibrationError(
  probabilities: TensorLike,
  labels: Labels,
  options: CalibrationOptions = {},
): number {
  const where = 'classwiseExpectedCalibrationError';
  const binning = readBinning(where, options);
  const given = readProbabilities(where, probabilities, labels);
  let total = 0;
  for (let k = 0; k < given.classes; k++) {
    const { count, value, outcome } = binForecasts(oneClass(given, k), binning);
    count.forEach((rows, m) => {
      if (rows > 0) total += rows * Math.abs(outcome[m] - value[m]);
    });
  }
  return total / given.rows / given.classes;
}
