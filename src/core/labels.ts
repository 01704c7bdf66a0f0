import { describe } from './checks';
import { LabelError, OptionError, ShapeError } from './errors';
import { isIntegerArray, type IntegerArray } from './typed-array';

export type { IntegerArray };

/** Class indices `{0, …, K − 1}`, one a row. */
export type Labels = readonly number[] | IntegerArray;

/** Whether a value is a list of class indices by its type (its elements are not looked at). */
export function isLabels(value: unknown): value is Labels {
  return Array.isArray(value) || isIntegerArray(value);
}

/**
 * Throws a {@link ShapeError} unless there are `rows` labels, and a {@link LabelError} that names the first
 * one which is not an integer of `{0, …, classes − 1}` (nor `ignoreIndex`, if that is given: NaN is no label). Returns
 * how many are not `ignoreIndex`.
 */
export function checkLabels(
  where: string,
  labels: Labels,
  rows: number,
  classes: number,
  ignoreIndex = NaN,
): number {
  if (!isLabels(labels)) {
    throw new ShapeError(`${where}: labels should be an array of class indices, got ${describe(labels)}`);
  }
  if (labels.length !== rows) {
    throw new ShapeError(`${where}: ${rows} rows need ${rows} labels, got ${labels.length}`);
  }
  let counted = 0;
  for (let i = 0; i < rows; i++) {
    const label = labels[i];
    if (label === ignoreIndex) continue;
    counted++;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      const ignored = Number.isNaN(ignoreIndex) ? '' : ` (or ${ignoreIndex} for a row to ignore)`;
      throw new LabelError(
        `${where}: labels[${i}] is ${describe(label)}, expected an integer of 0 … ${classes - 1}${ignored}`,
      );
    }
  }
  return counted;
}

/** Throws an {@link OptionError} unless it is an integer. */
export function checkIgnoreIndex(where: string, ignoreIndex: number): void {
  if (Number.isInteger(ignoreIndex)) return;
  throw new OptionError(`${where}: ignoreIndex should be an integer, got ${describe(ignoreIndex)}`);
}
