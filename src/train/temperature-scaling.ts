import { DomainError, asTensor, checkLabels, classIndices, exp, type Labels, type TensorLike } from '../core';
import type { ClassIndices } from '../core/labels';
import { checkLogits } from './check-logits';

/**
 * The temperature τ for which softmax(logits/τ) makes the labels likeliest: one number against over-confidence, which
 * changes no prediction. Fitted to examples that the model was not trained on; used by `math.softmax(logits, { temperature })`.
 *
 * @remarks
 * Minimises: (1/N) Σᵢ (log Σₖ exp(zᵢₖ/τ) − zᵢ,yᵢ/τ), which is convex in β = 1/τ, to rounding
 * Method:    Newton's steps for the root of the slope, Σₖ pₖzₖ − z_y on average, which only grows with β; halving where
 * a step would leave the interval that holds the root. One parameter needs no more
 * Domain:    z finite or −∞, that of the label finite
 * Cost:      O(NK) a step; some ten steps
 * @param logits - `[N, K]`
 * @param labels - N class indices
 * @throws {@link DomainError} where there is no optimum: every label has the largest logit of its row (τ would go to 0),
 * the logits are no better than a uniform guess (τ would go to ∞), or equal in every row (τ changes nothing);
 * {@link ShapeError}; {@link LabelError}
 * @example
 * const logits = tensor([[4, 0], [4, 0], [4, 0], [4, 0]]);
 * train.temperatureScaling(logits, [0, 0, 0, 1]).temperature // ≈ 3.641 (4/ln 3: softmax says 3/4)
 * Source: [Guo2017]
 */
export function temperatureScaling(logits: TensorLike, labels: Labels): { temperature: number } {
  const where = 'temperatureScaling';
  const { data, shape } = asTensor(where, 'logits', logits);
  const [rows, classes] = checkLogits(where, shape);
  const y = classIndices(where, labels);
  checkLabels(where, y, rows, classes);
  const { below, range } = belowLargest(where, data, y, classes);
  checkOptimum(where, below, y, classes);
  const slope = (beta: number): [slope: number, curvature: number] => slopeAt(beta, below, y, classes);
  let [low, high] = [0, 1];
  while (slope(high)[0] < 0) [low, high] = [high, 2 * high];
  for (let beta = high; ;) {
    const [first, second] = slope(beta);
    if (first < 0) low = beta;
    else high = beta;
    const newton = beta - first / second;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - beta) <= 1e-15 * beta) return { temperature: range / next };
    beta = next;
  }
}

/** Each logit minus its row's largest, over the largest such difference: in [−1, 0], or −∞. */
function belowLargest(
  where: string,
  data: ArrayLike<number>,
  labels: ClassIndices,
  classes: number,
): { below: Float64Array; range: number } {
  const below = new Float64Array(data.length);
  let range = 0;
  for (let i = 0; i < labels.length; i++) {
    let largest = -Infinity;
    for (let k = 0; k < classes; k++) {
      const z = data[i * classes + k];
      if (!(z < Infinity))
        throw new DomainError(`${where}: row ${i} has logit ${z} for class ${k}, expected a finite one`);
      if (z > largest) largest = z;
    }
    if (data[i * classes + labels[i]] === -Infinity) {
      throw new DomainError(
        `${where}: row ${i} has logit −∞ for its label ${labels[i]}: no temperature makes it likely`,
      );
    }
    for (let k = 0; k < classes; k++) {
      const d = data[i * classes + k] - largest;
      below[i * classes + k] = d;
      if (d > -Infinity) range = Math.max(range, -d);
    }
  }
  return { below: range === 0 ? below : below.map((d) => d / range), range };
}

/** First and second derivative of the mean loss by β. */
function slopeAt(
  beta: number,
  below: Float64Array,
  labels: ClassIndices,
  classes: number,
): [slope: number, curvature: number] {
  let [slope, curvature] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    let [sum, first, second] = [0, 0, 0];
    for (let k = 0; k < classes; k++) {
      const d = below[i * classes + k];
      if (d === -Infinity) continue;
      const e = exp(beta * d);
      sum += e;
      first += e * d;
      second += e * d * d;
    }
    const mean = first / sum;
    slope += (mean - below[i * classes + labels[i]]) / labels.length;
    curvature += (second / sum - mean * mean) / labels.length;
  }
  return [slope, curvature];
}

function checkOptimum(where: string, below: Float64Array, labels: ClassIndices, classes: number): void {
  if (below.every((d) => d === 0 || d === -Infinity)) {
    throw new DomainError(
      `${where}: the logits of each row are equal: the temperature changes no probability`,
    );
  }
  if (labels.every((y: number, i: number) => below[i * classes + y] === 0)) {
    throw new DomainError(
      `${where}: there is no optimum: every label has the largest logit of its row, and the lower the temperature the ` +
        'likelier they are; fit it to examples of which some are misclassified',
    );
  }
  if (slopeAt(0, below, labels, classes)[0] >= 0) {
    throw new DomainError(
      `${where}: there is no optimum: the logits are no better than a uniform guess, and the higher the temperature the ` +
        'likelier the labels are; do logits and labels belong to the same rows?',
    );
  }
}
