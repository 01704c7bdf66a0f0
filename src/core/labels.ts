import { describe } from './checks';
import { LabelError, OptionError, ShapeError } from './errors';

export type IntegerArray =
  Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;

/** Class indices `{0, …, K − 1}`, one a row. */
export type Labels = readonly number[] | IntegerArray;

const INTEGER_ARRAYS = new Set(
  ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32'].map((type) => `${type}Array`),
);

/** Whether a value is a list of class indices by its type (its elements are not looked at). */
export function isLabels(value: unknown): value is Labels {
  if (Array.isArray(value)) return true;
  return ArrayBuffer.isView(value) && INTEGER_ARRAYS.has(value.constructor.name);
}

/**
 * Throws a {@link ShapeError} unless there are `rows` labels, and a {@link LabelError} that names the first
 * one which is not an integer of `{0, …, classes − 1}` (nor `ignoreIndex`, if that is given). Returns how many are not
 * `ignoreIndex`.
 */
export function checkLabels(
  where: string,
  labels: Labels,
  rows: number,
  classes: number,
  ignoreIndex?: number,
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
      const ignored = ignoreIndex === undefined ? '' : ` (or ${ignoreIndex} for a row to ignore)`;
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
