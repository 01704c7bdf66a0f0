import { expm1, log, tensor, type Tensor } from '../core';
import { checkOptions, checkRange } from '../core/checks';
import type { Weights } from '../core/weights';
import { readClassCounts } from './class-counts';

export interface ClassBalancedWeightsOptions {
  /** β of [0, 1]: 0 weighs all classes alike, 1 by the reciprocal of their counts; 0.9999 by default. */
  beta?: number;
}

const NAME = 'classBalancedWeights';

/**
 * Class-balanced weights: the reciprocals of the classes' effective numbers of examples, for the option `weight` of losses.
 *
 * @remarks
 * Formula:  wₖ = K vₖ / Σⱼ vⱼ with v = (1 − β)/(1 − β^n), and its limit v = 1/n for β = 1
 * Domain:   counts n > 0; β of [0, 1]
 * Numerics: 1 − β^n is −expm1(n log β), which cancels for no β
 * Cost:     O(K)
 * @param classCounts - `[K]` examples of each class in the training set
 * @returns `[K]` weights whose sum is K
 * @throws {@link ShapeError}; {@link OptionError} that names the first bad count
 * @example
 * losses.classBalancedWeights([100, 25], { beta: 1 }).data   // ≈ [0.4, 1.6]
 * losses.classBalancedWeights([100, 25], { beta: 0 }).data   // ≈ [1, 1]
 *
 * Source: [Cui2019]
 */
export function classBalancedWeights(
  classCounts: Weights,
  options: ClassBalancedWeightsOptions = {},
): Tensor<Float64Array> {
  checkOptions(NAME, options, ['beta']);
  const { beta = 0.9999 } = options;
  checkRange(NAME, 'beta', beta, 0, 1);
  const counts = readClassCounts(NAME, classCounts);
  const logBeta = log(beta);
  const inverse = Float64Array.from(counts, (n) => (beta === 1 ? 1 / n : -1 / expm1(n * logBeta)));
  const sum = inverse.reduce((a, b) => a + b, 0);
  return tensor(inverse.map((v) => (inverse.length * v) / sum));
}
