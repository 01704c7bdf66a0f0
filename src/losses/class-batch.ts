import { isTensor, type Labels, type Tensor } from '../core';
import {
  checkClassScores,
  indexTargets,
  probabilityTargets,
  rowWeights,
  type ClassTargets,
} from './class-targets';
import type { SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';
import { readWeights } from './weights';

/** A checked batch of logits and targets, for what is computed beside the softmax cross-entropy. */
export interface ClassBatch {
  rows: number;
  classes: number;
  targets: ClassTargets;
  weight?: ArrayLike<number>;
  sampleWeight?: ArrayLike<number>;
  /** Each row's share of the denominator of `'mean'`. */
  rowWeight: (i: number) => number;
  /** What the reduction multiplies each row by: 1 over the denominator for `'mean'` (0 if that is 0), else 1. */
  scale: number;
}

export function classBatch(
  where: string,
  logits: Tensor,
  target: Labels | Tensor,
  options: SoftmaxCrossEntropyOptions,
): ClassBatch {
  const { ignoreIndex = -100, reduction = 'mean' } = options;
  const [rows, classes] = checkClassScores(where, 'logits', logits);
  const targets = isTensor(target)
    ? probabilityTargets(where, logits, target, ignoreIndex)
    : indexTargets(where, logits, target, ignoreIndex);
  const weight = readWeights(where, 'weight', options.weight, [[classes]]);
  const sampleWeight = readWeights(where, 'sampleWeight', options.sampleWeight, [[rows]]);
  const { rowWeight, denominator } = rowWeights(rows, targets, weight, sampleWeight);
  const divisor = reduction === 'mean' ? (options.normalizer ?? denominator) : 1;
  return {
    rows,
    classes,
    targets,
    weight,
    sampleWeight,
    rowWeight,
    scale: divisor === 0 ? 0 : 1 / divisor,
  };
}
