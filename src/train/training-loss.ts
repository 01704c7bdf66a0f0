import { OptionError, type Tensor } from '../core';
import { describe } from '../core/checks';
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

/** The number that a loss gave; throws an {@link OptionError} if it gave something else. */
export function lossOf(where: string, result: ReturnType<TrainingLoss['withGradient']>): number {
  const loss: unknown = (result as Partial<typeof result> | null | undefined)?.loss;
  if (typeof loss === 'number') return loss;
  throw new OptionError(
    `${where}: loss.withGradient should give { loss: a number, gradient }, got ` +
      (loss === undefined ? describe(result) : `the loss ${describe(loss)}`),
  );
}
