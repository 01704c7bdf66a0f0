import { OptionError, tensor } from '../core';
import { describe } from '../core/checks';
import { checkDataset, type Dataset } from './dataset';
import { typedArrayKind } from '../core/typed-array';

/**
 * The data set of the given rows, copied, in the given order; a row may be taken more than once.
 *
 * @throws {@link OptionError} that names the first row which is not in `{0, …, N − 1}`
 */
export function takeRows(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  checkDataset('takeRows', dataset);
  if (!Array.isArray(rows) && !typedArrayKind(rows)) {
    throw new OptionError(`takeRows: rows should be an array of row numbers, got ${describe(rows)}`);
  }
  const { data, shape, dtype } = dataset.features;
  const [count, width] = shape;
  const taken =
    dtype === 'float32' ? new Float32Array(rows.length * width) : new Float64Array(rows.length * width);
  const labels = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (!(Number.isInteger(row) && row >= 0 && row < count)) {
      throw new OptionError(
        `takeRows: rows[${i}] should be an integer of {0, …, ${count - 1}}, got ${describe(row)}`,
      );
    }
    taken.set(data.subarray(row * width, (row + 1) * width), i * width);
    labels[i] = dataset.labels[row];
  }
  return { ...dataset, features: tensor(taken, { shape: [rows.length, width] }), labels };
}
