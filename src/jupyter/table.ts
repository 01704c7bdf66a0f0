import { isTensor, OptionError, ShapeError, float32Memory, type Displayable, type Tensor } from '../core';
import { checkOptions, describe } from '../core/checks';
import { displayTable, type TableContent, type TableOptions } from '../core/display-table';
import { formatFloat32, formatNumber } from '../core/format-number';
import { isFrame, type Frame } from '../core/frame';
import { isFloat32, typedArrayKind } from '../core/typed-array';

/** Columns by name: plain or typed arrays of one length, of any values, or tensors `[N]`. */
export type Columns = Record<string, ArrayLike<unknown> | Tensor>;

/**
 * A table of columns (typed arrays and tensors too), of records, or of a Danfo data frame; show it, or leave it as the
 * last expression of a cell. Dates are written in ISO and UTC, nested values as JSON, numbers of float32 arrays by no
 * more digits than they have.
 *
 * @throws {@link ShapeError} if the columns are no arrays or have different lengths, or a record is no object
 * @throws {@link OptionError} for an unknown option, or one out of range
 * @example
 * table({ logit: [-1, 0, 1], probability: math.sigmoid([-1, 0, 1]) })
 */
export function table(source: Columns | readonly object[] | Frame, options: TableOptions = {}): Displayable {
  checkOptions('table', options, ['caption', 'digits', 'maxRows', 'maxColumns']);
  checkCount('digits', options.digits, 1, 17);
  checkCount('maxRows', options.maxRows, 0, Infinity);
  checkCount('maxColumns', options.maxColumns, 1, Infinity);
  return displayTable(contentOf(source), options);
}

function contentOf(source: Columns | readonly object[] | Frame): TableContent {
  if (isFrame(source)) return ofFrame(source);
  if (Array.isArray(source)) return ofRecords(source as readonly object[]);
  if (typeof source === 'object' && source !== null && !typedArrayKind(source)) {
    return ofColumns(source as Columns);
  }
  throw new ShapeError(`table: expected columns by name, records or a data frame, got ${describe(source)}`);
}

function ofFrame(frame: Frame): TableContent {
  const rows = frame.values.map((row, i) => [
    frame.index[i],
    ...(Array.isArray(row) ? (row as unknown[]) : [row]),
  ]);
  return { names: ['', ...frame.columns.map(String)], rows };
}

function ofRecords(records: readonly object[]): TableContent {
  const odd = records.findIndex((record) => typeof record !== 'object' || record === null);
  if (odd >= 0)
    throw new ShapeError(`table: records[${odd}] should be an object, got ${describe(records[odd])}`);
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  // A column may be named like something that every object inherits, e.g. 'constructor'.
  const cellOf = (record: object, name: string): unknown =>
    Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
  return { names, rows: records.map((record) => names.map((name) => cellOf(record, name))) };
}

function ofColumns(columns: Columns): TableContent {
  const names = Object.keys(columns);
  const lists = names.map((name) => listOf(name, columns[name]));
  const length = lists.length === 0 ? 0 : lists[0].length;
  const other = lists.findIndex((list) => list.length !== length);
  if (other >= 0) {
    throw new ShapeError(
      `table: column '${names[0]}' has ${length} rows, but '${names[other]}' has ${lists[other].length}`,
    );
  }
  return {
    names,
    rows: Array.from({ length }, (_, i) => lists.map((list) => list[i])),
    formats: lists.map((list) => (isFloat32(list) ? formatFloat32 : formatNumber)),
  };
}

function listOf(name: string, column: ArrayLike<unknown> | Tensor): ArrayLike<unknown> {
  if (isTensor(column) && column.shape.length === 1) return column.data;
  if (!Array.isArray(column) && !typedArrayKind(column)) {
    throw new ShapeError(
      `table: column '${name}' should be an array or a tensor [N], got ${describe(column)}`,
    );
  }
  float32Memory().check('table', column);
  return column as ArrayLike<unknown>;
}

function checkCount(name: string, value: number | undefined, low: number, high: number): void {
  if (value === undefined || (value === Infinity && high === Infinity)) return;
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new OptionError(
    `table: ${name} should be an integer ${high === Infinity ? `≥ ${low}` : `of ${low} … ${high}`}, got ${describe(value)}`,
  );
}
