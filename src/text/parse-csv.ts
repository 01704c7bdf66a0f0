import { OptionError } from '../core';
import { describe } from '../core/checks';

/**
 * The fields of each line of a CSV text that is not empty, by RFC 4180: a quoted field may hold commas, quotes (twice)
 * and ends of lines. Other fields come without the spaces around them; a byte-order mark is left out.
 *
 * @throws {@link OptionError} if it is no text
 * @example
 * text.parseCsv('loss,seed\n"focal, γ = 2",1\n') // [['loss', 'seed'], ['focal, γ = 2', '1']]
 */
export function parseCsv(csv: string): string[][] {
  if (typeof csv !== 'string') throw new OptionError(`parseCsv: csv should be a text, got ${describe(csv)}`);
  const rows: string[][] = [[]];
  const fields = csv.replace(/^\uFEFF/, '').matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g);
  for (const [, field, end] of fields) {
    rows[rows.length - 1].push(field.startsWith('"') ? field.slice(1, -1).replace(/""/g, '"') : field.trim());
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.some((field) => field !== ''));
}
