import { DomainError, OptionError, classIndices, convert, zeros } from '../core';
import type { Labels, Tensor, TensorLike } from '../core';
import { checkOptions, describe } from '../core/checks';
import type { ClassIndices } from '../core/labels';
import { softmaxCrossEntropy } from '../losses';
import { initializers, linear, type Layer } from '../nn';
import { newton, type NewtonProblem } from '../optim';
import { readData } from './training-data';

export interface SoftmaxRegression {
  /** The fitted `nn.linear(D, K)`, float64: `model.forward(x)[0]` are the logits. */
  model: Layer<Tensor, TensorLike>;
  /** Mean cross-entropy of the data, without the penalty. */
  loss: number;
  /** Newton steps. */
  iterations: number;
  converged: boolean;
}

/**
 * Fits a linear softmax classifier to its optimum by Newton's method: for small tables, where the optimum itself
 * matters. {@link fit} trains anything else.
 *
 * @remarks
 * Minimises: (1/N) Σᵢ (log Σₖ exp zᵢₖ − zᵢ,yᵢ) + penalty/2·‖W‖², z = xW + b; b is not penalised
 * Gauge:     adding one vector to all columns of W (one number to all of b) changes no probability. Of the
 *            optima, this is the one whose columns sum to 0
 * Cost:      O(N·D²K² + D³K³) a step; some ten steps. Standardised features keep the steps well conditioned
 * @param data - N rows of D features with labels of {0, …, K − 1}
 * @param options - `penalty`, 0 by default; `classes`: K, by default the largest label plus one
 * @throws {@link DomainError} where there is no optimum: a separable class and no penalty; {@link OptionError};
 * {@link ShapeError}; {@link LabelError}
 * @example
 * const { model, loss } = train.softmaxRegression(datasets.iris(), { penalty: 0.01 });
 * Source: [Bishop2006], 4.3.4
 */
export function softmaxRegression(
  data: { features: TensorLike; labels: Labels },
  options: { penalty?: number; classes?: number } = {},
): SoftmaxRegression {
  const where = 'softmaxRegression';
  checkOptions(where, options, ['penalty', 'classes']);
  const given = readData(where, 'data', data);
  const labels = classIndices(where, given.labels);
  const { penalty = 0, classes = Array.from(labels).reduce((most, y) => Math.max(most, y), 0) + 1 } = options;
  if (!(Number.isFinite(penalty) && penalty >= 0)) {
    throw new OptionError(`${where}: penalty should be finite and ≥ 0, got ${describe(penalty)}`);
  }
  const features = convert(given.features, 'float64');
  const model = linear(features.shape[1], classes, { initializer: initializers.zeros });
  const objective = problem(model, features, labels, penalty);
  const road = newton(objective, new Float64Array((features.shape[1] + 1) * classes));
  const { iterates, iterations, converged } = road;
  const [before] = set(model, iterates[Math.max(0, iterations - 1)]).forward(features);
  const [logits] = set(model, road.x).forward(features);
  // Towards an optimum the last steps shrink quadratically; towards infinity each adds about 1 to some margin.
  const stride = Array.from(logits.data).reduce(
    (most, z, i) => Math.max(most, Math.abs(z - before.data[i])),
    0,
  );
  if (stride > 0.1) {
    throw new DomainError(
      `${where}: there is no optimum: a class is separable from the others, and the weights grow without end; ` +
        'give a penalty above 0',
    );
  }
  return { model, loss: softmaxCrossEntropy(logits, labels), iterations, converged };
}

/** θ is the weight, row by row, and after it the bias: one row of K numbers for each feature and for the 1. */
function problem(
  model: Layer<Tensor>,
  features: Tensor,
  labels: ClassIndices,
  penalty: number,
): NewtonProblem {
  const [rows, columns] = features.shape;
  const { weight } = model.parameters;
  const classes = weight.shape[1];
  const size = (columns + 1) * classes;
  return {
    f(theta) {
      const [logits] = set(model, theta).forward(features);
      let squares = 0;
      for (const w of weight.data) squares += w * w;
      return softmaxCrossEntropy(logits, labels) + (penalty / 2) * squares;
    },
    gradient(theta) {
      const [logits, cache] = set(model, theta).forward(features);
      const { gradient } = softmaxCrossEntropy.withGradient(logits, labels);
      const { gradients } = model.backward(cache, gradient);
      const dWeight = Array.from(gradients.weight.data, (g, i) => g + penalty * weight.data[i]);
      return Float64Array.from([...dWeight, ...gradients.bias.data]);
    },
    hessian(theta) {
      const [logits] = set(model, theta).forward(features);
      const { gradient } = softmaxCrossEntropy.withGradient(logits, labels, { reduction: 'sum' });
      const hessian = zeros([size, size]);
      for (let i = 0; i < rows; i++) {
        const p = gradient.data.slice(i * classes, (i + 1) * classes); // p − e_y
        p[labels[i]] += 1;
        const at = (d: number): number => (d < columns ? features.data[i * columns + d] : 1);
        for (let d = 0; d <= columns; d++) {
          for (let e = 0; e <= columns; e++) addCurvature(hessian, d, e, (at(d) * at(e)) / rows, p);
        }
      }
      for (let d = 0; d <= columns; d++) {
        for (let k = 0; k < classes; k++) {
          const j = d * classes + k;
          if (d < columns) hessian.data[j * size + j] += penalty;
          // Along the gauge the Hessian is 0. The gradient is orthogonal to it, so a 1 there changes no step.
          for (let m = 0; m < classes; m++) hessian.data[j * size + d * classes + m] += 1 / classes;
        }
      }
      return hessian;
    },
  };
}

/** Adds factor·(diag(p) − ppᵀ) to the block of the features d and e. */
function addCurvature(
  { data, shape }: Tensor,
  d: number,
  e: number,
  factor: number,
  p: Tensor['data'],
): void {
  const classes = p.length;
  for (let k = 0; k < classes; k++) {
    const row = (d * classes + k) * shape[1] + e * classes;
    for (let m = 0; m < classes; m++) data[row + m] += factor * p[k] * ((k === m ? 1 : 0) - p[m]);
  }
}

function set(model: Layer<Tensor>, theta: Float64Array): Layer<Tensor> {
  const { weight, bias } = model.parameters;
  weight.data.set(theta.subarray(0, weight.data.length));
  bias.data.set(theta.subarray(weight.data.length));
  return model;
}
