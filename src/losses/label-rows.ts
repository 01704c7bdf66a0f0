import { DomainError, log1p, type Labels, type Tensor } from '../core';
import { classIndices, type ClassIndices } from '../core/labels';
import { readWeights, type Weights } from '../core/weights';
import { everyClass, exponentials } from '../math/exponentials';
import { checkClassScores, indexTargets } from './class-targets';
import type { BatchShape } from './loss';
import { warnOfProbabilities } from './probability-warning';
import type { AnyReduction, ReductionOptions } from './reduction';
import { rowWeights } from './row-weights';
import { sumWithout } from './split-sum';

/** The options of every loss of logits and class indices. */
export interface LabelOptions extends ReductionOptions {
  /** `[N]` weight of each row; a row of weight 0 is masked out, whatever its logits. */
  sampleWeight?: Weights;
  /** Rows with this label are left out of loss, gradient and denominator; −100 by default. */
  ignoreIndex?: number;
}

export interface WeightedLabelOptions extends LabelOptions {
  /** `[K]` weight of each class. */
  weight?: Weights;
}

/** A checked batch of logits and class indices. */
export interface LabelRows {
  labels: ClassIndices;
  ignoreIndex: number;
  /** What of a batch does not depend on the loss. */
  shape: BatchShape;
  /** The weight of row `i`, class weight included; 0 if it is left out. */
  rowWeight: (i: number) => number;
}

/** Checks all but the options that every loss takes. Errors name `where`. */
export function labelRows(
  where: string,
  logits: Tensor,
  given: Labels,
  options: AnyReduction<WeightedLabelOptions>,
): LabelRows {
  const labels = classIndices(where, given);
  const { ignoreIndex = -100 } = options;
  const [rows, classes] = checkClassScores(where, 'logits', logits);
  const targets = indexTargets(where, logits, labels, ignoreIndex);
  const weight = readWeights(where, 'weight', options.weight, [[classes]]);
  const sampleWeight = readWeights(where, 'sampleWeight', options.sampleWeight, [[rows]]);
  const { rowWeight, denominator, unit } = rowWeights(rows, targets, weight, sampleWeight, options);
  warnOfProbabilities(where, logits, 'logits');
  return { labels, ignoreIndex, shape: { width: classes, shape: [rows], denominator, unit }, rowWeight };
}

/** The softmax of a row of logits, such that no digit of a confident row is lost. */
export interface SoftmaxRow {
  /** The largest logit. */
  max: number;
  /** log Σₖ exp(zₖ − max). */
  logSum: number;
  /** 1 − pₖ. */
  rest: (k: number) => number;
}

/** Writes the softmax of row `i` into `p`. @throws {@link DomainError} if the row is all −∞ */
export function softmaxRow(where: string, i: number, z: Float64Array, p: Float64Array): SoftmaxRow {
  const { max, argmax, others } = exponentials(z, 1, everyClass, p);
  if (max === -Infinity) throw allMasked(where, i);
  const total = 1 + others;
  for (let k = 0; k < p.length; k++) p[k] /= total;
  const sum = { values: p, top: argmax, rest: others / total };
  return { max, logSum: log1p(others), rest: (k) => sumWithout(sum, k) };
}

/** @throws {@link DomainError} that names the first row for which a kernel found no distribution */
export function checkMasked(where: string, losses: Float32Array): void {
  const masked = losses.indexOf(-Infinity); // no other row has this loss
  if (masked >= 0) throw allMasked(where, masked);
}

export function allMasked(where: string, row: number): DomainError {
  return new DomainError(
    `${where}: logits row ${row} is all −∞ and has no distribution; leave one class unmasked, or ignore the row`,
  );
}
