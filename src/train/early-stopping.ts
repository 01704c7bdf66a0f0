import { OptionError, type NamedTensors } from '../core';
import { checkOptions, describe } from '../core/checks';
import { stateOf, type Layer } from '../nn';
import { checkCount } from './check-count';
import type { Evaluation } from './evaluate';
import type { History } from './history';
import { setState } from './saved-model';

export interface EarlyStoppingOptions {
  /** How many epochs in a row may pass without a new best. */
  patience: number;
  /** By how much a value must beat the best to count. By default 0. */
  minimumDelta?: number;
  /** `'loss'` (the default): the validation loss; or the name of a metric. */
  monitor?: string;
  /** Which way is better. By default `'min'` for the loss, `'max'` for a metric. */
  mode?: 'min' | 'max';
}

export interface Best {
  epoch: number;
  value: number;
  /** Of the model: parameters and buffers. */
  state: NamedTensors;
}

export interface EarlyStopping {
  /** What is best, in words: two rules of the same words choose the same epoch. */
  readonly rule: string;
  best: Best | undefined;
  /** The best epoch of those in the history. */
  bestOf(history: History): Omit<Best, 'state'> | undefined;
  /** Notes an epoch's result, and keeps a copy of the model's state if it is a new best. NaN never is. */
  observe(epoch: number, evaluation: Evaluation): void;
  /** Whether patience is over after so many epochs. */
  isOver(epochs: number): boolean;
  /** Gives the model its state of the best epoch back. */
  restore(): void;
}

export function earlyStopping(
  options: EarlyStoppingOptions,
  model: Layer,
  metrics: readonly string[],
): EarlyStopping {
  checkOptions('fit: earlyStopping', options, ['patience', 'minimumDelta', 'monitor', 'mode']);
  const { patience, minimumDelta = 0, monitor = 'loss' } = options;
  const { mode = monitor === 'loss' ? 'min' : 'max' } = options;
  checkCount('fit: earlyStopping', 'patience', patience, 1);
  if (!(typeof minimumDelta === 'number' && minimumDelta >= 0)) {
    throw new OptionError(`fit: earlyStopping: minimumDelta should be ≥ 0, got ${describe(minimumDelta)}`);
  }
  if (mode !== 'min' && mode !== 'max') {
    throw new OptionError(`fit: earlyStopping: mode should be 'min' or 'max', got ${describe(mode)}`);
  }
  if (monitor !== 'loss' && !metrics.includes(monitor)) {
    throw new OptionError(
      `fit: earlyStopping: monitor should be one of ${['loss', ...metrics].join(', ')}, got ${describe(monitor)}`,
    );
  }
  const beats = (value: number, best: { value: number } | undefined): boolean =>
    best ? (mode === 'min' ? -1 : 1) * (value - best.value) > minimumDelta : Number.isFinite(value);
  return {
    rule: `${mode} ${monitor} by more than ${minimumDelta}`,
    best: undefined,
    bestOf({ validationLoss, validationMetrics }) {
      const values = monitor === 'loss' ? validationLoss : validationMetrics[monitor];
      return values.reduce<{ epoch: number; value: number } | undefined>(
        (best, value, epoch) => (beats(value, best) ? { epoch, value } : best),
        undefined,
      );
    },
    observe(epoch, evaluation) {
      const value = monitor === 'loss' ? evaluation.loss : evaluation.metrics[monitor];
      if (beats(value, this.best)) this.best = { epoch, value, state: copyOf(stateOf(model)) };
    },
    isOver(epochs) {
      return epochs - 1 - (this.best?.epoch ?? -1) >= patience;
    },
    restore() {
      if (this.best) setState(model, this.best.state);
    },
  };
}

function copyOf(tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, x]) => [name, { ...x, data: x.data.slice() }]),
  );
}
