import { LabelError, OptionError, type Rng } from '../core';
import { checkBoolean, checkOptions, describe } from '../core/checks';
import { checkDataset, type Dataset } from './dataset';
import { rowsOf } from './rows-of';

export interface SplitOptions {
  rng: Rng;
  /**
   * Share of the rows for the test part, below 1 (rounded to whole rows), or their number; by default 0.25, or no test
   * part where there is one for validation.
   */
  test?: number;
  /** Likewise for a validation part; by default there is none. */
  validation?: number;
  /** Whether each class gets its share of every part, by largest remainders; by default false. */
  stratify?: boolean;
}

/** The parts of a {@link split}, each of the type of the whole. */
export interface Split<D extends Dataset = Dataset> {
  readonly train: D;
  readonly test: D;
}

type Held = 'test' | 'validation';

/**
 * Splits the rows at random into a training part and those that are held out, all in random order. Fields beyond those
 * of a {@link Dataset} go with the rows as {@link takeRows} says.
 *
 * @returns `train`, and `test` or `validation` or both, each of the type of `dataset`
 * @throws {@link OptionError} for an unknown option, if a part would be empty, or for a field that cannot be split;
 * {@link LabelError} for a label that is no class, when stratified
 * @example
 * const { train, test } = datasets.split(datasets.iris(), { rng: rng(1), test: 0.2, stratify: true });
 * // of MNIST, which has a test part:
 * const digits = datasets.split((await datasets.mnist()).train, { rng: rng(1), validation: 5000 });
 * digits.train.labels.length // 55000
 */
export function split<D extends Dataset>(
  dataset: D,
  options: SplitOptions & { validation?: undefined },
): Split<D>;
export function split<D extends Dataset>(
  dataset: D,
  options: SplitOptions & { validation: number; test?: undefined },
): { readonly train: D; readonly validation: D };
export function split<D extends Dataset>(
  dataset: D,
  options: SplitOptions & { validation: number; test: number },
): Split<D> & { readonly validation: D };
export function split<D extends Dataset>(
  dataset: D,
  options: SplitOptions,
): { readonly train: D; readonly test?: D; readonly validation?: D };
export function split<D extends Dataset>(dataset: D, options: SplitOptions): object {
  checkDataset('split', dataset);
  checkOptions('split', options, ['rng', 'test', 'validation', 'stratify']);
  const { rng, validation, test = validation === undefined ? 0.25 : undefined, stratify = false } = options;
  if (typeof rng?.permutation !== 'function') {
    throw new OptionError(`split: rng should be a generator made by rng(seed), got ${describe(rng)}`);
  }
  checkBoolean('split', 'stratify', stratify);
  const { labels, classNames } = dataset;
  let left = labels.length;
  // Without strata all rows are of one class.
  const classOf = stratify ? (row: number) => labels[row] : () => 0;
  const counts = stratify ? countsOf(labels, classNames.length) : Int32Array.of(labels.length);
  const held: { name: Held; quota: Int32Array; rows: number[] }[] = [];
  for (const [name, asked] of Object.entries({ test, validation }) as [Held, number | undefined][]) {
    if (asked === undefined) continue;
    const size = sizeOf(name, asked, labels.length, left);
    const quota = shares(counts, size);
    quota.forEach((share, k) => (counts[k] -= share));
    left -= size;
    held.push({ name, quota, rows: [] });
  }
  const train: number[] = [];
  for (const row of rng.permutation(labels.length)) {
    const part = held.find(({ quota }) => quota[classOf(row)] > 0);
    if (part) part.quota[classOf(row)]--;
    (part?.rows ?? train).push(row);
  }
  const parts = [{ name: 'train', rows: train }, ...held];
  return Object.fromEntries(parts.map(({ name, rows }) => [name, rowsOf('split', dataset, rows)]));
}

/** Rows of a part that is held out, of the `left` ones; one at least stays. */
function sizeOf(name: Held, asked: number, rows: number, left: number): number {
  const size = asked < 1 ? Math.round(asked * rows) : asked;
  if (Number.isInteger(size) && size > 0 && size < left) return size;
  throw new OptionError(
    `split: ${name} should be a share below 1 or a number of rows, and leave every part some of the ${rows} ` +
      `rows; got ${describe(asked)}`,
  );
}

function countsOf(labels: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  labels.forEach((label, i) => {
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new LabelError(
        `split: labels[${i}] should be a class of {0, …, ${classes - 1}}, got ${describe(label)}`,
      );
    }
    counts[label]++;
  });
  return counts;
}

/** How many of `size` rows fall to each class in proportion; the leftover rows go to the largest remainders. */
function shares(counts: Int32Array, size: number): Int32Array {
  const rows = counts.reduce((sum, n) => sum + n, 0);
  // In whole numbers: counts · size = rows · share + remainder, without rounding.
  const share = counts.map((count) => Math.floor((count * size) / rows));
  const remainder = Array.from(counts, (count, k) => count * size - share[k] * rows);
  const leftover = size - share.reduce((sum, n) => sum + n, 0);
  const order = [...share.keys()].sort((a, b) => remainder[b] - remainder[a] || a - b);
  for (const k of order.slice(0, leftover)) share[k]++;
  return share;
}
