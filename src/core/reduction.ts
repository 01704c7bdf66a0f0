import { checkChoice, checkPositive } from './checks';
import { OptionError } from './errors';

/** How the losses of the rows become the result: their mean, their sum, or each by itself. */
export type Reduction = 'mean' | 'sum' | 'none';

/** The options of what reduces losses. */
export interface Reducing {
  /**
   * `'mean'` (default) divides the sum by the denominator that the loss's docstring states. With `'none'`, whose result
   * is a tensor, options have the type {@link Unreduced}.
   */
  reduction?: 'mean' | 'sum';
  /**
   * Replaces the denominator of `'mean'`. When a batch is processed in parts, give each part the
   * denominator of the whole batch: then losses and gradients of the parts add up to the batch's.
   */
  normalizer?: number;
  /** What `'mean'` is when its denominator is 0 (no row counts): NaN (default, as in PyTorch) or 0. */
  onEmpty?: 'nan' | 'zero';
}

/** The options with the reduction `'none'`, by which a call returns a tensor. */
export type Unreduced<Options> = Omit<Options, 'reduction'> & { reduction: 'none' };

/** The options with whatever reduction. */
export type AnyReduction<Options> = Omit<Options, 'reduction'> & { reduction?: Reduction };

/** Throws an {@link OptionError} unless they are of their type, in range and fit together. */
export function checkReduction(where: string, options: AnyReduction<Reducing>): void {
  checkChoice(where, 'reduction', options.reduction, ['mean', 'sum', 'none']);
  checkChoice(where, 'onEmpty', options.onEmpty, ['nan', 'zero']);
  const { normalizer, reduction = 'mean' } = options;
  if (normalizer === undefined) return;
  if (reduction !== 'mean') {
    throw new OptionError(`${where}: normalizer replaces the denominator of 'mean', not of '${reduction}'`);
  }
  checkPositive(where, 'normalizer', normalizer);
}
