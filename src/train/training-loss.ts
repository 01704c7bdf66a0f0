import type { Tensor } from '../core';
import type { Targets } from './training-data';

/**
 * What training needs of a loss; every loss of `losses` has it. Options are bound by a wrapper:
 *
 * @example
 * const loss: train.TrainingLoss = {
 *   withGradient: (z, y) => losses.softmaxCrossEntropy.withGradient(z, y, { labelSmoothing: 0.1 }),
 * };
 */
export interface TrainingLoss {
  withGradient(outputs: Tensor, labels: Targets): { loss: number; gradient: Tensor };
}
