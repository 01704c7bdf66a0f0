import type { Labels, TensorLike } from '../core';
import { readBinning, type CalibrationOptions } from './calibration-bins';
import { diagramOf } from './reliability-diagram';

/**
 * The maximum calibration error: how far accuracy is from confidence in the worst bin that holds rows, be they few.
 * See {@link reliabilityDiagram}, which has the same errors.
 *
 * @remarks
 * One row alone in its bin may decide it; `binning: 'mass'` leaves none alone.
 * @example
 * metrics.maximumCalibrationError(tensor([[0.75, 0.25], [1, 0]]), [0, 0]) // 0.25
 * Source: [Naeini2015]; [Guo2017]
 */
export function maximumCalibrationError(
  probabilities: TensorLike,
  labels: Labels,
  options: CalibrationOptions = {},
): number {
  const where = 'maximumCalibrationError';
  return diagramOf(where, probabilities, labels, readBinning(where, options)).maximumCalibrationError;
}
