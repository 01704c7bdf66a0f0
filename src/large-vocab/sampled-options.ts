import { OptionError, type Rng, type TensorLike } from '../core';
import { checkBoolean, checkCount, checkOptions, checkRng, describe } from '../core/checks';
import { checkIgnoreIndex, checkLabels, classIndices, type Labels } from '../core/labels';
import { checkReduction, type AnyReduction, type Reducing } from '../core/reduction';
import type { Sampler } from './sampler';

/** The options of all losses of sampled negatives. The gradients of the reduction `'none'` are those of the sum. */
export interface SampledOptions extends Reducing {
  /** What draws the negatives, or tells how probable they were. */
  sampler: Sampler;
  /** How many negatives all rows of the batch share; at most as many as there are classes. */
  samples?: number;
  /** What they are drawn with. */
  rng?: Rng;
  /** The negatives themselves, in place of `samples` and `rng`: drawn before, or by another library. A class may come again. */
  sampled?: Labels;
  /** `[V]`, added to the logits. */
  bias?: TensorLike;
  /** Rows with this label are left out of loss, gradients and denominator; −100 by default. */
  ignoreIndex?: number;
  /** Whether negatives that are the row's own label are left out of that row, all of them (TensorFlow leaves out one). */
  removeAccidentalHits?: boolean;
}

export const SAMPLED_OPTIONS: readonly (keyof SampledOptions)[] = [
  'sampler',
  'samples',
  'rng',
  'sampled',
  'bias',
  'ignoreIndex',
  'removeAccidentalHits',
  'reduction',
  'normalizer',
  'onEmpty',
];

/** Throws an {@link OptionError} that names the first option which is not as it should be; not the sampler's. */
export function checkSampledOptions(
  where: string,
  options: AnyReduction<SampledOptions>,
  known: readonly string[],
): void {
  checkOptions(where, options, known);
  checkIgnoreIndex(where, options.ignoreIndex ?? -100);
  checkBoolean(where, 'removeAccidentalHits', options.removeAccidentalHits);
  checkReduction(where, options);
}

/** The negatives that the options give, or have drawn. */
export function negativesOf(
  where: string,
  { sampler, samples, rng, sampled }: AnyReduction<SampledOptions>,
  classes: number,
): Int32Array {
  if (sampled !== undefined) {
    if (samples !== undefined || rng !== undefined) {
      throw new OptionError(`${where}: sampled gives the negatives; leave out samples and rng`);
    }
    return checkNegatives(where, sampled, classes);
  }
  if (samples === undefined) {
    throw new OptionError(`${where}: give samples and rng to draw negatives, or sampled, the negatives`);
  }
  checkCount(where, 'samples', samples, 1);
  checkRng(where, rng ?? null);
  if (samples > classes) {
    throw new OptionError(
      `${where}: samples is ${samples}, more than the ${classes} classes; the loss of all, as linearCrossEntropy, costs less`,
    );
  }
  return checkNegatives(where, sampler.sample(samples, rng as Rng), classes);
}

function checkNegatives(where: string, sampled: Labels, classes: number): Int32Array {
  const indices = classIndices(where, sampled, 'sampled');
  if (indices.length === 0) {
    throw new OptionError(`${where}: sampled should be at least one class, got ${describe(sampled)}`);
  }
  checkLabels(where, indices, indices.length, classes, NaN, 'sampled');
  return Int32Array.from(indices);
}
