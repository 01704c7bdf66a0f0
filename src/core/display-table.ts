import { jupyterDisplay, type Displayable } from './display';
import { escapeHtml } from './escape-html';
import { formatNumber } from './format-number';

export type Cell = string | number | boolean | null | undefined;

export interface TableOptions {
  /** A line above the table. */
  caption?: string;
  /** Significant digits of a number that is not an integer; 4 by default. */
  digits?: number;
  /** Rows beyond this number are counted, not shown; 50 by default. */
  maxRows?: number;
}

/** Names of the columns, and rows of cells. */
export interface TableContent {
  names: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** What shows itself as a table: HTML in a notebook, aligned text elsewhere. */
export function displayTable({ names, rows }: TableContent, options: TableOptions = {}): Displayable {
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
  names: readonly string[];
  cells: string[][];
  /** Columns of numbers stand to the right. */
  numeric: boolean[];
  caption?: string;
  rest?: string;
}

function formatCell(cell: Cell, digits: number): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'number' ? formatNumber(cell, digits) : String(cell);
}

function toHtml({ names, cells, numeric, caption, rest }: Drawn): string {
  const align = (j: number): string => ` style="text-align:${numeric[j] ? 'right' : 'left'}"`;
  const line = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell, j) => `<${tag}${align(j)}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const note = (text: string | undefined, tag: string): string =>
    text ? `<${tag}>${escapeHtml(text)}</${tag}>` : '';
  const head = `<thead>${line('th', names)}</thead>`;
  const body = `<tbody>${cells.map((row) => line('td', row)).join('')}</tbody>`;
  return `<table>${note(caption, 'caption')}${head}${body}</table>${note(rest, 'p')}`;
}

function toText({ names, cells, numeric, caption, rest }: Drawn): string {
  const widths = names.map((name, j) => Math.max(name.length, ...cells.map((row) => row[j].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, j) => (numeric[j] ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
      .join('  ')
      .trimEnd();
  return [caption, line(names), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line), rest]
    .filter((text) => text !== undefined)
    .join('\n');
}
