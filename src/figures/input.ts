import { describe } from '../core/checks';
import { DomainError, OptionError, ShapeError } from '../core/errors';
import { float32Memory } from '../core/float32-memory';
import { isFrame, type Frame } from '../core/frame';
import { formatShape, isTensor, type Tensor } from '../core/tensor';
import { typedArrayKind } from '../core/typed-array';

/** A list of numbers in any of its spellings: a Danfo series, a tensor (read row by row), … */
export type Numbers =
  | readonly number[]
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Tensor
  | Frame;

/** Rows of numbers: nested arrays, a tensor `[rows, columns]` or a Danfo data frame. */
export type Matrix = readonly Numbers[] | Tensor | Frame;

/**
 * A plain array of numbers that may be drawn: not empty, not NaN (or ±∞) everywhere, of the length asked for.
 *
 * @throws {@link ShapeError} | {@link DomainError} naming the builder and the argument
 */
export function vector(where: string, name: string, values: Numbers, length?: number): number[] {
  const array = plain(where, values);
  if (!array) throw new ShapeError(`${where}: ${name} should be numbers, got ${describe(values)}`);
  if (array.length === 0) throw new ShapeError(`${where}: ${name} is empty`);
  if (length !== undefined && array.length !== length) {
    throw new ShapeError(`${where}: ${name} has ${array.length} values, expected ${length}`);
  }
  const odd = array.findIndex((value) => typeof value !== 'number');
  if (odd >= 0) {
    const date = Object.prototype.toString.call(array[odd]) === '[object Date]';
    throw new ShapeError(
      `${where}: ${name}[${odd}] should be a number, got ${describe(array[odd])}${date ? '; axes count: give e.g. days, date.getTime() / 86400000' : ''}`,
    );
  }
  if (!array.some(Number.isFinite)) {
    throw new DomainError(`${where}: ${name} has no finite value, so there is nothing to draw`);
  }
  return array;
}

/** Rows of equal length that may be drawn; `shape` gives the lengths asked for. */
export function matrix(
  where: string,
  name: string,
  values: Matrix,
  shape: readonly [rows?: number, columns?: number] = [],
): number[][] {
  const rows = isTensor(values) ? rowsOf(where, name, values) : isFrame(values) ? values.values : values;
  if (!Array.isArray(rows)) throw new ShapeError(`${where}: ${name} should be rows, got ${describe(values)}`);
  if (rows.length === 0) throw new ShapeError(`${where}: ${name} is empty`);
  const all = rows.map((row: Numbers, i) => {
    const array = plain(where, row);
    if (!array) throw new ShapeError(`${where}: ${name}[${i}] should be numbers, got ${describe(row)}`);
    return array;
  });
  const [height, width] = [shape[0] ?? all.length, shape[1] ?? all[0].length];
  const ragged = all.findIndex((row) => row.length !== width);
  if (all.length !== height || ragged >= 0) {
    const got = ragged >= 0 ? `row ${ragged} of ${all[ragged].length}` : formatShape([all.length, width]);
    throw new ShapeError(`${where}: ${name} should have shape ${formatShape([height, width])}, got ${got}`);
  }
  vector(where, name, all.flat());
  return all;
}

/** Throws an {@link OptionError} unless the list has an element. */
export function checkSome(where: string, name: string, list: readonly unknown[]): void {
  if (!Array.isArray(list) || list.length === 0) {
    throw new OptionError(`${where}: ${name} should list at least one, got ${describe(list)}`);
  }
}

/** `[least, greatest]` of the finite values. */
export function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function plain(where: string, values: unknown): number[] | undefined {
  if (isTensor(values)) return Array.from(values.data);
  if (isFrame(values)) return values.values as number[];
  // Not `values` itself: a hole in it is no number.
  if (Array.isArray(values)) return Array.from(values as number[]);
  float32Memory().check(where, values);
  return typedArrayKind(values) ? Array.from(values as ArrayLike<number>) : undefined;
}

function rowsOf(where: string, name: string, x: Tensor): Tensor['data'][] {
  if (x.shape.length !== 2) {
    throw new ShapeError(`${where}: ${name} should have two axes, got shape ${formatShape(x.shape)}`);
  }
  const [rows, columns] = x.shape;
  return Array.from({ length: rows }, (_, i) => x.data.subarray(i * columns, (i + 1) * columns));
}
