import type { Tensor } from '../core';
import { available, columnSums as float32ColumnSums, float32Array } from '../wasm';

/** The sum of each column of a matrix, in float64, rounded once for float32: the gradient of a bias. */
export function columnSums(matrix: Tensor): Tensor {
  const [rows, columns] = matrix.shape;
  if (matrix.data instanceof Float32Array && available()) {
    const data = float32Array(columns);
    float32ColumnSums(matrix.data, rows, columns, data);
    return { data, shape: [columns], dtype: 'float32' };
  }
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) sums[k] += matrix.data[i * columns + k];
  }
  return {
    data: matrix.dtype === 'float32' ? new Float32Array(sums) : sums,
    shape: [columns],
    dtype: matrix.dtype,
  };
}
