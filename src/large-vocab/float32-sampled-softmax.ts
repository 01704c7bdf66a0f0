import { log } from '../core';
import { float32Array, linearCrossEntropy } from '../wasm';
import type { SampledScores, SampledSlopes } from './sampled-scores';

/** What a row is made of: log Σ exp of the negatives' scores, and the label's score. */
export type SoftmaxRow = (
  others: number,
  label: number,
  i: number,
) => { loss: number; logSum: number; slope: number };

/**
 * The sampled softmax by the kernels of `linearCrossEntropy`, to which the negatives are the classes, and a row's hit the
 * label: it is left out of the sum. A class that was drawn twice is one with ln 2 more.
 */
export function float32SampledSoftmax(scores: SampledScores<Float32Array>, row: SoftmaxRow): SampledSlopes {
  const { rows, inputs, x, counts, negatives, shifts, labelScores, hits, scale } = scores;
  const classes = shifts.length;
  const [losses, labels] = [new Float64Array(rows), new Float64Array(rows)];
  const gradients = scores.wantsGradients
    ? {
        x: float32Array(x.length),
        weight: float32Array(negatives.weight.length),
        bias: float32Array(classes),
      }
    : undefined;
  linearCrossEntropy({
    rows,
    inputs,
    classes,
    x,
    weight: negatives.weight,
    classesFirst: true,
    bias: Float32Array.from(shifts, (shift, j) => shift + log(negatives.times[j])),
    labels: hits,
    smooth: false,
    row(i, others) {
      if (!counts(i)) return { logSum: Infinity, gain: 0, pull: 0, label: 0 };
      const { loss, logSum, slope } = row(others, labelScores[i], i);
      [losses[i], labels[i]] = [loss, scale * slope];
      return { logSum, gain: scale, pull: 0, label: 0 };
    },
    gradients,
  });
  return { losses, labels, gradients };
}
