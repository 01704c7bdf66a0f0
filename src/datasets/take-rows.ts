import { OptionError } from '../core';
import { describe } from '../core/checks';
import { typedArrayKind } from '../core/typed-array';
import { checkDataset, type Dataset } from './dataset';
import { rowsOf } from './rows-of';

/**
 * The data set of the given rows, copied, in the given order; a row may be taken more than once. Every field that has
 * one entry a row (an array, a typed array, a tensor whose first axis are the rows) gives those of the rows; names,
 * texts, numbers and booleans stay as they are.
 *
 * @returns a data set of the same type
 * @throws {@link OptionError} that names the first row which is not in `{0, …, N − 1}`, or a field that is neither
 * @example
 * datasets.takeRows(datasets.iris(), [0, 50, 100]).labels // Int32Array [0, 1, 2]
 */
export function takeRows<D extends Dataset>(dataset: D, rows: ArrayLike<number>): D {
  checkDataset('takeRows', dataset);
  if (!Array.isArray(rows) && !typedArrayKind(rows)) {
    throw new OptionError(`takeRows: rows should be an array of row numbers, got ${describe(rows)}`);
  }
  const count = dataset.labels.length;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (Number.isInteger(row) && row >= 0 && row < count) continue;
    throw new OptionError(
      `takeRows: rows[${i}] should be an integer of {0, …, ${count - 1}}, got ${describe(row)}`,
    );
  }
  return rowsOf('takeRows', dataset, rows);
}
