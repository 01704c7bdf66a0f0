import { LabelError, asTensor, pow, type Tensor, type TensorLike } from '../core';
import { checkSameDtype, checkSameShape } from '../core/checks';
import { sigmoid, softplus } from '../math';
import type { Batch } from './loss';

/** Targets of a loss that has one per number of its input: of the input's shape. */
export type ElementTargets = TensorLike;

/** The targets as numbers in the order of the input's elements. */
export function readElementTargets(where: string, input: Tensor, given: ElementTargets): Tensor['data'] {
  const target = asTensor(where, 'the target', given, input);
  checkSameShape(where, ['the target', target], ['the input', input]);
  checkSameDtype(where, ['the target', target], ['the input', input]);
  return target.data;
}

/** A batch whose every number makes a loss of its own; `element` returns it and sets `gradient[0]`. */
export function elementwise(
  input: Tensor,
  element: (i: number, x: number, gradient: Float64Array) => number,
): Batch {
  return {
    width: 1,
    shape: input.shape,
    denominator: input.data.length,
    row: (i, x, gradient) => element(i, x[0], gradient),
  };
}

/** Whether a float32 loss bears these factors. */
export function isModerate(weights: ArrayLike<number> = []): boolean {
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] !== 0 && !(weights[i] > 1e-18 && weights[i] < 1e18)) return false;
  }
  return true;
}

/** A product in which 0 stands for "left out": 0·∞ and 0·NaN are 0. */
export function times(coefficient: number, value: number): number {
  return coefficient === 0 ? 0 : coefficient * value;
}

/**
 * Binary cross-entropy of the logit `z`, each of its terms with a weight of its own, in which 0·∞ is 0; writes its
 * derivative to `gradient[k]`.
 */
export function logistic(
  positive: number,
  negative: number,
  z: number,
  gradient: Float64Array,
  k = 0,
): number {
  gradient[k] = times(negative, sigmoid(z)) - times(positive, sigmoid(-z));
  return times(positive, softplus(-z)) + times(negative, softplus(z));
}

/** The focal σ(x)^γ softplus(x) and its derivative: the loss at log-odds x of the wrong label. */
export function focalLogistic(x: number, gamma: number): [loss: number, slope: number] {
  const [wrong, right, cost] = [sigmoid(x), sigmoid(-x), softplus(x)];
  const factor = pow(wrong, gamma);
  return [times(factor, cost), factor * (wrong + gamma * times(right, cost))];
}

/** Throws a {@link LabelError} that names the first target which is no probability. */
export function checkProbabilities(where: string, y: ArrayLike<number>): void {
  for (let i = 0; i < y.length; i++) {
    if (y[i] >= 0 && y[i] <= 1) continue;
    throw new LabelError(`${where}: target[${i}] is ${y[i]}, expected a probability of [0, 1]`);
  }
}

/** Throws a {@link LabelError} that names the first label which is neither 0 nor 1. */
export function checkBinary(where: string, y: ArrayLike<number>): void {
  const bad = firstNeither(y, 0, 1);
  if (bad !== undefined) throw new LabelError(`${where}: labels[${bad}] is ${y[bad]}, expected 0 or 1`);
}

/**
 * Throws a {@link LabelError} that names the first label which does not fit: they are −1 and 1, or 0 and 1; the first
 * that is not 1 tells which.
 */
export function checkSigns(where: string, y: ArrayLike<number>): void {
  const first = firstNeither(y, 1, 1);
  if (first === undefined) return;
  const negative = y[first];
  const known = negative === 0 || negative === -1;
  const bad = known ? firstNeither(y, negative, 1) : first;
  if (bad === undefined) return;
  const expected = known ? `1 or ${negative}, like the labels before` : '1, and −1 or 0';
  throw new LabelError(`${where}: labels[${bad}] is ${y[bad]}, expected ${expected}`);
}

/** Index of the first label that is neither `a` nor `b`. One product a label: a branch on each would be mispredicted. */
function firstNeither(y: ArrayLike<number>, a: number, b: number): number | undefined {
  for (let i = 0; i < y.length; i++) if ((y[i] - a) * (y[i] - b) !== 0) return i;
  return undefined;
}
