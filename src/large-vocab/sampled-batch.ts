import {
  DomainError,
  ShapeError,
  asTensor,
  classIndices,
  formatShape,
  isTensor,
  log,
  type Labels,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkMatrix, checkSameDtype } from '../core/checks';
import { checkLabels, type ClassIndices } from '../core/labels';
import type { AnyReduction } from '../core/reduction';
import { checkBias } from './options';
import { checkSampler } from './sampler';
import { checkSampledOptions, negativesOf, type SampledOptions } from './sampled-options';

/** A checked batch: rows, their labels, and the negatives that they share. */
export interface SampledBatch {
  x: Tensor;
  weight: Tensor;
  bias?: Tensor;
  labels: ClassIndices;
  /** Whether the row is not ignored. */
  counts: (i: number) => boolean;
  counted: number;
  sampled: Int32Array;
  /** ln of how often a class is expected among the negatives. */
  logExpected: (label: number) => number;
}

export function sampledBatch(
  where: string,
  givenX: TensorLike,
  givenWeight: TensorLike,
  givenLabels: Labels,
  options: AnyReduction<SampledOptions>,
  known: readonly string[],
): SampledBatch {
  checkSampledOptions(where, options, known);
  const { sampler, ignoreIndex = -100 } = options;
  const weight = asTensor(where, 'weight', givenWeight, isTensor(givenX) ? givenX : options.bias);
  const x = asTensor(where, 'x', givenX, weight);
  const bias = options.bias === undefined ? undefined : asTensor(where, 'bias', options.bias, weight);
  const labels = classIndices(where, givenLabels);
  const [rows] = checkMatrix(where, 'x', x);
  const classes = classesOf(where, x, weight);
  checkBias(where, bias, classes);
  checkSameDtype(where, ['x', x], ['weight', weight]);
  if (bias) checkSameDtype(where, ['bias', bias], ['weight', weight]);
  const counted = checkLabels(where, labels, rows, classes, ignoreIndex);
  checkSampler(where, sampler, classes);
  const sampled = negativesOf(where, options, classes);
  const logCount = log(sampled.length);
  return {
    x,
    weight,
    bias,
    labels,
    counts: (i) => labels[i] !== ignoreIndex,
    counted,
    sampled,
    logExpected(label) {
      const logProbability = sampler.logProbability(label);
      if (logProbability > -Infinity && logProbability <= 0) return logCount + logProbability;
      throw new DomainError(
        `${where}: the sampler gives class ${label} the log-probability ${logProbability}, which corrects no logit; it should draw every class that is a label or a negative`,
      );
    },
  };
}

function classesOf(where: string, x: Tensor, weight: Tensor): number {
  const [classes, inputs] = checkMatrix(where, 'weight', weight);
  if (inputs === x.shape[1] && classes > 0) return classes;
  const turned = classes === x.shape[1] ? '; this is linearCrossEntropy without classesFirst' : '';
  throw new ShapeError(
    `${where}: x has shape ${formatShape(x.shape)}, so weight should be [V, ${x.shape[1]}] with V > 0, a row a class; got ${formatShape(weight.shape)}${turned}`,
  );
}
