import { OptionError, type Rng } from '../core';
import { checkBoolean, checkOptions, describe } from '../core/checks';
import { takeRows } from './take-rows';
import { checkDataset, type Dataset } from './dataset';

export interface SplitOptions {
  rng: Rng;
  /** Share of the rows for the test part, below 1 (rounded to whole rows), or their number; by default 0.25. */
  test?: number;
  /** Whether each class gets its share of both parts, by largest remainders; by default false. */
  stratify?: boolean;
}

export interface Split {
  readonly train: Dataset;
  readonly test: Dataset;
}

/**
 * Splits the rows at random into a training and a test part, both in random order.
 *
 * @throws {@link OptionError} for an unknown option, or if a part would be empty
 * @example
 * const { train, test } = datasets.split(datasets.iris(), { rng: rng(1), test: 0.2, stratify: true });
 */
export function split(dataset: Dataset, options: SplitOptions): Split {
  checkDataset('split', dataset);
  checkOptions('split', options, ['rng', 'test', 'stratify']);
  const { rng, test = 0.25, stratify = false } = options;
  if (typeof rng?.permutation !== 'function') {
    throw new OptionError(`split: rng should be a generator made by rng(seed), got ${describe(rng)}`);
  }
  checkBoolean('split', 'stratify', stratify);
  const rows = dataset.labels.length;
  const size = test < 1 ? Math.round(test * rows) : test;
  if (!(Number.isInteger(size) && size > 0 && size < rows)) {
    throw new OptionError(
      `split: test should be a share below 1 or a number of rows, and leave both parts some of the ${rows} ` +
        `rows; got ${describe(test)}`,
    );
  }
  const quota = stratify ? shares(dataset.labels, dataset.classNames.length, size) : undefined;
  const parts = { train: [] as number[], test: [] as number[] };
  for (const row of rng.permutation(rows)) {
    const left = quota ? quota[dataset.labels[row]]-- : size - parts.test.length;
    (left > 0 ? parts.test : parts.train).push(row);
  }
  return { train: takeRows(dataset, parts.train), test: takeRows(dataset, parts.test) };
}

/** How many of `size` rows fall to each class in proportion; the leftover rows go to the largest remainders. */
function shares(labels: Int32Array, classes: number, size: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]++;
  // In whole numbers: counts · size = labels.length · share + remainder, without rounding.
  const share = counts.map((count) => Math.floor((count * size) / labels.length));
  const remainder = counts.map((count, k) => count * size - share[k] * labels.length);
  const leftover = size - share.reduce((sum, n) => sum + n, 0);
  const order = [...share.keys()].sort((a, b) => remainder[b] - remainder[a] || a - b);
  for (const k of order.slice(0, leftover)) share[k]++;
  return share;
}
