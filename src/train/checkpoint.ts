import { OptionError, tensor } from '../core';
import type { Layer } from '../nn';
import type { Optimizer } from '../optim';
import type { Best, EarlyStopping } from './early-stopping';
import type { History } from './history';
import {
  loadTensors,
  restoreTensor,
  saveTensor,
  saveTensors,
  type SavedTensor,
  type SavedTensors,
} from './saved-tensors';

const FORMAT = 'softmax-lab-checkpoint-1';

/**
 * All that `fit` needs to go on after an epoch as if it had never stopped, as plain JSON. The callback
 * `onEpoch` takes one; `fit({ resume })` continues from it to the same bits.
 */
export interface Checkpoint {
  format: typeof FORMAT;
  /** Epochs done. */
  epochs: number;
  /** What has to be the same for the rest to be the same. */
  plan: Plan;
  parameters: SavedTensors;
  optimizer: { name: string; steps: number; learningRate: number; slots: Record<string, SavedTensors> };
  history: Record<'trainLoss' | 'learningRate' | 'validationLoss', SavedTensor> & {
    validationMetrics: SavedTensors;
  };
  best?: Best;
}

export interface Plan {
  rows: number;
  batchSize: number;
  /** The first number of the stream that shuffles, which tells seeds apart; null without shuffling. */
  shuffle: number | null;
}

/** The parts of a training that change while it runs. */
export interface TrainingState {
  plan: Plan;
  model: Layer;
  optimizer: Optimizer;
  history: History;
  stopping: EarlyStopping | undefined;
}

export function takeCheckpoint(epochs: number, state: TrainingState): Checkpoint {
  const { plan, model, optimizer, history, stopping } = state;
  const { steps, learningRate, slots } = optimizer.state;
  const list = (values: readonly number[]): SavedTensor => saveTensor(tensor(values));
  return {
    format: FORMAT,
    epochs,
    plan: { ...plan },
    parameters: saveTensors(model.parameters),
    optimizer: {
      name: optimizer.name,
      steps,
      learningRate,
      slots: mapValues(slots, saveTensors),
    },
    history: {
      trainLoss: list(history.trainLoss),
      learningRate: list(history.learningRate),
      validationLoss: list(history.validationLoss),
      validationMetrics: mapValues(history.validationMetrics, list),
    },
    ...(stopping?.best && { best: stopping.best }),
  };
}

/**
 * Puts a checkpoint into a fresh training, in place, and returns the number of epochs done.
 *
 * @throws {@link OptionError} that names what differs, {@link ShapeError} if the model does
 */
export function restoreCheckpoint(checkpoint: Checkpoint, state: TrainingState): number {
  const { plan, model, optimizer, history, stopping } = state;
  if (checkpoint?.format !== FORMAT) {
    throw new OptionError(
      `fit: resume should be a checkpoint of format ${FORMAT}, got ${checkpoint?.format}`,
    );
  }
  for (const key of ['rows', 'batchSize', 'shuffle'] as const) {
    if (checkpoint.plan[key] !== plan[key]) {
      const what = key === 'shuffle' ? 'the order of rows (rng or shuffle)' : key;
      throw new OptionError(
        `fit: resume: ${what} was ${checkpoint.plan[key]} and is ${plan[key]}; the rest would differ`,
      );
    }
  }
  if (checkpoint.optimizer.name !== optimizer.name) {
    throw new OptionError(
      `fit: resume: the checkpoint is of the optimizer ${checkpoint.optimizer.name}, not ${optimizer.name}`,
    );
  }
  const [measured, metrics] = [checkpoint.history, history].map((h) =>
    Object.keys(h.validationMetrics).join(),
  );
  if (measured !== metrics) {
    throw new OptionError(
      `fit: resume: the checkpoint has the metrics '${measured}', the options have '${metrics}'`,
    );
  }
  loadTensors('fit: resume', model.parameters, checkpoint.parameters);
  const { steps, learningRate, slots } = checkpoint.optimizer;
  const restored = mapValues(slots, (saved) => mapValues(saved, (x) => restoreTensor('fit: resume', x)));
  Object.assign(optimizer.state, { steps, learningRate, slots: restored });
  const list = (saved: SavedTensor): number[] => Array.from(restoreTensor('fit: resume', saved).data);
  const { validationMetrics, ...losses } = checkpoint.history;
  Object.assign(history, mapValues(losses, list), { validationMetrics: mapValues(validationMetrics, list) });
  if (stopping) stopping.best = checkpoint.best;
  return checkpoint.epochs;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}
