import { ShapeError, asTensor, formatShape, zeros, type Tensor, type TensorLike } from '../core';
import { checkMatrix, checkOptions } from '../core/checks';
import { checkNumber } from './optimizer';
import { choleskySolver } from './solve-cholesky';

/** The affine map x ↦ xW + b that was fitted. */
export interface LeastSquares {
  /** `[D, M]` float64 */
  weight: Tensor;
  /** `[M]` float64 */
  bias: Tensor;
  /** `[N, D]` → `[N, M]` float64. */
  predict(features: TensorLike): Tensor;
}

/**
 * Linear least squares with an intercept: the W, b that minimise ‖XW + b − Y‖² + ridge·‖W‖².
 *
 * @remarks
 * Numerics: by the normal equations in float64, which square the condition number; the intercept is not
 *           penalised. Columns that depend on each other (a pixel that is always 0) need a ridge.
 * Cost:     O(N·q² + D³) with q the nonzero features of a row
 * @param features - `[N, D]`, float32 or float64
 * @param targets - `[N, M]`
 * @throws {@link ShapeError} if the rows differ in number; {@link DomainError} if the columns depend on each
 * other and there is no ridge; {@link OptionError}
 * @example
 * optim.leastSquares(tensor([[0], [1], [2]]), tensor([[1], [3], [5]])).weight.data // ≈ [2]
 * Source: [Legendre1805]; [Hastie2009], 3.2, 3.4.1
 */
export function leastSquares(
  features: TensorLike,
  targets: TensorLike,
  options: { ridge?: number } = {},
): LeastSquares {
  const where = 'leastSquares';
  checkOptions(where, options, ['ridge']);
  const { ridge = 0 } = options;
  checkNumber(where, 'ridge', ridge, 0);
  features = asTensor(where, 'features', features, targets);
  targets = asTensor(where, 'targets', targets, features);
  const [rows, columns] = checkMatrix(where, 'features', features);
  const [targetRows, outputs] = checkMatrix(where, 'targets', targets);
  if (rows !== targetRows || rows === 0) {
    throw new ShapeError(
      `${where}: features ${formatShape(features.shape)} and targets ${formatShape(targets.shape)} ` +
        'should have as many rows, at least one',
    );
  }
  const { gram, right } = normalEquations(features, targets);
  const size = columns + 1;
  for (let j = 0; j < columns; j++) gram[j * size + j] += ridge;
  const solve = choleskySolver(where, gram, size, 'the Gram matrix of the features');
  const weight = zeros([columns, outputs]);
  const bias = zeros([outputs]);
  for (let m = 0; m < outputs; m++) {
    const solution = solve(right.subarray(m * size, (m + 1) * size));
    for (let j = 0; j < columns; j++) weight.data[j * outputs + m] = solution[j];
    bias.data[m] = solution[columns];
  }
  return { weight, bias, predict: (x) => predict(x, weight, bias) };
}

/** The lower triangle of [X 1]ᵀ[X 1], and [X 1]ᵀY, one target after another; zeros are skipped. */
function normalEquations(features: Tensor, targets: Tensor): { gram: Float64Array; right: Float64Array } {
  const [rows, columns] = features.shape;
  const outputs = targets.shape[1];
  const size = columns + 1;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(outputs * size);
  const places = new Int32Array(size);
  const values = new Float64Array(size);
  for (let i = 0; i < rows; i++) {
    let count = 0;
    for (let j = 0; j < size; j++) {
      const value = j < columns ? features.data[i * columns + j] : 1;
      if (value === 0) continue;
      places[count] = j;
      values[count++] = value;
    }
    for (let b = 0; b < count; b++) {
      const start = places[b] * size;
      for (let a = 0; a <= b; a++) gram[start + places[a]] += values[a] * values[b];
      for (let m = 0; m < outputs; m++)
        right[m * size + places[b]] += values[b] * targets.data[i * outputs + m];
    }
  }
  return { gram, right };
}

function predict(x: TensorLike, weight: Tensor, bias: Tensor): Tensor {
  const [columns, outputs] = weight.shape;
  x = asTensor('leastSquares.predict', 'features', x);
  const [rows, width] = checkMatrix('leastSquares.predict', 'features', x);
  if (width !== columns) {
    throw new ShapeError(`leastSquares.predict: fitted to ${columns} columns, got ${formatShape(x.shape)}`);
  }
  const out = zeros([rows, outputs]);
  for (let i = 0; i < rows; i++) {
    for (let m = 0; m < outputs; m++) out.data[i * outputs + m] = bias.data[m];
    for (let j = 0; j < columns; j++) {
      const value = x.data[i * columns + j];
      if (value === 0) continue;
      for (let m = 0; m < outputs; m++) out.data[i * outputs + m] += value * weight.data[j * outputs + m];
    }
  }
  return out;
}
