import { jupyterDisplay, ShapeError, type Displayable } from '../core';
import { escapeHtml } from '../core/escape-html';
import { formatNumber } from '../core/format-number';

export type Cell = string | number | boolean | null | undefined;

/** The part of a Danfo data frame or series that a table shows. */
export interface Frame {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
  readonly index: readonly (string | number)[];
}

/** Columns by name: plain or typed arrays of one length. */
export type Columns = Record<string, ArrayLike<Cell>>;

export interface TableOptions {
  /** A line above the table. */
  caption?: string;
  /** Significant digits of a number that is not an integer; 4 by default. */
  digits?: number;
  /** Rows beyond this number are counted, not shown; 50 by default. */
  maxRows?: number;
}

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
  const { names, rows } = isFrame(source)
    ? ofFrame(source)
    : Array.isArray(source)
      ? ofRecords(source)
      : ofColumns(source as Columns);
  const { caption, digits = 4, maxRows = 50 } = options;
  const drawn: Drawn = {
    names,
    cells: rows.slice(0, maxRows).map((row) => row.map((cell) => formatCell(cell, digits))),
    numeric: names.map((_, j) => rows.every((row) => row[j] === '' || typeof row[j] !== 'string')),
    caption,
    rest: rows.length > maxRows ? `… ${rows.length - maxRows} more rows` : undefined,
  };
  return { [jupyterDisplay]: () => ({ 'text/html': toHtml(drawn), 'text/plain': toText(drawn) }) };
}

/** A table as text, before it is laid out. */
interface Drawn {
  names: string[];
  cells: string[][];
  /** Columns of numbers stand to the right. */
  numeric: boolean[];
  caption?: string;
  rest?: string;
}

/** Whether a value looks like a Danfo data frame or series. */
export function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) return false;
  const { columns, values, index } = value as Partial<Frame>;
  return '$data' in value && Array.isArray(columns) && Array.isArray(values) && Array.isArray(index);
}

interface Content {
  names: string[];
  rows: Cell[][];
}

function ofFrame(frame: Frame): Content {
  const rows = frame.values.map((row, i) => [
    frame.index[i],
    ...((Array.isArray(row) ? row : [row]) as Cell[]),
  ]);
  return { names: ['', ...frame.columns], rows };
}

function ofRecords(records: readonly Record<string, Cell>[]): Content {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { names, rows: records.map((record) => names.map((name) => record[name])) };
}

function ofColumns(columns: Columns): Content {
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

function formatCell(cell: Cell, digits: number): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? formatNumber(cell, digits) : String(cell);
}

function toHtml({ names, cells, numeric, caption, rest }: Drawn): string {
  const align = (j: number): string => ` style="text-align:${numeric[j] ? 'right' : 'left'}"`;
  const line = (tag: string, row: string[]): string =>
    `<tr>${row.map((cell, j) => `<${tag}${align(j)}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const note = (text: string | undefined, tag: string): string =>
    text ? `<${tag}>${escapeHtml(text)}</${tag}>` : '';
  const head = `<thead>${line('th', names)}</thead>`;
  const body = `<tbody>${cells.map((row) => line('td', row)).join('')}</tbody>`;
  return `<table>${note(caption, 'caption')}${head}${body}</table>${note(rest, 'p')}`;
}

function toText({ names, cells, numeric, caption, rest }: Drawn): string {
  const widths = names.map((name, j) => Math.max(name.length, ...cells.map((row) => row[j].length)));
  const line = (row: string[]): string =>
    row
      .map((cell, j) => (numeric[j] ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
      .join('  ')
      .trimEnd();
  return [caption, line(names), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line), rest]
    .filter((text) => text !== undefined)
    .join('\n');
}
