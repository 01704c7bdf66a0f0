import { isTensor, type Tensor } from '../../../src/core';
import type { Answer, Case, Implementation } from '../case';

/** How a framework's calls are spelled with ours, and where we differ on purpose. */
export interface Dialect {
  /** Calls ours with the options that mean the same. */
  answer(test: Case, ours: Implementation): Answer;
  readonly differences: readonly Difference[];
  /** Whether the framework's gradient has the (relative) rounding errors of the logits. */
  isLossy?(test: Case): boolean;
}

export interface Difference {
  /** What the framework does, and why we do not. */
  readonly reason: string;
  /** Whether a case is one of those. */
  applies(test: Case): boolean;
  /** What ours does instead; NaN is no number. */
  readonly ours: 'an error' | 'another number';
}

type Loss = Implementation['softmaxCrossEntropy'];

/** Calls a loss of ours; options that are undefined count as not given. */
export function run(
  loss: Loss,
  input: Tensor,
  target: unknown,
  options: Record<string, unknown> = {},
): { value: number[]; gradient: number[] } {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const result = loss.withGradient(input, target, given);
  return {
    value: isTensor(result.loss) ? [...result.loss.data] : [result.loss],
    gradient: [...result.gradient.data],
  };
}

export function sum(numbers: ArrayLike<number>): number {
  return Array.from(numbers).reduce((a, b) => a + b, 0);
}

/** Value and gradient times a number. */
export function times(factor: number, { value, gradient }: Answer): Answer {
  return {
    value: Array.from(value, (x) => factor * x),
    gradient: Array.from(gradient, (x) => factor * x),
  };
}

/** Whether a class at −∞ has a probability of exactly 0, no smoothing given: 0·∞. */
export function hasMaskedZero({ y, logits, options }: Case): boolean {
  if (!isTensor(y) || options.label_smoothing !== undefined || options.smooth_labels !== undefined)
    return false;
  return logits.data.some((z, n) => z === -Infinity && y.data[n] === 0);
}

/** Whether a row that weighs 0 has an infinite loss: 0·∞ again. */
export function hasMaskedRow(test: Case, weights: Tensor | undefined): boolean {
  const { logits, classes, options } = test;
  if (weights === undefined || options.label_smoothing === undefined) return false;
  return logits.data.some((z, n) => z === -Infinity && weights.data[Math.floor(n / classes)] === 0);
}

/** Whether a row is −∞ throughout. */
export function hasNoClass({ logits, rows, classes }: Case): boolean {
  return Array.from({ length: rows }, (_, i) => logits.data.subarray(i * classes, (i + 1) * classes)).some(
    (row) => row.every((z: number) => z === -Infinity),
  );
}

export const NO_DISTRIBUTION: Difference = {
  reason:
    'A row of only −∞ has no distribution: the framework says NaN, ours throws an error that names the row (of log-sum-exp only its gradient: it is −∞ itself).',
  applies: hasNoClass,
  ours: 'an error',
};

export const MASKED_ZERO: Difference = {
  reason: 'A class at −∞ whose probability is 0 makes 0·∞ = NaN; with us it counts as 0.',
  applies: (test) => test.target !== 'direction' && hasMaskedZero(test),
  ours: 'another number',
};

export const UNNORMALISED: Difference = {
  reason:
    'Probabilities that do not sum to 1 are taken as they are; ours throws an error that names the row.',
  applies: (test) => test.target === 'unnormalised',
  ours: 'an error',
};
