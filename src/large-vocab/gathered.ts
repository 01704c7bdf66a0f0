import { zeros, type FloatArray } from '../core';
import { isFloat32 } from '../core/typed-array';
import { available, gatherRows } from '../wasm';

/** Rows of a matrix, one after the other. */
export function gathered(data: FloatArray, indices: Int32Array, columns: number): FloatArray {
  const dtype = isFloat32(data) ? 'float32' : 'float64';
  const rows = zeros([indices.length, columns], { dtype }).data;
  if (isFloat32(data) && available()) gatherRows(data, indices, columns, rows as Float32Array);
  else indices.forEach((k, j) => rows.set(data.subarray(k * columns, (k + 1) * columns), j * columns));
  return rows;
}
