import { isTensor, newTensor, type Tensor } from '../core';
import type { Targets } from './training-data';

/**
 * Outputs `[N, T, K]` with labels `[N, T]` as `[N·T, K]` and `[N·T]`, for any number of axes before the last: each position is an
 * example to losses and metrics, as in PyTorch after `flatten(0, 1)`. All else as it is.
 */
export function byPosition(outputs: Tensor, labels: Targets): { outputs: Tensor; labels: Targets } {
  const axes = outputs.shape.slice(0, -1);
  if (!isTensor(labels) || axes.length < 2 || labels.shape.join() !== axes.join()) return { outputs, labels };
  const rows = labels.data.length;
  return {
    outputs: newTensor(outputs.data, [rows, outputs.shape[axes.length]]),
    labels: newTensor(labels.data, [rows]),
  };
}
