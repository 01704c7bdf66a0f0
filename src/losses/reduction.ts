import { checkSameDtype, checkSameShape, describe } from '../core/checks';
import { OptionError, ShapeError, isTensor, type Tensor } from '../core';
import { checkPositive } from './weights';

/** How the losses of the rows become the result: their mean, their sum, or each by itself. */
export type Reduction = 'mean' | 'sum' | 'none';

/** The options that every loss takes. */
export interface ReductionOptions {
  /** `'mean'` (default) divides the sum by the denominator that the loss's docstring states. */
  reduction?: Reduction;
  /**
   * Replaces the denominator of `'mean'`. When a batch is processed in parts, give each part the
   * denominator of the whole batch: then losses and gradients of the parts add up to the batch's.
   */
  normalizer?: number;
  /** What `'mean'` is when its denominator is 0 (no row counts): NaN (default, as in PyTorch) or 0. */
  onEmpty?: 'nan' | 'zero';
  /**
   * Receives the tensor of the result, so that none is allocated: the gradient in `withGradient` (it may be
   * the input itself), the losses in a plain call with `reduction: 'none'`.
   */
  out?: Tensor;
}

export const REDUCTION_OPTIONS = ['reduction', 'normalizer', 'onEmpty', 'out'] as const;

/** Throws an {@link OptionError} unless the common options are of their type, in range and fit together. */
export function checkReduction(where: string, options: ReductionOptions): void {
  checkChoice(where, 'reduction', options.reduction, ['mean', 'sum', 'none']);
  checkChoice(where, 'onEmpty', options.onEmpty, ['nan', 'zero']);
  const { normalizer, reduction = 'mean' } = options;
  if (normalizer === undefined) return;
  if (reduction !== 'mean') {
    throw new OptionError(`${where}: normalizer replaces the denominator of 'mean', not of '${reduction}'`);
  }
  checkPositive(where, 'normalizer', normalizer);
}

/** Throws a {@link ShapeError} unless `out` can take the place of a tensor like `like`. */
export function checkOut(where: string, out: Tensor, like: [name: string, x: Tensor]): void {
  if (!isTensor(out)) throw new ShapeError(`${where}: out should be a tensor, got ${describe(out)}`);
  checkSameShape(where, ['out', out], like);
  checkSameDtype(where, like[1], out);
}

function checkChoice(where: string, name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return;
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  throw new OptionError(`${where}: ${name} should be one of ${list}, got ${describe(value)}`);
}
