import { describe } from './describe';
import { LabelError, OptionError, ShapeError } from './errors';
import { float32Memory } from './float32-memory';
import { isTensor } from './is-tensor';
import { formatShape } from './shape';
import type { FloatArray, Tensor } from './tensor';
import { isFloatArray, isIntegerArray, type IntegerArray } from './typed-array';

export type { IntegerArray };

/** Class indices {0, …, K − 1}, one a row: integers in an array, a typed array or a tensor `[N]`. */
export type Labels = ClassIndices | Tensor;

/** Labels out of their tensor. */
export type ClassIndices = readonly number[] | IntegerArray | FloatArray;

/**
 * Labels as an array, not copied.
 * @throws {@link ShapeError} for what is none by its type or shape; the elements are not looked at
 */
export function classIndices(where: string, labels: Labels, name = 'labels'): ClassIndices {
  if (Array.isArray(labels) || isIntegerArray(labels)) return labels;
  if (isTensor(labels)) {
    if (labels.shape.length === 1) return labels.data;
    throw new ShapeError(
      `${where}: ${name} should be class indices [N], got a tensor of shape ${formatShape(labels.shape)}`,
    );
  }
  if (isFloatArray(labels)) {
    float32Memory().check(where, labels);
    return labels;
  }
  throw new ShapeError(
    `${where}: ${name} should be class indices: integers in an array or a tensor [N]; got ${describe(labels)}`,
  );
}

/**
 * Throws a {@link ShapeError} unless there are `rows` labels, and a {@link LabelError} that names the first
 * one which is not an integer of `{0, …, classes − 1}` (nor `ignoreIndex`, if that is given: NaN is no label). Returns
 * how many are not `ignoreIndex`.
 */
export function checkLabels(
  where: string,
  labels: ClassIndices,
  rows: number,
  classes: number,
  ignoreIndex = NaN,
  name = 'labels',
): number {
  if (labels.length !== rows) {
    throw new ShapeError(`${where}: ${rows} rows need ${rows} ${name}, got ${labels.length}`);
  }
  let counted = 0;
  for (let i = 0; i < rows; i++) {
    const label = labels[i];
    if (label === ignoreIndex) continue;
    counted++;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      const ignored = Number.isNaN(ignoreIndex) ? '' : ` (or ${ignoreIndex} for a row to ignore)`;
      const range = classes === Infinity ? '≥ 0' : `of 0 … ${classes - 1}`;
      throw new LabelError(
        `${where}: ${name}[${i}] is ${describe(label)}, expected an integer ${range}${ignored}`,
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
