import { DomainError, float32Memory, type DType, type NamedTensors, type Rng } from '../core';
import {
  checkCount,
  checkDType,
  checkFunction,
  checkNonNegative,
  checkOptions,
  checkPositive,
  checkRng,
} from '../core/checks';
import { adam } from '../optim';
import type { NamedGradients } from '../optim/optimizer';
import { breather } from '../train/breather';

export interface EpochEvent {
  /** From 0. */
  epoch: number;
  epochs: number;
  /** Mean loss of an interaction, in nats. */
  loss: number;
}

/** The options of all recommenders that are trained by Adam. */
export interface TrainingOptions {
  rng: Rng;
  /** Passes over the interactions. */
  epochs?: number;
  learningRate?: number;
  /** λ of the penalty λ/2·‖w‖² of all parameters, whose gradient is added to that of the mean loss. */
  weightDecay?: number;
  /** By default float32. */
  dtype?: DType;
  /** After each epoch. */
  onEpoch?: (event: EpochEvent) => void | Promise<void>;
}

export interface ReadTraining extends Required<Omit<TrainingOptions, 'onEpoch'>> {
  where: string;
  onEpoch?: TrainingOptions['onEpoch'];
}

/** What an own option has to be. */
export type Check = (where: string, name: string, value: number) => void;

export const isSize: Check = (where, name, value) => checkCount(where, name, value, 1);

type Defaults = Required<Pick<TrainingOptions, 'epochs' | 'learningRate' | 'weightDecay'>>;

/**
 * The options with their defaults.
 * @param own - names of the model's own options
 * @throws {@link OptionError} that names the first which is not as it should be
 */
export function readTraining(
  where: string,
  options: TrainingOptions,
  own: readonly string[],
  defaults: Defaults,
): ReadTraining {
  checkOptions(where, options, ['rng', 'epochs', 'learningRate', 'weightDecay', 'dtype', 'onEpoch', ...own]);
  const { rng, dtype = 'float32', onEpoch } = options;
  const { epochs = defaults.epochs, learningRate = defaults.learningRate } = options;
  const { weightDecay = defaults.weightDecay } = options;
  checkRng(where, rng ?? null);
  checkDType(where, dtype);
  checkCount(where, 'epochs', epochs, 1);
  checkPositive(where, 'learningRate', learningRate);
  checkNonNegative(where, 'weightDecay', weightDecay);
  if (onEpoch !== undefined) checkFunction(where, 'onEpoch', onEpoch);
  return { where, rng, epochs, learningRate, weightDecay, dtype, onEpoch };
}

/** A batch's mean loss, over how many interactions, and its gradients. */
export interface Step {
  loss: number;
  weight: number;
  gradients: NamedGradients;
}

/**
 * Trains parameters in place; the event loop runs every 50 ms or so.
 *
 * @param batchesOf - the batches of an epoch, which draw from a stream of its own
 * @returns the mean loss of each epoch, while it was trained
 * @throws {@link DomainError} when the loss is no longer finite
 */
export async function descend<Batch>(
  options: ReadTraining,
  parameters: NamedTensors,
  batchesOf: (stream: Rng) => Iterable<Batch>,
  stepOf: (batch: Batch) => Step,
): Promise<number[]> {
  const { where, rng, epochs, learningRate, weightDecay, onEpoch } = options;
  const optimizer = adam({ learningRate, weightDecay });
  const breathe = breather();
  const memory = float32Memory();
  memory.keep(parameters);
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    let [sum, count] = [0, 0];
    for (const batch of batchesOf(rng.split('epochs').split(epoch))) {
      memory.scope(() => {
        const { loss, weight, gradients } = stepOf(batch);
        optimizer.step(parameters, gradients);
        memory.keep(optimizer.state);
        [sum, count] = [sum + loss * weight, count + weight];
      });
      await breathe();
    }
    const loss = sum / count;
    if (!Number.isFinite(loss)) {
      throw new DomainError(`${where}: the loss is ${loss} in epoch ${epoch}; lower the learning rate`);
    }
    losses.push(loss);
    await onEpoch?.({ epoch, epochs, loss });
  }
  return losses;
}
