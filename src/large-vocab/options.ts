import { ShapeError, formatShape, isTensor } from '../core';
import { checkOptions, checkRange, describe } from '../core/checks';
import { checkIgnoreIndex } from '../core/labels';
import { checkReduction } from '../core/reduction';
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
export function checkLinearOptions(where: string, options: LinearCrossEntropyOptions, classes: number): void {
  checkOptions(where, options, KNOWN);
  const { bias, ignoreIndex = -100, labelSmoothing = 0, zLoss = 0 } = options;
  if (bias !== undefined && !(isTensor(bias) && bias.shape.length === 1 && bias.shape[0] === classes)) {
    const got = isTensor(bias) ? formatShape(bias.shape) : describe(bias);
    throw new ShapeError(`${where}: bias should be a tensor [${classes}], got ${got}`);
  }
  checkIgnoreIndex(where, ignoreIndex);
  checkRange(where, 'labelSmoothing', labelSmoothing, 0, 1);
  checkRange(where, 'zLoss', zLoss, 0, Number.MAX_VALUE);
  checkReduction(where, options);
}
