import { zeros, type FloatArray, type RowGradient, type Tensor } from '../core';

/** Gradients of some rows of a parameter, summed in float64. */
export interface TouchedRows {
  /** Adds `factor` times a row, which begins there in `values`, to row number `row`. */
  add(row: number, factor: number, values: FloatArray, from: number): void;
  result(): RowGradient;
}

/** @param touched - the rows that may be touched */
export function touchedRows({ shape, dtype }: Tensor, touched: ReadonlySet<number>): TouchedRows {
  const rows = Int32Array.from(touched).sort();
  const places = new Map<number, number>();
  rows.forEach((row, place) => places.set(row, place));
  const width = shape.length > 1 ? shape[1] : 1;
  const sums = new Float64Array(rows.length * width);
  return {
    add(row, factor, values, from) {
      const start = (places.get(row) as number) * width;
      for (let d = 0; d < width; d++) sums[start + d] += factor * values[from + d];
    },
    result() {
      const values = zeros([rows.length, ...shape.slice(1)], { dtype });
      values.data.set(sums);
      return { rows, values };
    },
  };
}
