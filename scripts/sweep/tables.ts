import { join } from 'node:path';
import { readSweep } from 'softmax-lab';
import { importScript } from '../lib/import-script';
import { writeWhole } from '../lib/temporary';
import { formatCsv, textOf } from './csv';
import type { Result } from './store';

/** A column of a table: numbers (NaN and infinities too), truth values, or texts; null where there is nothing. */
interface Column {
  name: string;
  data: (number | boolean | string | null)[];
  type: 'DOUBLE' | 'BOOLEAN' | 'STRING';
}

/** Writes `results.csv`, `results.parquet` and `summary.csv` into `out`. */
export async function writeTables(out: string, results: readonly Result[]): Promise<void> {
  const table = tidyTable(results);
  const { parquet } = await importScript<{ parquet: (columns: Column[]) => ArrayBuffer }>(
    'sweep/parquet.mjs',
  );
  writeWhole(join(out, 'results.csv'), csvOf(table));
  writeWhole(join(out, 'results.parquet'), Buffer.from(parquet(table)));
  const summary = Object.entries(readSweep(out).summary());
  writeWhole(join(out, 'summary.csv'), csvOf(summary.map(([name, data]) => ({ name, data }))));
}

/** Writes what was recorded to a file that can be committed: without what another version or cell changes. */
export function writeRecord(file: string, results: readonly Result[]): void {
  const table = tidyTable(results.map((result) => ({ ...result, claims: [] })));
  const passing = ['run', 'cell', 'kind', 'holds'];
  writeWhole(file, csvOf(table.filter(({ name }) => !passing.includes(name))));
}

/**
 * A line for every value of every run: parameters, the run's folder, the cell, whether the value is a claim's or a record's,
 * what it is, it, whether the claim holds.
 */
export function tidyTable(results: readonly Result[]): Column[] {
  const rows = results.flatMap((result) => [
    ...result.claims.map(({ text, value, holds, cell }) => ({
      ...{ result, cell, kind: 'claim', quantity: text, holds },
      value: Number(value), // 'NaN', true
    })),
    ...result.records.map(({ name, value, cell }) => ({
      ...{ result, cell, kind: 'record', quantity: name, holds: null },
      value: Number(value),
    })),
  ]);
  const names = [...new Set(results.flatMap(({ parameters }) => Object.keys(parameters)))];
  return [
    ...names.map((name) => column(name, rows.map(({ result }) => result.parameters[name]))), // prettier-ignore
    { name: 'run', data: rows.map(({ result }) => result.key.slice(0, 16)), type: 'STRING' },
    { name: 'cell', data: rows.map(({ cell }) => cell), type: 'DOUBLE' },
    { name: 'kind', data: rows.map(({ kind }) => kind), type: 'STRING' },
    { name: 'quantity', data: rows.map(({ quantity }) => quantity), type: 'STRING' },
    { name: 'value', data: rows.map(({ value }) => value), type: 'DOUBLE' },
    { name: 'holds', data: rows.map(({ holds }) => holds), type: 'BOOLEAN' },
  ];
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

function csvOf(columns: readonly Pick<Column, 'name' | 'data'>[]): string {
  const length = columns[0]?.data.length ?? 0;
  const rows = Array.from({ length }, (_, i) => columns.map((column) => String(column.data[i] ?? '')));
  return formatCsv([columns.map(({ name }) => name), ...rows]);
}
