import { tensor, type Tensor } from '../core';
import { badLine, readLines } from './read-lines';

/** Abalones are male, female or infants. */
const SEXES = ['M', 'F', 'I'];
const CLASSES = ['negative', 'positive'];

export interface KeelRows {
  /** `[N, D]`, float64. */
  readonly features: Tensor;
  readonly featureNames: string[];
  readonly labels: Int32Array;
}

/**
 * Lines of numbers and a class; the column `sex` becomes one of 0 and 1 for each of {@link SEXES}.
 * @throws {@link DatasetError} that names the line which has another form
 */
export function readKeel(name: string, bytes: Uint8Array, columns: readonly string[]): KeelRows {
  const rows = readLines(name, bytes).map((line, i) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const numbers = cells.slice(0, -1).flatMap((cell, k) => {
      if (columns[k] !== 'sex') return cell === '' ? [NaN] : [Number(cell)];
      return SEXES.includes(cell) ? SEXES.map((sex) => Number(sex === cell)) : [NaN];
    });
    const label = CLASSES.indexOf(cells[cells.length - 1]);
    if (cells.length === columns.length + 1 && label >= 0 && numbers.every(Number.isFinite)) {
      return { numbers, label };
    }
    throw badLine(name, i, `${columns.length} numbers and ${CLASSES.join(' or ')}`, line);
  });
  const featureNames = columns.flatMap((column) =>
    column === 'sex' ? SEXES.map((sex) => `sex ${sex}`) : [column],
  );
  return {
    features: tensor(Float64Array.from(rows.flatMap(({ numbers }) => numbers)), {
      shape: [rows.length, featureNames.length],
    }),
    featureNames,
    labels: Int32Array.from(rows, ({ label }) => label),
  };
}
