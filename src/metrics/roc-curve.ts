import { DomainError, ShapeError, asTensor, checkLabels, classIndices, formatShape } from '../core';
import type { Labels, TensorLike } from '../core';

export interface RocCurve {
  /** Of the negatives, the fraction with a score ≥ the threshold. Starts at 0, ends at 1. */
  falsePositiveRate: number[];
  /** Of the positives, the fraction with a score ≥ the threshold. Starts at 0, ends at 1. */
  truePositiveRate: number[];
  /** Descending: ∞ (nothing is called positive), then every distinct score. */
  thresholds: number[];
}

/**
 * The receiver operating characteristic of a binary classifier: one point for each distinct score.
 *
 * @remarks
 * Rows of equal score are counted together, so ties make a slanted segment and the order of rows is
 * immaterial.
 * @param scores - `[N]` or `[N, 1]` probabilities or logits; larger means class 1
 * @param labels - N labels 0 or 1, both of which must occur
 * @throws {@link DomainError} if a class is absent or a score is NaN; {@link ShapeError}; {@link LabelError}
 * @example
 * metrics.rocCurve([0.9, 0.4], [1, 0]).truePositiveRate // [0, 1, 1]
 * Source: [Fawcett2006]
 */
export function rocCurve(scores: TensorLike, labels: Labels): RocCurve {
  return curve('rocCurve', scores, labels);
}

/**
 * The area under the ROC curve: the probability that a positive scores higher than a negative, a tie
 * counting one half. See {@link rocCurve}, which has the same errors.
 *
 * @example
 * metrics.rocAuc([0.9, 0.4, 0.6], [1, 0, 1]) // 1
 */
export function rocAuc(scores: TensorLike, labels: Labels): number {
  const { falsePositiveRate: x, truePositiveRate: y } = curve('rocAuc', scores, labels);
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
  return area;
}

function curve(where: string, scores: TensorLike, givenLabels: Labels): RocCurve {
  const { data: values, shape } = asTensor(where, 'scores', scores);
  if (shape[0] !== values.length) {
    throw new ShapeError(`${where}: scores should have shape [N] or [N, 1], got ${formatShape(shape)}`);
  }
  const labels = classIndices(where, givenLabels);
  checkLabels(where, labels, values.length, 2);
  const order = Array.from(values, (_, i) => i);
  const nan = order.find((i) => Number.isNaN(values[i]));
  if (nan !== undefined) throw new DomainError(`${where}: scores[${nan}] is NaN, which has no rank`);
  order.sort((i, j) => (values[i] === values[j] ? 0 : values[i] > values[j] ? -1 : 1));

  const positives = order.filter((i) => labels[i] === 1).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new DomainError(
      `${where}: needs rows of both classes, got ${positives} positive and ${negatives} negative`,
    );
  }
  const result: RocCurve = { falsePositiveRate: [0], truePositiveRate: [0], thresholds: [Infinity] };
  let [truePositives, falsePositives] = [0, 0];
  order.forEach((i, rank) => {
    if (labels[i] === 1) truePositives++;
    else falsePositives++;
    const next = order[rank + 1];
    if (next !== undefined && values[next] === values[i]) return;
    result.truePositiveRate.push(truePositives / positives);
    result.falsePositiveRate.push(falsePositives / negatives);
    result.thresholds.push(values[i]);
  });
  return result;
}
