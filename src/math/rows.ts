import { formatShape, isTensor, ShapeError, zeros, type Tensor } from '../core';
import { checkSameDtype, describe } from '../core/checks';
import { isFloat64 } from '../core/typed-array';

/** One row of numbers. */
export type Row = readonly number[] | Float64Array;

/** N rows of K ≥ 1 numbers. */
export interface RowSizes {
  readonly count: number;
  readonly length: number;
}

/** What the row-wise functions compute on: rows one after the other. */
export interface Rows extends RowSizes {
  readonly data: Float64Array;
  row(i: number): Float64Array;
}

/**
 * The rows (last axis) of an array of K numbers or of a tensor `[K]` or `[N, K]`, in float64.
 *
 * @throws {@link ShapeError} for anything else, an empty row included
 */
export function rowsOf(where: string, name: string, x: Row | Tensor): Rows {
  const data = isTensor(x) ? x.data : numbersOf(where, name, x);
  const { count, length } = rowSizes(where, name, x);
  const float64 = isFloat64(data) ? data : Float64Array.from(data);
  return { data: float64, count, length, row: (i) => float64.subarray(i * length, (i + 1) * length) };
}

/** How many rows {@link rowsOf} gives, and how long; throws as it does. */
export function rowSizes(where: string, name: string, x: Row | Tensor): RowSizes {
  const shape = isTensor(x) ? x.shape : [x.length];
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

/** Throws a {@link ShapeError} unless both are rows of one length, or tensors of one shape and dtype. */
export function checkPair(where: string, a: [string, Row | Tensor], b: [string, Row | Tensor]): void {
  const [left, right] = [shapeText(a[1]), shapeText(b[1])];
  if (left !== right) throw new ShapeError(`${where}: ${a[0]} has shape ${left}, but ${b[0]} has ${right}`);
  if (isTensor(a[1]) !== isTensor(b[1])) {
    throw new ShapeError(`${where}: ${a[0]} and ${b[0]} should both be arrays or both be tensors`);
  }
  if (isTensor(a[1]) && isTensor(b[1])) checkSameDtype(where, a[1], b[1]);
}

/** The result of a function from rows to rows: an array for an array, a tensor like `x` for a tensor. */
export function mapRows(
  x: Row | Tensor,
  rows: Rows,
  f: (i: number, out: Float64Array) => void,
): number[] | Tensor {
  const out = new Float64Array(rows.data.length);
  for (let i = 0; i < rows.count; i++) f(i, out.subarray(i * rows.length, (i + 1) * rows.length));
  return isTensor(x) ? like(x, x.shape, out) : Array.from(out);
}

/** The result of a function from rows to numbers: a number for an array, a tensor `[N]` (or `[]`) for a tensor. */
export function reduceRows(x: Row | Tensor, rows: Rows, f: (i: number) => number): number | Tensor {
  const out = Float64Array.from({ length: rows.count }, (_, i) => f(i));
  return isTensor(x) ? like(x, x.shape.slice(0, -1), out) : out[0];
}

function like(x: Tensor, shape: readonly number[], values: Float64Array): Tensor {
  const out = zeros(shape, x.dtype);
  out.data.set(values);
  return out;
}

function numbersOf(where: string, name: string, x: Row): Float64Array {
  if (isFloat64(x)) return x;
  if (!Array.isArray(x)) {
    throw new ShapeError(`${where}: ${name} should be an array of numbers or a tensor, got ${describe(x)}`);
  }
  const wrong = x.findIndex((value) => typeof value !== 'number'); // a hole is undefined
  if (wrong >= 0) {
    throw new ShapeError(
      `${where}: ${name}[${wrong}] should be a number, got ${describe(x[wrong])}; use tensor(…) for a matrix`,
    );
  }
  return Float64Array.from(x as readonly number[]);
}

function shapeText(x: Row | Tensor): string {
  return formatShape(isTensor(x) ? x.shape : [x?.length]);
}
