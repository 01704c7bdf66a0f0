import type { RowGradient, Tensor } from '../core';
import { touchedRows } from '../large-vocab/touched-rows';

/**
 * The gradient of a parameter of which some rows were taken, a row maybe several times.
 *
 * @param values - `[N, W]`: the gradients of the taken rows are as many columns of it as the parameter has, from `first` on
 */
export function rowGradient(parameter: Tensor, rows: Int32Array, values: Tensor, first = 0): RowGradient {
  const sums = touchedRows(parameter, new Set(rows));
  const width = values.shape[1];
  rows.forEach((row, n) => sums.add(row, 1, values.data, n * width + first));
  return sums.result();
}
