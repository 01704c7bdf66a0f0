import { OptionError, cos, pow } from '../core';
import { checkOptions, checkPositive, checkRange, describe } from '../core/checks';
import { checkNumber } from './optimizer';

/**
 * The learning rate at a time, counted in epochs from 0; `train.fit` asks before each batch, at
 * epoch + batch/batches.
 */
export type Schedule = (epoch: number) => number;

/**
 * The learning rate times `factor` after every `every` epochs: η·factor^⌊epoch/every⌋.
 *
 * @throws {@link OptionError} for unknown options or values out of range
 * @example
 * optim.stepSchedule({ learningRate: 0.5, every: 2, factor: 0.1 })(4) // ≈ 0.005
 * Source: cf. torch.optim.lr_scheduler.StepLR
 */
export function stepSchedule(options: {
  learningRate: number;
  every: number;
  /** By default 0.1. */
  factor?: number;
}): Schedule {
  checkOptions('stepSchedule', options, ['learningRate', 'every', 'factor']);
  const { learningRate, every, factor = 0.1 } = options;
  checkNumber('stepSchedule', 'learningRate', learningRate, 0);
  checkNumber('stepSchedule', 'factor', factor, 0);
  if (!(Number.isFinite(every) && every > 0)) {
    throw new OptionError(
      `stepSchedule: every should be a positive number of epochs, got ${describe(every)}`,
    );
  }
  return (epoch) => learningRate * pow(factor, Math.floor(epoch / every));
}

/**
 * Half a cosine from `learningRate` down to `final` over `epochs`, and `final` from then on:
 * η_final + (η − η_final)·(1 + cos(π·epoch/epochs))/2.
 *
 * @throws {@link OptionError} for unknown options or values out of range
 * @example
 * optim.cosineSchedule({ learningRate: 0.5, epochs: 10 })(5) // 0.25
 * Source: [Loshchilov2017]; cf. torch.optim.lr_scheduler.CosineAnnealingLR
 */
export function cosineSchedule(options: {
  learningRate: number;
  epochs: number;
  /** By default 0. */
  final?: number;
}): Schedule {
  checkOptions('cosineSchedule', options, ['learningRate', 'epochs', 'final']);
  const { learningRate, epochs, final = 0 } = options;
  checkNumber('cosineSchedule', 'learningRate', learningRate, 0);
  checkNumber('cosineSchedule', 'final', final, 0);
  if (!(Number.isFinite(epochs) && epochs > 0)) {
    throw new OptionError(`cosineSchedule: epochs should be a positive number, got ${describe(epochs)}`);
  }
  return (epoch) =>
    epoch >= epochs ? final : final + ((learningRate - final) * (1 + cos((Math.PI * epoch) / epochs))) / 2;
}

/**
 * Linearly up from 0 to `learningRate` in the first part of `epochs`, then linearly down to 0: large steps in the middle,
 * when they pay.
 *
 * @throws {@link OptionError} for unknown options or values out of range
 * @example
 * const rate = optim.oneCycleSchedule({ learningRate: 0.2, epochs: 5 });
 * [rate(0.5), rate(1), rate(3), rate(5)] // ≈ [0.1, 0.2, 0.1, 0]
 * Source: [Smith2018]; cf. torch.optim.lr_scheduler.OneCycleLR, whose cycle begins and ends above 0
 */
export function oneCycleSchedule(options: {
  /** The highest. */
  learningRate: number;
  epochs: number;
  /** Share of the epochs on the way up, by default 0.2. */
  warmUp?: number;
}): Schedule {
  checkOptions('oneCycleSchedule', options, ['learningRate', 'epochs', 'warmUp']);
  const { learningRate, epochs, warmUp = 0.2 } = options;
  checkNumber('oneCycleSchedule', 'learningRate', learningRate, 0);
  checkPositive('oneCycleSchedule', 'epochs', epochs);
  checkRange('oneCycleSchedule', 'warmUp', warmUp, 0, 1);
  const top = warmUp * epochs;
  return (epoch) => {
    if (epoch < top) return (learningRate * epoch) / top;
    return epoch >= epochs ? 0 : (learningRate * (epochs - epoch)) / (epochs - top);
  };
}
