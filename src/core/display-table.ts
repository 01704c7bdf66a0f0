import { cellText } from './cell-text';
import { jupyterDisplay, type Displayable } from './display';
import { escapeHtml } from './escape-html';
import { formatNumber } from './format-number';
import { tellApart } from './tell-apart';
import { textColumns } from './text-width';

export interface TableOptions {
  /** A line above the table. */
  caption?: string;
  /**
   * Significant digits of a number that is not an integer; 4 by default. There are more where different numbers of
   * a column would else look alike, or more stand before the point.
   */
  digits?: number;
  /** Rows beyond this number are counted, not shown; 50 by default. */
  maxRows?: number;
  /** Columns beyond this number are counted, not shown; 50 by default. */
  maxColumns?: number;
}

/** Names of the columns, and rows of cells. */
export interface TableContent {
  names: readonly string[];
  rows: readonly (readonly unknown[])[];
  /** How the numbers of a column are written, where not by {@link formatNumber}. */
  formats?: readonly (typeof formatNumber)[];
}

/** What shows itself as a table: HTML in a notebook, aligned text elsewhere. */
export function displayTable(
  { names, rows, formats }: TableContent,
  options: TableOptions = {},
): Displayable {
  const { caption, digits = 4, maxRows = 50, maxColumns = 50 } = options;
  const shown = rows.slice(0, maxRows);
  const columns = names.slice(0, maxColumns).map((name, j): Column => {
    const values = shown.map((row) => row[j]);
    return {
      name: cellText(name),
      cells: columnTexts(values, digits, formats?.[j]),
      numeric: !values.some(isText),
    };
  });
  const hidden = [count(rows.length - shown.length, 'row'), count(names.length - columns.length, 'column')];
  const rest = hidden.filter(Boolean).join(', ');
  const note = rest !== '' ? `… ${rest}` : rows.length === 0 ? 'no rows' : undefined;
  const drawn: Drawn = { columns, length: shown.length, caption, note };
  return { [jupyterDisplay]: () => ({ 'text/html': toHtml(drawn), 'text/plain': toText(drawn) }) };
}

/** A table as text, before it is laid out. */
interface Drawn {
  columns: Column[];
  length: number;
  caption?: string;
  note?: string;
}

interface Column {
  name: string;
  cells: string[];
  /** Numbers stand to the right. */
  numeric: boolean;
}

function columnTexts(values: readonly unknown[], digits: number, format = formatNumber): string[] {
  const numbers = values.filter((value): value is number => typeof value === 'number');
  const texts = tellApart(numbers, digits, format);
  let next = 0;
  return values.map((value) => (typeof value === 'number' ? texts[next++] : cellText(value)));
}

function isText(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);
}

function count(hidden: number, what: string): string | undefined {
  return hidden > 0 ? `${hidden} more ${what}s` : undefined;
}

function toHtml({ columns, length, caption, note }: Drawn): string {
  const line = (tag: string, textOf: (column: Column) => string): string => {
    const cells = columns.map(
      (column) =>
        `<${tag} style="text-align:${column.numeric ? 'right' : 'left'}">${escapeHtml(textOf(column))}</${tag}>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  };
  const around = (text: string | undefined, tag: string): string =>
    text ? `<${tag}>${escapeHtml(text)}</${tag}>` : '';
  const body = Array.from({ length }, (_, i) => line('td', ({ cells }) => cells[i])).join('');
  return `<table>${around(caption, 'caption')}<thead>${line('th', ({ name }) => name)}</thead><tbody>${body}</tbody></table>${around(note, 'p')}`;
}

function toText({ columns, length, caption, note }: Drawn): string {
  const widths = columns.map(({ name, cells }) =>
    [name, ...cells].reduce((most, text) => Math.max(most, textColumns(text)), 0),
  );
  const line = (textOf: (column: Column, j: number) => string): string =>
    columns
      .map((column, j) => {
        const text = textOf(column, j);
        const padding = ' '.repeat(widths[j] - textColumns(text));
        return column.numeric ? padding + text : text + padding;
      })
      .join('  ')
      .trimEnd();
  const body = Array.from({ length }, (_, i) => line(({ cells }) => cells[i]));
  return [caption, line(({ name }) => name), line((_, j) => '─'.repeat(widths[j])), ...body, note]
    .filter((text) => text !== undefined)
    .join('\n');
}
