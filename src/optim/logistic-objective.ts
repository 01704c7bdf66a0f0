import { LabelError, ShapeError, asTensor, zeros, type Labels, type Tensor, type TensorLike } from '../core';
import { checkBoolean, checkMatrix, checkOptions, describe } from '../core/checks';
import { classIndices, type ClassIndices } from '../core/labels';
import { sigmoid, softplus } from '../math';
import { checkNumber } from './optimizer';

/** A {@link NewtonProblem} of the parameters θ. */
export interface LogisticObjective {
  f(theta: Float64Array): number;
  gradient(theta: Float64Array): Float64Array;
  hessian(theta: Float64Array): Tensor<Float64Array>;
}

/**
 * Logistic regression as a function of its parameters θ = (w₁, …, w_D, b): the mean cross-entropy of the
 * scores z = Xw + b, with gradient and Hessian, for the minimisers of this folder.
 *
 * @remarks
 * Formula:  L(θ) = (1/N) Σᵢ softplus(zᵢ) − yᵢzᵢ + penalty/2·‖w‖²; the intercept b is not penalised
 * Gradient: (1/N) Σᵢ (σ(zᵢ) − yᵢ)(xᵢ, 1) + penalty·(w, 0)
 * Hessian:  (1/N) Σᵢ σ(zᵢ)σ(−zᵢ)(xᵢ, 1)(xᵢ, 1)ᵀ + penalty·diag(1, …, 1, 0)
 * Units:    nats
 * @param features - `[N, D]`
 * @param labels - N labels, 0 or 1
 * @param options - `penalty`: λ of the L2 penalty, 0 by default; `intercept`: without one θ = w
 * @throws {@link ShapeError} if the rows differ in number, or a θ has another length; {@link LabelError} for
 * the first label that is not 0 or 1; {@link OptionError}
 * @example
 * const objective = optim.logisticObjective(tensor([[-1], [0], [1], [2]]), [0, 1, 0, 1], { penalty: 0.1 });
 * const [slope, intercept] = optim.newton(objective, [0, 0]).x;
 * Source: [Cox1958]; [Bishop2006], 4.3.3
 */
export function logisticObjective(
  features: TensorLike,
  labels: Labels,
  options: { penalty?: number; intercept?: boolean } = {},
): LogisticObjective {
  const where = 'logisticObjective';
  checkOptions(where, options, ['penalty', 'intercept']);
  const { penalty = 0, intercept = true } = options;
  checkBoolean(where, 'intercept', intercept);
  checkNumber(where, 'penalty', penalty, 0);
  features = asTensor(where, 'features', features);
  const y = classIndices(where, labels);
  const [rows, columns] = checkMatrix(where, 'features', features);
  checkBinary(where, y, rows);
  const size = intercept ? columns + 1 : columns;
  const x = new Float64Array(rows * size).fill(1);
  for (let i = 0; i < rows; i++) x.set(features.data.subarray(i * columns, (i + 1) * columns), i * size);

  const score = (theta: Float64Array, i: number): number => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += theta[j] * x[i * size + j];
    return sum;
  };
  const check = (theta: Float64Array): void => {
    if (theta.length === size) return;
    throw new ShapeError(`${where}: ${size} parameters belong to the features, got ${theta.length}`);
  };
  return {
    f(theta) {
      check(theta);
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const z = score(theta, i);
        sum += softplus(y[i] === 1 ? -z : z);
      }
      let squares = 0;
      for (let j = 0; j < columns; j++) squares += theta[j] * theta[j];
      return sum / rows + (penalty / 2) * squares;
    },
    gradient(theta) {
      check(theta);
      const gradient = new Float64Array(size);
      for (let i = 0; i < rows; i++) {
        const z = score(theta, i);
        // σ(z) − 1 as −σ(−z): a confident row keeps its small push.
        const error = y[i] === 1 ? -sigmoid(-z) : sigmoid(z);
        for (let j = 0; j < size; j++) gradient[j] += (error * x[i * size + j]) / rows;
      }
      for (let j = 0; j < columns; j++) gradient[j] += penalty * theta[j];
      return gradient;
    },
    hessian(theta) {
      check(theta);
      const hessian = zeros([size, size]);
      for (let i = 0; i < rows; i++) {
        const z = score(theta, i);
        const curvature = (sigmoid(z) * sigmoid(-z)) / rows;
        for (let j = 0; j < size; j++) {
          const factor = curvature * x[i * size + j];
          for (let k = 0; k < size; k++) hessian.data[j * size + k] += factor * x[i * size + k];
        }
      }
      for (let j = 0; j < columns; j++) hessian.data[j * size + j] += penalty;
      return hessian;
    },
  };
}

function checkBinary(where: string, labels: ClassIndices, rows: number): void {
  if (labels.length !== rows || rows === 0) {
    throw new ShapeError(`${where}: ${rows} rows of features need as many labels, got ${labels.length}`);
  }
  for (let i = 0; i < rows; i++) {
    if (labels[i] === 0 || labels[i] === 1) continue;
    throw new LabelError(`${where}: labels[${i}] should be 0 or 1, got ${describe(labels[i])}`);
  }
}
