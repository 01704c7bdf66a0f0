import { OptionError, type Rng } from '../core';
import { checkBoolean, checkFunction, checkOptions, checkRng, describe } from '../core/checks';
import type { Layer } from '../nn';
import type { Optimizer, Schedule } from '../optim';
import { checkCount } from './check-count';
import type { Checkpoint } from './checkpoint';
import type { EarlyStoppingOptions } from './early-stopping';
import { checkMetrics, type Evaluation, type Metric } from './evaluate';
import { readSource, type BatchSource, type TrainingData } from './training-data';
import type { TrainingLoss } from './training-loss';

/** Epochs and batches are counted from 0. */
export interface BatchEvent {
  epoch: number;
  batch: number;
  /** Batches in an epoch. */
  batches: number;
  /** Before the update. */
  loss: number;
  learningRate: number;
}

export interface EpochEvent {
  epoch: number;
  epochs: number;
  trainLoss: number;
  /** With validation data only. */
  validation?: Evaluation;
  learningRate: number;
  model: Layer;
  /** All that it takes to go on from here, for {@link saveFile} and `fit({ resume })`; to be called within `onEpoch`. */
  checkpoint(): Checkpoint;
}

export interface FitOptions {
  /** Its parameters and buffers are changed in place. */
  model: Layer;
  loss: TrainingLoss;
  /** Its state is changed in place. */
  optimizer: Optimizer;
  /** A source is asked for the batches of each epoch, with a stream of the rng to draw from. */
  data: TrainingData | BatchSource;
  epochs: number;
  /** By default 32. The last batch of an epoch holds what is left. */
  batchSize?: number;
  /** Orders the rows of each epoch, and is what layers like dropout draw from; needed unless `shuffle` is false. It is not advanced. */
  rng?: Rng;
  /** By default true. */
  shuffle?: boolean;
  /** Measured at the end of each epoch. */
  validation?: TrainingData | BatchSource;
  /** Of the validation data, beside the loss. */
  metrics?: Readonly<Record<string, Metric>>;
  /** Sets the learning rate before each batch, at the time epoch + batch/batches. */
  schedule?: Schedule;
  /** Joint norm to clip the gradients to. By default they are not clipped. */
  maxGradientNorm?: number;
  /** Needs validation data. The model is given its state of the best epoch back, whether or not it stops early. */
  earlyStopping?: EarlyStoppingOptions;
  callbacks?: {
    onBatch?(event: BatchEvent): void;
    onEpoch?(event: EpochEvent): void | Promise<void>;
  };
  /**
   * A checkpoint to go on from, e.g. `readFileSync(path)`; the other options as they were in the run that made it, but
   * for `epochs` and the patience of early stopping.
   */
  resume?: Checkpoint;
  /** Looked at before each batch; an `AbortSignal` is one. */
  signal?: { readonly aborted: boolean; readonly reason?: unknown };
}

const OPTIONS = (
  'model loss optimizer data epochs batchSize rng shuffle validation metrics schedule maxGradientNorm ' +
  'earlyStopping callbacks resume signal'
).split(' ');

/** The options with their data read. */
export interface ReadFitOptions extends FitOptions {
  data: BatchSource;
  validation?: BatchSource;
}

/** Throws before anything is trained when an option is unknown, missing or out of range. */
export function readFitOptions(options: FitOptions): ReadFitOptions {
  checkOptions('fit', options, OPTIONS);
  const { model, loss, optimizer, data, validation, epochs, batchSize = 32, maxGradientNorm } = options;
  const parts: [name: string, value: unknown, method: string][] = [
    ['model', model, 'forward'],
    ['loss', loss, 'withGradient'],
    ['optimizer', optimizer, 'step'],
  ];
  for (const [name, value, method] of parts) {
    if (typeof (value as Record<string, unknown> | null | undefined)?.[method] !== 'function') {
      const call = typeof value === 'function' && name !== 'loss' ? `; call it to have one` : '';
      throw new OptionError(`fit: ${name} should have the method ${method}, got ${describe(value)}${call}`);
    }
  }
  checkCount('fit', 'epochs', epochs, 0);
  checkCount('fit', 'batchSize', batchSize, 1);
  if (maxGradientNorm !== undefined && !(typeof maxGradientNorm === 'number' && maxGradientNorm > 0)) {
    throw new OptionError(`fit: maxGradientNorm should be above 0, got ${describe(maxGradientNorm)}`);
  }
  checkBoolean('fit', 'shuffle', options.shuffle);
  checkRng('fit', options.rng);
  if (options.shuffle !== false && options.rng === undefined) {
    throw new OptionError('fit: shuffling needs a seeded rng: pass rng: rng(1), or shuffle: false');
  }
  if (options.schedule !== undefined) checkFunction('fit', 'schedule', options.schedule);
  checkMetrics('fit', options.metrics);
  const { callbacks = {}, signal } = options;
  checkOptions('fit: callbacks', callbacks, ['onBatch', 'onEpoch']);
  for (const [name, callback] of Object.entries(callbacks))
    checkFunction('fit', `callbacks.${name}`, callback);
  if (signal !== undefined && typeof (signal as Partial<typeof signal> | null)?.aborted !== 'boolean') {
    throw new OptionError(
      `fit: signal should be an AbortSignal, as controller.signal is, got ${describe(signal)}`,
    );
  }
  for (const name of ['earlyStopping', 'metrics'] as const) {
    if (options[name] && !validation) throw new OptionError(`fit: ${name} needs validation data`);
  }
  return {
    ...options,
    data: readSource('fit', 'data', data, model),
    validation: validation && readSource('fit', 'validation', validation, model),
  };
}
