import { ShapeError, type Displayable } from '../core';
import { displayTable, type Cell, type TableContent, type TableOptions } from '../core/display-table';

/** The part of a Danfo data frame or series that a table shows. */
export interface Frame {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
  readonly index: readonly (string | number)[];
}

/** Columns by name: plain or typed arrays of one length. */
export type Columns = Record<string, ArrayLike<Cell>>;

/**
 * A table of columns (typed arrays too), of records, or of a Danfo data frame; show it, or leave it as the
 * last expression of a cell.
 *
 * @throws {@link ShapeError} if the columns have different lengths
 * @example
 * table({ logit: [-1, 0, 1], probability: math.sigmoid([-1, 0, 1]) })
 */
export function table(
  source: Columns | readonly Record<string, Cell>[] | Frame,
  options: TableOptions = {},
): Displayable {
  const content = isFrame(source)
    ? ofFrame(source)
    : Array.isArray(source)
      ? ofRecords(source)
      : ofColumns(source as Columns);
  return displayTable(content, options);
}

/** Whether a value looks like a Danfo data frame or series. */
export function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) return false;
  const { columns, values, index } = value as Partial<Frame>;
  return '$data' in value && Array.isArray(columns) && Array.isArray(values) && Array.isArray(index);
}

function ofFrame(frame: Frame): TableContent {
  const rows = frame.values.map((row, i) => [
    frame.index[i],
    ...((Array.isArray(row) ? row : [row]) as Cell[]),
  ]);
  return { names: ['', ...frame.columns], rows };
}

function ofRecords(records: readonly Record<string, Cell>[]): TableContent {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { names, rows: records.map((record) => names.map((name) => record[name])) };
}

function ofColumns(columns: Columns): TableContent {
  const names = Object.keys(columns);
  const length = names.length === 0 ? 0 : columns[names[0]].length;
  const other = names.find((name) => columns[name].length !== length);
  if (other !== undefined) {
    throw new ShapeError(
      `table: column '${names[0]}' has ${length} rows, but '${other}' has ${columns[other].length}`,
    );
  }
  return { names, rows: Array.from({ length }, (_, i) => names.map((name) => columns[name][i])) };
}
