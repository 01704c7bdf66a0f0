import {
  LabelError,
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  type FloatArray,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkMatrix, checkSameDtype, checkSameShape } from '../core/checks';
import { checkIgnoreIndex, checkLabels, classIndices, type ClassIndices, type Labels } from '../core/labels';
import { probabilitySums } from '../wasm';
import { usesKernel } from './uses-kernel';

/** What a batch of N rows and K classes aims at, whether it was given as indices or as probabilities. */
export interface ClassTargets {
  /** The number of rows that are not ignored. */
  readonly counted: number;
  /** Whether row `i` is left out of the loss, its gradient and the denominator. */
  isIgnored(i: number): boolean;
  /** Writes row `i`'s probabilities of the classes into `p`. */
  distribution(i: number, p: Float64Array): void;
  /** The class of row `i`; `undefined` when the row holds probabilities. */
  classOf(i: number): number | undefined;
}

/** How far the sum of a row of probabilities may be from 1: rounding, not a mistake. */
const SUM_TOLERANCE = 1e-3;

/** Class indices `[N]` or, nested or as a tensor `[N, K]`, probabilities of the classes. */
export type ClassTarget = Labels | TensorLike;

/** Probabilities as a tensor, class indices as an array: a list of numbers is one of indices, a matrix of probabilities. */
export function readClassTarget(where: string, target: ClassTarget, input: Tensor): Tensor | ClassIndices {
  const isMatrix = isTensor(target)
    ? target.shape.length !== 1
    : Array.isArray((target as unknown[] | null)?.[0]);
  return isMatrix
    ? asTensor(where, 'the target', target, input)
    : classIndices(where, target as Labels, 'the target');
}

/** Class indices; one that equals `ignoreIndex` may lie outside `{0, …, K − 1}`. */
export function indexTargets(
  where: string,
  input: Tensor,
  labels: ClassIndices,
  ignoreIndex: number,
): ClassTargets {
  checkIgnoreIndex(where, ignoreIndex);
  if (labels.length !== input.shape[0]) {
    throw new ShapeError(
      `${where}: the input has shape ${formatShape(input.shape)}, but the labels have [${labels.length}]`,
    );
  }
  const counted = checkLabels(where, labels, input.shape[0], input.shape[1], ignoreIndex);
  return {
    counted,
    isIgnored: (i) => labels[i] === ignoreIndex,
    classOf: (i) => labels[i],
    distribution: (i, p) => {
      p.fill(0);
      p[labels[i]] = 1;
    },
  };
}

/**
 * Rows of probabilities. A row is ignored when it is what one-hot encoding makes of `ignoreIndex`: only
 * zeros if that is no class, probability one on it if it is. So one-hot rows mean what their indices mean.
 */
export function probabilityTargets(
  where: string,
  input: Tensor,
  target: Tensor,
  ignoreIndex: number,
): ClassTargets {
  checkIgnoreIndex(where, ignoreIndex);
  checkSameShape(where, ['the target', target], ['the input', input]);
  checkSameDtype(where, ['the target', target], ['the input', input]);
  const [rows, classes] = input.shape;
  const { data } = target;
  const sums = usesKernel(target) ? new Float64Array(rows) : undefined;
  if (sums) probabilitySums(data as Float32Array, classes, sums);
  const ignored = new Uint8Array(rows);
  let counted = 0;
  for (let i = 0; i < rows; i++) {
    if (sums && isOne(sums[i]) && sums[i] !== 1) {
      counted++; // most rows: neither one-hot nor 0
      continue;
    }
    const ignore = isIgnored(data, i, classes, ignoreIndex, sums?.[i]);
    ignored[i] = Number(ignore);
    counted += Number(!ignore);
    if (ignore || (sums && isOne(sums[i]))) continue;
    const sum = sumOfProbabilities(where, data, i, classes);
    if (!isOne(sum)) throw new LabelError(`${where}: target row ${i} should sum to 1, got ${sum}`);
  }
  return {
    counted,
    isIgnored: (i) => ignored[i] === 1,
    classOf: () => undefined,
    distribution: (i, p) => {
      for (let k = 0; k < classes; k++) p[k] = data[i * classes + k];
    },
  };
}

/** Whether row `i` is the one-hot encoding of `ignoreIndex`; its sum, if known, tells of most rows that they are not. */
function isIgnored(p: FloatArray, i: number, classes: number, ignoreIndex: number, sum?: number): boolean {
  const isClass = ignoreIndex >= 0 && ignoreIndex < classes;
  if (sum !== undefined && sum !== Number(isClass)) return false;
  for (let k = 0; k < classes; k++) if (p[i * classes + k] !== (k === ignoreIndex ? 1 : 0)) return false;
  return true;
}

function isOne(sum: number): boolean {
  return Math.abs(sum - 1) <= SUM_TOLERANCE;
}

/** @throws {@link LabelError} that names the first number of row `i` which is no probability */
function sumOfProbabilities(where: string, data: FloatArray, i: number, classes: number): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const p = data[i * classes + k];
    if (!(p >= 0 && p <= 1)) {
      throw new LabelError(`${where}: target[${i}, ${k}] is ${p}, expected a probability of [0, 1]`);
    }
    sum += p;
  }
  return sum;
}

/** `[N, K]` of a matrix of scores with at least one class. */
export function checkClassScores(
  where: string,
  name: string,
  scores: Tensor,
): [rows: number, classes: number] {
  const [rows, classes] = checkMatrix(where, name, scores);
  if (classes > 0) return [rows, classes];
  throw new ShapeError(`${where}: ${name} should have at least one class, got ${formatShape(scores.shape)}`);
}
