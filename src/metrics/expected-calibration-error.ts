import type { Labels, TensorLike } from '../core';
import { readBinning, type CalibrationOptions } from './calibration-bins';
import { diagramOf } from './reliability-diagram';

/**
 * The expected calibration error: how far accuracy is from confidence, averaged over the rows (0 is best).
 * See {@link reliabilityDiagram}, which has the same errors.
 *
 * @remarks
 * It depends on the bins: compare values of the same number and kind only. It is biased upwards, most with many bins
 * and few rows: a calibrated model does not reach 0 [Roelofs2022].
 * @param options - `binning: 'mass'`: the adaptive calibration error of the predicted class
 * @example
 * metrics.expectedCalibrationError(tensor([[0.75, 0.25]]), [0]) // 0.25
 * Source: [Guo2017]; [Naeini2015]; [NguyenOConnor2015] for bins of equal mass
 */
export function expectedCalibrationError(
  probabilities: TensorLike,
  labels: Labels,
  options: CalibrationOptions = {},
): number {
  const where = 'expectedCalibrationError';
  return diagramOf(where, probabilities, labels, readBinning(where, options)).expectedCalibrationError;
}
