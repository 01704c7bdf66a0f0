import { ShapeError, formatShape, type Tensor } from '../core';
import { checkBoolean, checkNonNegative, checkOptions, checkRange } from '../core/checks';
import { checkIgnoreIndex } from '../core/labels';
import { checkReduction, type AnyReduction } from '../core/reduction';
import type { LinearCrossEntropyOptions } from './linear-cross-entropy';

const KNOWN: readonly (keyof LinearCrossEntropyOptions)[] = [
  'bias',
  'classesFirst',
  'classWeight',
  'ignoreIndex',
  'labelSmoothing',
  'zLoss',
  'reduction',
  'normalizer',
  'onEmpty',
];

/** Throws an {@link OptionError} or {@link ShapeError} that names the first option which is not as it should be. */
export function checkLinearOptions(where: string, options: AnyReduction<LinearCrossEntropyOptions>): void {
  checkOptions(where, options, KNOWN);
  checkBoolean(where, 'classesFirst', options.classesFirst);
  const { ignoreIndex = -100, labelSmoothing = 0, zLoss = 0 } = options;
  checkIgnoreIndex(where, ignoreIndex);
  checkRange(where, 'labelSmoothing', labelSmoothing, 0, 1);
  checkNonNegative(where, 'zLoss', zLoss);
  checkReduction(where, options);
}

/** Throws a {@link ShapeError} unless there is a number for each class, or none at all. */
export function checkBias(where: string, bias: Tensor | undefined, classes: number): void {
  if (bias === undefined || (bias.shape.length === 1 && bias.shape[0] === classes)) return;
  throw new ShapeError(`${where}: bias should have shape [${classes}], got ${formatShape(bias.shape)}`);
}
