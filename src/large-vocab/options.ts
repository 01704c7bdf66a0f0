import { OptionError, ShapeError, formatShape, isTensor } from '../core';
import { checkOptions, describe } from '../core/checks';
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
  const { ignoreIndex = -100, labelSmoothing = 0, zLoss = 0, normalizer, reduction = 'mean' } = options;
  for (const name of ['bias', 'classWeight'] as const) {
    const value = options[name];
    if (value === undefined) continue;
    if (isTensor(value) && value.shape.length === 1 && value.shape[0] === classes) continue;
    const got = isTensor(value) ? formatShape(value.shape) : describe(value);
    throw new ShapeError(`${where}: ${name} should be a tensor [${classes}], got ${got}`);
  }
  const bad = options.classWeight?.data.findIndex((w) => !(w >= 0 && w < Infinity)) ?? -1;
  check(bad < 0, 'classWeight', 'finite numbers >= 0', options.classWeight?.data[bad]);
  check(Number.isInteger(ignoreIndex), 'ignoreIndex', 'an integer', ignoreIndex);
  check(labelSmoothing >= 0 && labelSmoothing <= 1, 'labelSmoothing', 'a number of [0, 1]', labelSmoothing);
  check(zLoss >= 0 && zLoss < Infinity, 'zLoss', 'a finite number >= 0', zLoss);
  check(['mean', 'sum', 'none'].includes(reduction), 'reduction', "'mean', 'sum' or 'none'", reduction);
  check(['nan', 'zero'].includes(options.onEmpty ?? 'nan'), 'onEmpty', "'nan' or 'zero'", options.onEmpty);
  if (normalizer === undefined) return;
  check(normalizer > 0 && normalizer < Infinity, 'normalizer', 'a finite number > 0', normalizer);
  check(reduction === 'mean', 'normalizer', "given with reduction 'mean' alone", normalizer);

  function check(holds: boolean, name: string, expected: string, got: unknown): void {
    if (!holds) throw new OptionError(`${where}: ${name} should be ${expected}, got ${describe(got)}`);
  }
}
