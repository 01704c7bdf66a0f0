import { LabelError, ShapeError, formatShape, zeros } from '../core';
import type { FloatArray, RowGradient, Tensor, TensorLike } from '../core';
import { checkSameDtype, checkTensor, describe } from '../core/checks';
import { isInt32 } from '../core/typed-array';

export function isRowGradient(gradient: TensorLike | RowGradient): gradient is RowGradient {
  return typeof gradient === 'object' && gradient !== null && 'rows' in gradient && 'values' in gradient;
}

/**
 * Throws unless `rows` are rows of the parameter, each once, and `values` their gradients: a {@link LabelError} that names
 * the first bad row, a {@link ShapeError} or DTypeError.
 */
export function checkRowGradient(
  where: string,
  key: string,
  parameter: Tensor,
  { rows, values }: RowGradient,
): void {
  const name = `the gradient of '${key}'`;
  if (!isInt32(rows)) {
    throw new LabelError(`${where}: rows of ${name} should be an Int32Array, got ${describe(rows)}`);
  }
  rows.forEach((row, i) => {
    if (row > (i === 0 ? -1 : rows[i - 1]) && row < parameter.shape[0]) return;
    throw new LabelError(
      `${where}: rows[${i}] of ${name} is ${row}, expected rising integers of 0 … ${parameter.shape[0] - 1}`,
    );
  });
  checkTensor(where, `values of ${name}`, values);
  const expected = formatShape([rows.length, ...parameter.shape.slice(1)]);
  if (formatShape(values.shape) !== expected) {
    throw new ShapeError(
      `${where}: values of ${name} should have shape ${expected}, a row for each of rows; got ${formatShape(values.shape)}`,
    );
  }
  checkSameDtype(where, [name, values], [`parameter '${key}'`, parameter]);
}

/** Calls `update` with rows of some tables (each of `width` numbers), and writes back what it made of them. */
export function updateRows(
  rows: Int32Array,
  width: number,
  tables: readonly Tensor[],
  update: (parts: FloatArray[]) => void,
): void {
  const parts = tables.map(({ data, dtype }) => {
    const part = zeros([rows.length * width], { dtype }).data;
    rows.forEach((row, i) => copy(data, row * width, part, i * width, width));
    return part;
  });
  update(parts);
  tables.forEach(({ data }, t) => {
    rows.forEach((row, i) => copy(parts[t], i * width, data, row * width, width));
  });
}

/** Of a row at most some hundred numbers, for which making a subarray takes longer than the loop. */
function copy(from: FloatArray, start: number, to: FloatArray, place: number, count: number): void {
  for (let d = 0; d < count; d++) to[place + d] = from[start + d];
}
