import { type Tensor, newTensor } from '../core';
import { available, columnSums as float32ColumnSums, float32Array } from '../wasm';
import { isFloat32 } from '../core/typed-array';

/**
 * The sums over all axes but the last, `[…, K]` → `[K]`: a bias's gradient. Summed in float64, rounded once for float32.
 */
export function columnSums(x: Tensor): Tensor {
  const columns = x.shape[x.shape.length - 1];
  const rows = x.data.length / columns;
  if (isFloat32(x.data) && available()) {
    const data = float32Array(columns);
    float32ColumnSums(x.data, rows, columns, data);
    return newTensor(data, [columns]);
  }
  const sums = new Float64Array(columns);
  const { data } = x;
  for (let i = 0, at = 0; i < rows; i++) for (let k = 0; k < columns; k++) sums[k] += data[at++];
  return newTensor(x.dtype === 'float32' ? new Float32Array(sums) : sums, [columns]);
}
