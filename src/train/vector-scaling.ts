import {
  DomainError,
  asTensor,
  checkLabels,
  classIndices,
  zeros,
  type Labels,
  type Tensor,
  type TensorLike,
} from '../core';
import type { ClassIndices } from '../core/labels';
import { softmaxCrossEntropy } from '../losses';
import { lbfgs } from '../optim';
import { checkLogits } from './check-logits';

export interface VectorScaling {
  /** `[K]` */
  scale: Float64Array;
  /** `[K]`, of sum 0: a number added to all of them changes no probability. */
  bias: Float64Array;
}

/** A gradient this small is as far as rounding lets it come. */
const TOLERANCE = 1e-10;
const ROUNDED = 1e-7;

/**
 * A scale and a bias for each class, by which softmax(scale·logits + bias) makes the labels likeliest: 2K numbers, where
 * {@link temperatureScaling} has one, so that it changes predictions too and needs more examples. Fitted to examples that
 * the model was not trained on.
 *
 * @remarks
 * Minimises: (1/N) Σᵢ (log Σₖ exp(sₖzᵢₖ + bₖ) − s_y zᵢ,y − b_y), which is convex, by {@link lbfgs} from s = b = 0
 * Domain:    z finite
 * Cost:      O(NK) a step; some tens of steps
 * @param logits - `[N, K]`
 * @param labels - N class indices, each class at least once
 * @throws {@link DomainError} where there is no optimum: a class without a label, or labels that scale and bias tell apart
 * without error (then they grow without end); {@link ShapeError}; {@link LabelError}
 * @example
 * const { scale, bias } = train.vectorScaling(tensor([[1, 0], [1, 0], [0, 1], [0, 1]]), [0, 1, 1, 0]);
 * scale // [0, 0] (these logits tell nothing)
 * Source: [Guo2017]
 */
export function vectorScaling(logits: TensorLike, labels: Labels): VectorScaling {
  const where = 'vectorScaling';
  const given = asTensor(where, 'logits', logits);
  const [rows, classes] = checkLogits(where, given.shape);
  const y = classIndices(where, labels);
  checkLabels(where, y, rows, classes);
  checkClasses(where, y, classes);
  const { values, centre, width } = standardised(where, given);
  const road = lbfgs(problem(values, y), new Float64Array(2 * classes), { tolerance: TOLERANCE });
  const { x, iterates, iterations, gradientNorms } = road;
  // Towards an optimum the last steps shrink; towards infinity each adds about as much to some margin.
  const before = iterates[Math.max(0, iterations - 1)];
  const stride = x.reduce((most, value, j) => Math.max(most, Math.abs(value - before[j])), 0);
  if (stride > 0.1) {
    throw new DomainError(
      `${where}: there is no optimum: scale and bias tell some class from the others without error, and grow without end; ` +
        'give more examples, or fit a temperature alone by temperatureScaling',
    );
  }
  if (!(gradientNorms[iterations] <= ROUNDED)) {
    throw new DomainError(
      `${where}: no optimum found in ${iterations} steps; the gradient is ${gradientNorms[iterations]}`,
    );
  }
  const scale = width.map((w, k) => x[k] / w);
  const bias = centre.map((c, k) => x[classes + k] - scale[k] * c);
  const mean = bias.reduce((sum, b) => sum + b, 0) / classes;
  return { scale, bias: bias.map((b) => b - mean) };
}

/** θ is (s, b). */
function problem(logits: Tensor, labels: ClassIndices): Parameters<typeof lbfgs>[0] {
  const [rows, classes] = logits.shape;
  const moved = zeros([rows, classes]);
  const gradient = new Float64Array(2 * classes);
  return {
    f(theta) {
      for (let i = 0; i < rows * classes; i++) {
        const k = i % classes;
        moved.data[i] = theta[k] * logits.data[i] + theta[classes + k];
      }
      const result = softmaxCrossEntropy.withGradient(moved, labels);
      gradient.fill(0);
      for (let i = 0; i < rows * classes; i++) {
        gradient[i % classes] += result.gradient.data[i] * logits.data[i];
        gradient[classes + (i % classes)] += result.gradient.data[i];
      }
      return result.loss;
    },
    gradient: () => gradient, // asked for after f of the same θ
  };
}

function checkClasses(where: string, labels: ClassIndices, classes: number): void {
  const seen = new Set<number>(labels);
  for (let k = 0; k < classes; k++) {
    if (seen.has(k)) continue;
    throw new DomainError(
      `${where}: there is no optimum: class ${k} has no label, and its bias would go to −∞`,
    );
  }
}

/** Each column minus its mean (centre), over its standard deviation (width): no class then has steps of another size. */
function standardised(
  where: string,
  { data, shape }: Tensor,
): { values: Tensor<Float64Array>; centre: Float64Array; width: Float64Array } {
  const [rows, classes] = shape;
  const values = zeros(shape);
  const [centre, width] = [new Float64Array(classes), new Float64Array(classes)];
  for (let k = 0; k < classes; k++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * classes + k]);
    const bad = column.findIndex((z) => !Number.isFinite(z));
    if (bad >= 0) {
      throw new DomainError(
        `${where}: row ${bad} has logit ${column[bad]} for class ${k}, expected a finite one`,
      );
    }
    centre[k] = column.reduce((sum, z) => sum + z / rows, 0);
    const reach = column.reduce((most, z) => Math.max(most, Math.abs(z - centre[k])), 0);
    const squares = column.reduce((sum, z) => sum + ((z - centre[k]) / reach) * ((z - centre[k]) / reach), 0);
    const constant = column.every((z) => z === column[0]);
    width[k] = constant ? 1 : reach * Math.sqrt(squares / rows);
    for (let i = 0; i < rows; i++) {
      values.data[i * classes + k] = constant ? 0 : (column[i] - centre[k]) / width[k];
    }
  }
  return { values, centre, width };
}
