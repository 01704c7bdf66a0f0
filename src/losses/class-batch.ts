import { isTensor, type Tensor } from '../core';
import { checkNonNegative, checkPositive, checkRange } from '../core/checks';
import type { ClassIndices } from '../core/labels';
import type { AnyReduction } from '../core/reduction';
import { readWeights } from '../core/weights';
import {
  checkClassScores,
  indexTargets,
  probabilityTargets,
  readClassTarget,
  type ClassTarget,
  type ClassTargets,
} from './class-targets';
import { divisorOf } from './reduction';
import { rowWeights, type RowWeights } from './row-weights';
import type { SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';

/** A checked batch of logits and targets, of the softmax cross-entropy and of what is computed beside it. */
export interface ClassBatch extends RowWeights {
  /** Whom errors name. */
  where: string;
  rows: number;
  classes: number;
  /** As it was given: probabilities `[N, K]`, or `[N]` class indices. */
  target: Tensor | ClassIndices;
  targets: ClassTargets;
  ignoreIndex: number;
  /** 0 if it is not given. */
  labelSmoothing: number;
  zLoss?: number;
  softcap?: number;
}

/** Checks all but the options that every loss takes. Errors name `where`. */
export function classBatch(
  where: string,
  logits: Tensor,
  given: ClassTarget,
  options: AnyReduction<SoftmaxCrossEntropyOptions>,
): ClassBatch {
  const { ignoreIndex = -100, labelSmoothing = 0, zLoss, softcap } = options;
  const [rows, classes] = checkClassScores(where, 'logits', logits);
  checkRange(where, 'labelSmoothing', labelSmoothing, 0, 1);
  if (zLoss !== undefined) checkNonNegative(where, 'zLoss', zLoss);
  if (softcap !== undefined) checkPositive(where, 'softcap', softcap);
  const target = readClassTarget(where, given, logits);
  const targets = isTensor(target)
    ? probabilityTargets(where, logits, target, ignoreIndex)
    : indexTargets(where, logits, target, ignoreIndex);
  const weight = readWeights(where, 'weight', options.weight, [[classes]]);
  const sampleWeight = readWeights(where, 'sampleWeight', options.sampleWeight, [[rows]]);
  const weights = rowWeights(rows, targets, weight, sampleWeight, options);
  return {
    where,
    rows,
    classes,
    target,
    targets,
    ignoreIndex,
    labelSmoothing,
    zLoss,
    softcap,
    weight: weights.weight,
    sampleWeight: weights.sampleWeight,
    unit: weights.unit,
    rowWeight: weights.rowWeight,
    denominator: weights.denominator,
  };
}

/** What the reduction multiplies each row by, whose weights are multiples of the unit; 0 if there is nothing to divide by. */
export function scaleOf(batch: ClassBatch, options: AnyReduction<SoftmaxCrossEntropyOptions>): number {
  const divisor = divisorOf(batch, options);
  return divisor === 0 ? 0 : 1 / divisor;
}
