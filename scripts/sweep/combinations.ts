import { readFileSync } from 'node:fs';
import { text } from 'softmax-lab';
import { UsageError } from '../lib/command';

/** Values of parameters by name, as they were given. */
export type Combination = ReadonlyMap<string, string>;

/** More would take all memory before a question could be asked. */
const MOST_VALUES = 10_000_000;

/**
 * `seed=1..20` and `learningRate=0.01,0.1,1`, as values by name.
 * @throws {@link UsageError} if one is not of that form or empty, or a name comes twice
 */
export function parseOver(given: readonly string[]): Map<string, string[]> {
  const axes = new Map<string, string[]>();
  for (const axis of given) {
    const at = axis.indexOf('=');
    if (at < 1) throw new UsageError(`--over takes name=values, got '${axis}'`);
    const name = axis.slice(0, at);
    if (axes.has(name)) throw new UsageError(`--over ${name} is given twice`);
    axes.set(name, valuesIn(name, axis.slice(at + 1)));
  }
  return axes;
}

function valuesIn(name: string, text: string): string[] {
  const [, first, last] = /^(-?\d{1,15})\.\.(-?\d{1,15})$/.exec(text) ?? [];
  if (first === undefined) {
    const values = splitList(text);
    if (values.some((value) => value === ''))
      throw new UsageError(
        `--over ${name} has ${text === '' ? 'no values' : 'an empty value'}: '${axis(name, text)}'`,
      );
    return values;
  }
  const [low, high] = [Number(first), Number(last)];
  if (high < low) throw new UsageError(`--over ${name}: ${text} has no values; write ${high}..${low}`);
  if (high - low >= MOST_VALUES)
    throw new UsageError(`--over ${name}: ${text} has more than ${MOST_VALUES} values`);
  return Array.from({ length: high - low + 1 }, (_, i) => String(low + i));
}

const axis = (name: string, text: string): string => `${name}=${text}`;

/** At commas, but for those in brackets, braces and strings of JSON. */
function splitList(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^]/g)) {
    if (token === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop()}${token}`);
    if (token === '[' || token === '{') depth++;
    if (token === ']' || token === '}') depth--;
  }
  return parts.map((part) => part.trim());
}

/**
 * The lines of a table, whose first names the parameters; an empty field leaves the notebook's own value.
 * @throws {@link UsageError} if there is no such table
 */
export function readTable(path: string): Combination[] {
  let csv: string;
  try {
    csv = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--table ${path} can't be read: ${(error as Error).message}`);
  }
  const [names = [], ...rows] = text.parseCsv(csv);
  if (rows.length === 0)
    throw new UsageError(`--table ${path} has no combinations: a line of names, then a line of values each`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`--table ${path} names '${twice}' twice`);
  return rows.map((row, i) => {
    if (row.length !== names.length)
      throw new UsageError(`--table ${path}: combination ${i + 1} has ${row.length} fields, its head has ${names.length}`); // prettier-ignore
    return new Map(names.map((name, j) => [name, row[j]] as const).filter(([, value]) => value !== ''));
  });
}

export function countOf(rows: readonly Combination[], axes: ReadonlyMap<string, readonly string[]>): number {
  return [...axes.values()].reduce((count, values) => count * values.length, rows.length);
}

/** Each row with each combination of the values; those of the last name change fastest. */
export function product(
  rows: readonly Combination[],
  axes: ReadonlyMap<string, readonly string[]>,
): Combination[] {
  return [...axes].reduce<readonly Combination[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => {
        if (combination.has(name)) throw new UsageError(`--over ${name}: the table has it too`);
        return values.map((value) => new Map([...combination, [name, value]]));
      }),
    rows,
  ) as Combination[];
}
