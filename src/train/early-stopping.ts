import { OptionError } from '../core';
import { checkOptions } from '../core/checks';
import type { Layer } from '../nn';
import { checkCount } from './check-count';
import type { Evaluation } from './evaluate';
import { loadTensors, saveTensors, type SavedTensors } from './saved-tensors';

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
  parameters: SavedTensors;
}

export interface EarlyStopping {
  best: Best | undefined;
  /** Notes an epoch's result, and keeps a copy of the parameters if it is a new best. NaN never is. */
  observe(epoch: number, evaluation: Evaluation): void;
  /** Whether patience is over after so many epochs. */
  isOver(epochs: number): boolean;
  /** Gives the model the best parameters back. */
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
  if (!(minimumDelta >= 0)) {
    throw new OptionError(`fit: earlyStopping: minimumDelta should be ≥ 0, got ${minimumDelta}`);
  }
  if (mode !== 'min' && mode !== 'max') {
    throw new OptionError(`fit: earlyStopping: mode should be 'min' or 'max', got ${String(mode)}`);
  }
  if (monitor !== 'loss' && !metrics.includes(monitor)) {
    throw new OptionError(
      `fit: earlyStopping: monitor should be one of ${['loss', ...metrics].join(', ')}, got ${monitor}`,
    );
  }
  return {
    best: undefined,
    observe(epoch, evaluation) {
      const value = monitor === 'loss' ? evaluation.loss : evaluation.metrics[monitor];
      const gain = (mode === 'min' ? -1 : 1) * (value - (this.best?.value ?? 0));
      if (this.best ? gain > minimumDelta : Number.isFinite(value)) {
        this.best = { epoch, value, parameters: saveTensors(model.parameters) };
      }
    },
    isOver(epochs) {
      return epochs - 1 - (this.best?.epoch ?? -1) >= patience;
    },
    restore() {
      if (this.best) loadTensors('fit: earlyStopping', model.parameters, this.best.parameters);
    },
  };
}
