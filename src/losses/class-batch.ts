import { isTensor, type Labels, type Tensor } from '../core';
import { checkPositive, checkRange } from '../core/checks';
import { readWeights } from '../core/weights';
import {
  checkClassScores,
  indexTargets,
  probabilityTargets,
  rowWeights,
  type ClassTargets,
} from './class-targets';
import type { SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';

/** A checked batch of logits and targets, of the softmax cross-entropy and of what is computed beside it. */
export interface ClassBatch {
  rows: number;
  classes: number;
  targets: ClassTargets;
  ignoreIndex: number;
  weight?: ArrayLike<number>;
  sampleWeight?: ArrayLike<number>;
  /** 0 if it is not given. */
  labelSmoothing: number;
  zLoss?: number;
  softcap?: number;
  /** Each row's share of the denominator of `'mean'`. */
  rowWeight: (i: number) => number;
  /** What `'mean'` divides by. */
  denominator: number;
}

/** Checks all but the options that every loss takes. Errors name `where`. */
export function classBatch(
  where: string,
  logits: Tensor,
  target: Labels | Tensor,
  options: SoftmaxCrossEntropyOptions,
): ClassBatch {
  const { ignoreIndex = -100, labelSmoothing = 0, zLoss, softcap } = options;
  const [rows, classes] = checkClassScores(where, 'logits', logits);
  checkRange(where, 'labelSmoothing', labelSmoothing, 0, 1);
  if (zLoss !== undefined) checkRange(where, 'zLoss', zLoss, 0, Number.MAX_VALUE);
  if (softcap !== undefined) checkPositive(where, 'softcap', softcap);
  const targets = isTensor(target)
    ? probabilityTargets(where, logits, target, ignoreIndex)
    : indexTargets(where, logits, target, ignoreIndex);
  const weight = readWeights(where, 'weight', options.weight, [[classes]]);
  const sampleWeight = readWeights(where, 'sampleWeight', options.sampleWeight, [[rows]]);
  const { rowWeight, denominator } = rowWeights(rows, targets, weight, sampleWeight);
  return {
    rows,
    classes,
    targets,
    ignoreIndex,
    weight,
    sampleWeight,
    labelSmoothing,
    zLoss,
    softcap,
    rowWeight,
    denominator,
  };
}

/** What the reduction multiplies each row by: 1 over the denominator for `'mean'` (0 if that is 0), else 1. */
export function scaleOf(batch: ClassBatch, options: SoftmaxCrossEntropyOptions): number {
  const { reduction = 'mean', normalizer } = options;
  const divisor = reduction === 'mean' ? (normalizer ?? batch.denominator) : 1;
  return divisor === 0 ? 0 : 1 / divisor;
}
