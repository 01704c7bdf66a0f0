import { asTensor, formatShape, isTensor, ShapeError, zeros } from '../core';
import type { FloatArray, NestedNumbers, Tensor, TensorLike } from '../core';
import { checkSameDtype, checkSameShape } from '../core/checks';
import { isFloat64, type IntegerArray } from '../core/typed-array';

/** One row of numbers that is no tensor: of it functions make a `number[]`, or a number. */
export type Row = readonly number[] | FloatArray | IntegerArray;
/** What functions make a tensor of. */
export type Matrix = Tensor | NestedNumbers;

/** N rows of K ≥ 1 numbers. */
export interface RowSizes {
  readonly count: number;
  readonly length: number;
}

/** What the row-wise functions compute on: rows one after the other, in float64. */
export interface Rows extends RowSizes {
  readonly data: Float64Array;
  row(i: number): Float64Array;
  /** What they are rows of. */
  readonly of: Tensor;
  /** Whether that was given as a {@link Row}. */
  readonly isRow: boolean;
}

/**
 * The rows (last axis) of K numbers, or of a matrix of them, in float64.
 *
 * @param like - another argument: plain numbers take its dtype
 * @throws {@link ShapeError} for anything but `[K]` and `[N, K]`, an empty row included
 */
export function rowsOf(where: string, name: string, x: TensorLike, like?: unknown): Rows {
  const of = asTensor(where, name, x, like);
  const { count, length } = rowSizes(where, name, of);
  const data = isFloat64(of.data) ? of.data : Float64Array.from(of.data);
  const row = (i: number): Float64Array => data.subarray(i * length, (i + 1) * length);
  return { data, count, length, row, of, isRow: isRow(x) };
}

/** Whether it is numbers, none of them nested. */
export function isRow(x: TensorLike): x is Row {
  return !isTensor(x) && !(Array.isArray(x) && Array.isArray(x[0]));
}

/** How many rows {@link rowsOf} gives, and how long; throws as it does. */
export function rowSizes(where: string, name: string, { shape }: Tensor): RowSizes {
  if (shape.length < 1 || shape.length > 2) {
    throw new ShapeError(`${where}: ${name} should have shape [K] or [N, K], got ${formatShape(shape)}`);
  }
  const length = shape[shape.length - 1];
  if (length === 0) {
    throw new ShapeError(
      `${where}: the rows of ${name} should not be empty, got shape ${formatShape(shape)}`,
    );
  }
  return { count: shape.length === 1 ? 1 : shape[0], length };
}

/**
 * The rows of two arguments of one shape and dtype. They count as a {@link Row} if both are.
 * @throws {@link ShapeError}; {@link DTypeError}
 */
export function pairOfRows(
  where: string,
  [nameOfA, a]: [name: string, x: TensorLike],
  [nameOfB, b]: [name: string, x: TensorLike],
): [Rows, Rows] {
  const left = rowsOf(where, nameOfA, a, b);
  const right = rowsOf(where, nameOfB, b, left.of);
  checkSameShape(where, [nameOfA, left.of], [nameOfB, right.of]);
  checkSameDtype(where, [nameOfB, right.of], [nameOfA, left.of]);
  return [{ ...left, isRow: left.isRow && right.isRow }, right];
}

/** The result of a function from rows to rows: an array for a {@link Row}, else a tensor of the same shape and dtype. */
export function mapRows(rows: Rows, f: (i: number, out: Float64Array) => void): number[] | Tensor {
  const out = new Float64Array(rows.data.length);
  for (let i = 0; i < rows.count; i++) f(i, out.subarray(i * rows.length, (i + 1) * rows.length));
  return resultOf(rows, rows.of.shape, out);
}

/** The result of a function from rows to numbers: a number for a {@link Row}, else a tensor `[N]` (or `[]`). */
export function reduceRows(rows: Rows, f: (i: number) => number): number | Tensor {
  const out = Float64Array.from({ length: rows.count }, (_, i) => f(i));
  const result = resultOf(rows, rows.of.shape.slice(0, -1), out);
  return Array.isArray(result) ? result[0] : result;
}

function resultOf({ of, isRow }: Rows, shape: readonly number[], values: Float64Array): number[] | Tensor {
  const out = zeros(shape, { dtype: of.dtype });
  out.data.set(values);
  return isRow ? Array.from(out.data) : out;
}
