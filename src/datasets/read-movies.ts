import { tensor, type Tensor } from '../core';
import { crc32 } from '../core/crc32';
import { badLine, readLines } from './read-lines';

/** Films with what is known of them and their genres: of each any number, or none. */
export interface MoviesPart {
  readonly titles: readonly string[];
  /** `[N, D]`, float64. */
  readonly features: Tensor;
  /** `[N, K]` of 0 and 1, float64: which genres a film has. */
  readonly genres: Tensor;
  /** In dollars; NaN where it is unknown. */
  readonly budgets: Float64Array;
  /** `'PG'`, `'PG-13'`, `'R'`, `'NC-17'`, or `''` where there is none. */
  readonly mpaa: readonly string[];
}

export type PartName = 'train' | 'validation' | 'test';

/** The columns of the file, in the order that it has them. */
export const FEATURES = [
  'year',
  'length',
  'rating',
  'votes',
  ...Array.from({ length: 10 }, (_, i) => `r${i + 1}`),
];
export const GENRES = ['Action', 'Animation', 'Comedy', 'Drama', 'Documentary', 'Romance', 'Short'];
const COLUMNS = ['', 'title', 'year', 'length', 'budget', ...FEATURES.slice(2), 'mpaa', ...GENRES];

/** Of ten films one is for the test, one for validation. */
const SHARE = 10;

/**
 * Lines of a CSV file whose texts alone are quoted, and have no quotes, split by a hash of the titles: films of one title lie
 * in one part.
 * @throws {@link DatasetError} that names the line which has another form
 */
export function readMovies(name: string, bytes: Uint8Array): Record<PartName, MoviesPart> {
  const rows = readLines(name, bytes).map((line, i) => {
    const cells = (line.match(/"[^"]*"|[^",]+/g) ?? []).map((cell) => cell.replace(/^"|"$/g, ''));
    const isRow =
      cells.length === COLUMNS.length && (i === 0 ? cells.join() === COLUMNS.join() : areNumbers(cells));
    if (isRow) return cells;
    throw badLine(name, i, i === 0 ? `the columns ${COLUMNS.join()}` : `${COLUMNS.length} columns`, line);
  });
  const parts: Record<PartName, string[][]> = { train: [], validation: [], test: [] };
  for (const row of rows.slice(1)) parts[partOf(row[1])].push(row);
  return {
    train: moviesOf(parts.train),
    validation: moviesOf(parts.validation),
    test: moviesOf(parts.test),
  };
}

function areNumbers(cells: readonly string[]): boolean {
  const isRight = [...FEATURES, ...GENRES].every((column) => /^[\d.e+-]+$/.test(cellOf(cells, column)));
  return isRight && /^(NA|[\d.e+]+)$/.test(cellOf(cells, 'budget'));
}

function cellOf(cells: readonly string[], column: string): string {
  return cells[COLUMNS.indexOf(column)];
}

function partOf(title: string): PartName {
  const place = crc32(new TextEncoder().encode(title)) % SHARE;
  return place === 0 ? 'test' : place === 1 ? 'validation' : 'train';
}

function moviesOf(rows: readonly string[][]): MoviesPart {
  const numbers = (columns: readonly string[]): Tensor =>
    tensor(Float64Array.from(rows.flatMap((row) => columns.map((column) => Number(cellOf(row, column))))), {
      shape: [rows.length, columns.length],
    });
  return {
    titles: rows.map((row) => cellOf(row, 'title')),
    features: numbers(FEATURES),
    genres: numbers(GENRES),
    budgets: Float64Array.from(rows, (row) => Number(cellOf(row, 'budget'))), // Number('NA') is NaN
    mpaa: rows.map((row) => cellOf(row, 'mpaa')),
  };
}
