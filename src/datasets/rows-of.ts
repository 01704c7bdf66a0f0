import { isTensor, OptionError, tensor, type FloatArray } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';
import { hasLazyFeatures, type Dataset } from './dataset';
import { withFeatures, type LabelledImages } from './labelled-images';

const NAMES = ['featureNames', 'classNames'];

/**
 * A data set of some rows, copied: of a field with one entry a row those entries, of `pixels` those of the rows' images,
 * names and single values as they are.
 *
 * @throws {@link OptionError} that names the first field which is neither
 */
export function rowsOf<D extends Dataset>(where: string, dataset: D, rows: ArrayLike<number>): D {
  const count = dataset.labels.length;
  const lazy = hasLazyFeatures(dataset);
  const names = Object.keys(dataset).filter((name) => !(lazy && name === 'features'));
  const taken = Object.fromEntries(
    names.map((name) => [name, fieldOf(where, name, dataset[name as keyof D], rows, count)]),
  );
  return (lazy ? withFeatures(taken as unknown as LabelledImages) : taken) as D;
}

function fieldOf(
  where: string,
  name: string,
  value: unknown,
  rows: ArrayLike<number>,
  count: number,
): unknown {
  if (NAMES.includes(name) || typeof value !== 'object' || value === null) return value;
  if (isTensor(value) && value.shape[0] === count) {
    const { data, shape } = value;
    return tensor(blocksOf(data, data.length / count, rows), { shape: [rows.length, ...shape.slice(1)] });
  }
  if (name === 'pixels' && typedArrayKind(value) && (value as Uint8Array).length % count === 0) {
    return blocksOf(value as Uint8Array, (value as Uint8Array).length / count, rows);
  }
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

function blocksOf<A extends FloatArray | Uint8Array>(data: A, width: number, rows: ArrayLike<number>): A {
  const taken = newTypedArray(data, rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    taken.set(data.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  }
  return taken;
}

/** Of the class itself, whichever realm or subclass the array is of. */
function newTypedArray<A extends ArrayLike<number>>(like: A, length: number): A {
  const classes = globalThis as unknown as Record<string, new (length: number) => A>;
  return new classes[typedArrayKind(like) as string](length);
}
