import { isTensor, OptionError, tensor, type Tensor } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';
import type { Dataset } from './dataset';

const NAMES = ['featureNames', 'classNames'];

/**
 * A data set of some rows, copied: of a field with one entry a row those entries, names and single values as they are.
 *
 * @throws {@link OptionError} that names the first field which is neither
 */
export function rowsOf<D extends Dataset>(where: string, dataset: D, rows: ArrayLike<number>): D {
  const count = dataset.labels.length;
  const fields = Object.entries(dataset).map(([name, value]) => [
    name,
    fieldOf(where, name, value, rows, count),
  ]);
  return Object.fromEntries(fields) as D;
}

function fieldOf(
  where: string,
  name: string,
  value: unknown,
  rows: ArrayLike<number>,
  count: number,
): unknown {
  if (NAMES.includes(name) || typeof value !== 'object' || value === null) return value;
  if (isTensor(value) && value.shape[0] === count) return rowsOfTensor(value, rows);
  if (typedArrayKind(value) && (value as Float64Array).length === count) {
    const source = value as Float64Array;
    const taken = newTypedArray(source, rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = source[rows[i]];
    return taken;
  }
  if (Array.isArray(value) && value.length === count) {
    return Array.from(rows, (row) => (value as unknown[])[row]);
  }
  const length = typedArrayKind(value) ? `${typedArrayKind(value)} of ${(value as Float64Array).length}` : '';
  throw new OptionError(
    `${where}: cannot tell what of '${name}' (${length || describe(value)}) belongs to which of the ${count} rows: ` +
      `give it one entry a row, in an array or a tensor, or leave it out (const { ${name}, ...rest } = data)`,
  );
}

function rowsOfTensor({ data, shape }: Tensor, rows: ArrayLike<number>): Tensor {
  const width = shape.slice(1).reduce((size, length) => size * length, 1);
  const taken = newTypedArray(data, rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    taken.set(data.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return tensor(taken, { shape: [rows.length, ...shape.slice(1)] });
}

/** Of the class itself, whichever realm or subclass the array is of. */
function newTypedArray<A extends ArrayLike<number>>(like: A, length: number): A {
  const classes = globalThis as unknown as Record<string, new (length: number) => A>;
  return new classes[typedArrayKind(like) as string](length);
}
