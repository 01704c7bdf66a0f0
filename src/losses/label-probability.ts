import type { Labels, Tensor } from '../core';
import { labelRows, softmaxRow, type WeightedLabelOptions } from './label-rows';
import type { Batch } from './loss';
import type { AnyReduction } from './reduction';

/** The probability that the softmax gives a row's label: p, and what a confident row has of digits in 1 − p and −log p. */
export interface LabelProbability {
  p: number;
  /** 1 − p. */
  rest: number;
  /** −log p. */
  cost: number;
  /** The label. */
  y: number;
}

/** A loss f(p), and −p f′(p): that times softmax − one-hot is its gradient with respect to the logits. */
export type LabelLoss = (label: LabelProbability) => [loss: number, factor: number];

/** The batch of a loss that depends on the logits by the probability of the label alone. */
export function ofLabelProbability(
  where: string,
  logits: Tensor,
  given: Labels,
  options: AnyReduction<WeightedLabelOptions>,
  lossOf: LabelLoss,
): Batch {
  const { labels, shape, rowWeight } = labelRows(where, logits, given, options);
  const p = new Float64Array(shape.width);
  return {
    ...shape,
    row(i, z, gradient) {
      const omega = rowWeight(i);
      gradient.fill(0);
      if (omega === 0) return 0;
      const { max, logSum, rest } = softmaxRow(where, i, z, p);
      const y = labels[i];
      const [loss, factor] = lossOf({ p: p[y], rest: rest(y), cost: max - z[y] + logSum, y });
      for (let k = 0; k < p.length; k++) gradient[k] = omega * factor * p[k];
      gradient[y] = -omega * factor * rest(y);
      return omega * loss;
    },
  };
}
