import { formatShape, isTensor, OptionError, ShapeError, tensor, type Tensor, zeros } from '../core';
import { checkMatrix } from '../core/checks';
import { checkDataset, type Dataset } from './dataset';

/** A fitted standardisation: column by column, subtract `mean`, divide by `std`. */
export interface Standardiser {
  /** `[D]` means of the columns. */
  readonly mean: Float64Array;
  /** `[D]` standard deviations (of the population: the divisor is N); 1 for a constant column. */
  readonly std: Float64Array;
  /** `[M, D]` → `[M, D]`, a new tensor of the same dtype. */
  readonly apply: (features: Tensor) => Tensor;
  /** The way back: standardised → original units. */
  readonly undo: (features: Tensor) => Tensor;
}

/**
 * Fits the standardisation of a table. A column that is constant is only centred, to exactly 0 (its `std` is 1):
 * dividing by its 0 would make NaN, or blow up rounding errors. A column with a NaN becomes NaN.
 *
 * @param features - `[N, D]`, N ≥ 1
 * @throws {@link ShapeError} if there is no row; by `apply` and `undo` if the number of columns differs
 */
export function standardiser(features: Tensor): Standardiser {
  const [rows, columns] = checkMatrix('standardiser', 'features', features);
  if (rows === 0) throw new ShapeError('standardiser: features should have at least one row, got none');
  const mean = new Float64Array(columns);
  const std = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    const at = (row: number) => features.data[row * columns + column];
    let constant = true;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += at(row);
      constant &&= at(row) === at(0);
    }
    mean[column] = constant ? at(0) : sum / rows;
    // Around the mean in a second pass: E[x²] − E[x]² would cancel.
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (at(row) - mean[column]) * (at(row) - mean[column]);
    std[column] = constant ? 1 : Math.sqrt(squares / rows);
  }
  const map = (where: string, x: Tensor, f: (value: number, column: number) => number): Tensor => {
    const [, width] = checkMatrix(where, 'features', x);
    if (width !== columns) {
      throw new ShapeError(`${where}: fitted to ${columns} columns, got ${formatShape(x.shape)}`);
    }
    const out = zeros(x.shape, { dtype: x.dtype }).data;
    for (let i = 0; i < out.length; i++) out[i] = f(x.data[i], i % columns);
    return tensor(out, { shape: x.shape });
  };
  return {
    mean,
    std,
    apply: (x) => map('standardiser.apply', x, (value, j) => (value - mean[j]) / std[j]),
    undo: (x) => map('standardiser.undo', x, (value, j) => value * std[j] + mean[j]),
  };
}

/**
 * Standardises the parts of a split by the mean and standard deviation of the training part alone: what is
 * learnt from the test rows would flatter the test. So it takes no whole data set: split first, or fit a
 * {@link standardiser}, which also says what becomes of constant columns, to the rows of your choice.
 *
 * @param parts - `train`, and any other parts
 * @returns the parts under their names, with the `mean` and `std` that were used
 * @throws {@link ShapeError} if the parts differ in their columns; {@link OptionError} for what is no parts
 * @example
 * const { train, test, mean, std } = datasets.standardise(datasets.split(datasets.iris(), { rng: rng(1) }));
 */
export function standardise<P extends { train: Dataset } & { [K in keyof P]: Dataset }>(
  parts: P,
): P & { mean: Float64Array; std: Float64Array } {
  if (isTensor((parts as unknown as Dataset | null)?.features)) {
    throw new OptionError(
      'standardise: got a whole data set; split it first, so that the test rows do not shape the mean: ' +
        'standardise(split(data, { rng })). To fit all rows: standardiser(data.features).apply(data.features)',
    );
  }
  for (const name of new Set(['train', ...Object.keys(parts ?? {})])) {
    checkDataset(`standardise: ${name}`, (parts ?? {})[name as keyof P]);
  }
  const { mean, std, apply } = standardiser(parts.train.features);
  const done = Object.entries<Dataset>(parts).map(([name, part]) => [
    name,
    { ...part, features: apply(part.features) },
  ]);
  return { ...(Object.fromEntries(done) as P), mean, std };
}
