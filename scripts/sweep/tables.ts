import { join } from 'node:path';
import { importScript } from '../lib/import-script';
import { writeWhole } from '../lib/temporary';
import { formatCsv } from './csv';
import { textOf } from './plan';
import { estimate } from './statistics';
import type { Result } from './store';

/** A column of a table: numbers (NaN and infinities too), truth values, or texts; null where there is nothing. */
interface Column {
  name: string;
  data: (number | boolean | string | null)[];
  type: 'DOUBLE' | 'BOOLEAN' | 'STRING';
}

/** Parameters over which means are taken. */
const isSeed = (name: string): boolean => /seed$/i.test(name);

/** Writes `results.csv`, `results.parquet` and `summary.csv` into `out`. */
export async function writeTables(out: string, results: readonly Result[]): Promise<void> {
  const table = tidyTable(results);
  const { parquet } = await importScript<{ parquet: (columns: Column[]) => ArrayBuffer }>(
    'sweep/parquet.mjs',
  );
  writeWhole(join(out, 'results.csv'), csvOf(table));
  writeWhole(join(out, 'results.parquet'), Buffer.from(parquet(table)));
  writeWhole(join(out, 'summary.csv'), csvOf(summaryTable(results)));
}

/** A line for every value of every run: parameters, the run's folder, the cell, what the value is, it, whether a claim holds. */
export function tidyTable(results: readonly Result[]): Column[] {
  const rows = valuesOf(results);
  const names = [...new Set(results.flatMap(({ parameters }) => Object.keys(parameters)))];
  return [
    ...names.map((name) => column(name, rows.map(({ result }) => result.parameters[name]))), // prettier-ignore
    { name: 'run', data: rows.map(({ result }) => result.key.slice(0, 16)), type: 'STRING' },
    { name: 'cell', data: rows.map(({ cell }) => cell), type: 'DOUBLE' },
    { name: 'quantity', data: rows.map(({ quantity }) => quantity), type: 'STRING' },
    { name: 'value', data: rows.map(({ value }) => value), type: 'DOUBLE' },
    { name: 'holds', data: rows.map(({ holds }) => holds), type: 'BOOLEAN' },
  ];
}

/** For each combination of the other parameters and each quantity, what the values over seeds tell of it. */
export function summaryTable(results: readonly Result[]): Column[] {
  const rows = valuesOf(results);
  const names = [...new Set(results.flatMap(({ parameters }) => Object.keys(parameters)))];
  const others = names.filter((name) => !isSeed(name));
  const groups = new Map<string, typeof rows>();
  for (const row of rows) {
    const { result, cell, quantity } = row;
    const group = JSON.stringify([others.map((name) => result.parameters[name] ?? null), cell, quantity]);
    if (!groups.get(group)?.push(row)) groups.set(group, [row]);
  }
  const lines = [...groups.values()].map((group) => ({
    ...group[0],
    ...estimate(group.map(({ value }) => value)),
    held: group.filter(({ holds }) => holds).length,
  }));
  const numbers = (name: string, of: (line: (typeof lines)[number]) => number): Column => ({
    name,
    data: lines.map(of),
    type: 'DOUBLE',
  });
  return [
    ...others.map((name) => column(name, lines.map(({ result }) => result.parameters[name]))), // prettier-ignore
    numbers('cell', ({ cell }) => cell),
    { name: 'quantity', data: lines.map(({ quantity }) => quantity), type: 'STRING' },
    numbers('runs', ({ count }) => count),
    numbers('mean', ({ mean }) => mean),
    numbers('sd', ({ deviation }) => deviation),
    numbers('low95', ({ mean, halfWidth }) => mean - halfWidth),
    numbers('high95', ({ mean, halfWidth }) => mean + halfWidth),
    numbers('held', ({ held }) => held),
  ];
}

interface Row {
  result: Result;
  cell: number;
  quantity: string;
  value: number;
  holds: boolean;
}

function valuesOf(results: readonly Result[]): Row[] {
  return results.flatMap((result) =>
    result.claims.map(({ text, value, holds, cell }) => ({
      result,
      cell,
      quantity: text,
      value: Number(value), // 'NaN', true
      holds,
    })),
  );
}

function column(name: string, values: readonly unknown[]): Column {
  const given = values.filter((value) => value !== undefined);
  // JSON spells a parameter of NaN as a text.
  const isNumeric = given.every((value) => typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(value as string)); // prettier-ignore
  const isTruth = given.every((value) => typeof value === 'boolean');
  const type = isNumeric ? 'DOUBLE' : isTruth ? 'BOOLEAN' : 'STRING';
  const cellOf = (value: unknown): number | boolean | string =>
    isNumeric ? Number(value) : isTruth ? (value as boolean) : textOf(value);
  return { name, type, data: values.map((value) => (value === undefined ? null : cellOf(value))) };
}

function csvOf(columns: readonly Column[]): string {
  const [{ data }] = columns;
  const rows = data.map((_, i) => columns.map((column) => String(column.data[i] ?? '')));
  return formatCsv([columns.map(({ name }) => name), ...rows]);
}
