import { isTensor } from '../../src/core';
import type { Case } from './case';

/**
 * How many roundings a result may be off, an allowance for the frameworks' errors, not for ours. A rounding is ε times
 * the size below. The README has the most that were seen.
 */
export const ROUNDINGS = 16;
export const EPSILON = { float32: 2 ** -24, float64: 2 ** -53 };

/** What the rounding errors of a value and of an entry of the gradient are relative to. */
export interface Sizes {
  readonly value: number;
  readonly gradient: number;
}

const sizes = new WeakMap<Case, Sizes>();

/**
 * A value is a sum over rows of terms as large as the largest logit, times its weights. An entry of the gradient is a
 * weight times a difference of probabilities, whose digits cancel; where the framework is lossy, these probabilities
 * have the rounding errors of the logits.
 */
export function sizesOf(test: Case, isLossy: boolean): Sizes {
  const known = sizes.get(test);
  if (known) return known;
  const height = 1 + largest(test.logits.data);
  const weight = weightOf(test);
  const found = {
    value: largest(test.value) + test.rows * weight * height,
    gradient: (largest(test.gradient) + weight) * (isLossy ? height : 1),
  };
  sizes.set(test, found);
  return found;
}

/**
 * What our own float32 rounding may add to the distance from an exact value `x`: 2 ulp. Of a gradient with more than
 * class indices and weights we promise 2 ulp of its larger term, which is as large as the weights; of a focal loss γ more.
 */
export function ourRounding(test: Case, sizes: Sizes, what: keyof Sizes, x: number): number {
  const { label_smoothing, smooth_labels, z_loss, cap } = test.options;
  const isPenalised = test.call === 'confidencePenalty';
  const isPlain =
    !isTensor(test.y) && !isPenalised && (label_smoothing ?? smooth_labels ?? z_loss ?? cap) === undefined;
  const isDivergence = /kl_div|rel_entr/.test(test.call); // a difference of entropies, in its value too
  const ulps = 2 + (test.call === 'focal' ? Number(test.options.gamma) : 0);
  const isRelative = isPlain || (what === 'value' && !isDivergence && !isPenalised);
  return ulps * 2 ** -23 * (isRelative ? Math.abs(x) : sizes[what]);
}

/** The product of the largest of each kind of weight that is given, none below 1. */
function weightOf(test: Case): number {
  const options = Object.keys(test.options).filter((name) => /weight|mask$/.test(name));
  const weights = options.map((name) => {
    const value = test.options[name];
    return typeof value === 'number' ? value : Math.max(1, largest(test.optional(name)?.data ?? []));
  });
  const direction = test.target === 'direction' ? test.classes * largest(test.array('direction').data) : 1;
  return weights.reduce((a, b) => a * b, Math.max(1, direction));
}

/** The largest absolute value among the finite ones, 0 without any. */
function largest(numbers: ArrayLike<number>): number {
  let found = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = Math.abs(numbers[i]);
    if (size < Infinity && size > found) found = size;
  }
  return found;
}
