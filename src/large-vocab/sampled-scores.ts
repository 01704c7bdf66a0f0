import type { FloatArray } from '../core';
import { distinct } from './distinct';
import { gathered } from './gathered';
import type { SampledBatch } from './sampled-batch';
import type { Correction } from './sampled-loss';

/** What the losses of sampled negatives have in common: all but what a loss makes of a row's scores. */
export interface SampledScores<A extends FloatArray = FloatArray> {
  rows: number;
  inputs: number;
  x: A;
  counts: (i: number) => boolean;
  /** The classes that were drawn, each once, how often, and their rows of the weight `[n, D]`. */
  negatives: { classes: Int32Array; times: Float64Array; weight: A };
  /** `[n]`: what a negative's score has beside x·w. */
  shifts: Float64Array;
  /** `[N]`: the score of the row's label; 0 for ignored rows. */
  labelScores: Float64Array;
  /** `[N]`: which negative a row does without, its own label; −1 for none. */
  hits: Int32Array;
  /** What the gradients, but not the losses, are multiplied by. */
  scale: number;
  wantsGradients: boolean;
}

/** Losses, and derivatives by the scores. */
export interface SampledSlopes {
  losses: Float64Array;
  /** By the labels' scores, `[N]`. */
  labels: Float64Array;
  /** Gradients by way of the negatives' scores: of x, and of each negative's weight and bias. */
  gradients?: { x: FloatArray; weight: FloatArray; bias: FloatArray };
}

export function sampledScores(
  batch: SampledBatch,
  correction: Correction,
  removesHits: boolean,
  scale: number,
  wantsGradients: boolean,
): SampledScores {
  const { x, weight, bias, labels, counts, sampled, logExpected } = batch;
  const [rows, inputs] = x.shape;
  const { classes, times } = distinct(sampled);
  const places = new Map(Array.from(classes, (k, j) => [k, j]));
  const labelScores = new Float64Array(rows);
  const hits = new Int32Array(rows).fill(-1);
  const [xData, w] = [x.data, weight.data];
  for (let i = 0; i < rows; i++) {
    if (!counts(i)) continue;
    const label = labels[i];
    if (removesHits) hits[i] = places.get(label) ?? -1;
    let score = (bias?.data[label] ?? 0) - (correction === 'both' ? logExpected(label) : 0);
    for (let d = 0; d < inputs; d++) score += xData[i * inputs + d] * w[label * inputs + d];
    labelScores[i] = score;
  }
  return {
    rows,
    inputs,
    x: xData,
    counts,
    negatives: { classes, times, weight: gathered(w, classes, inputs) },
    shifts: Float64Array.from(
      classes,
      (k) => (bias?.data[k] ?? 0) - (correction === 'none' ? 0 : logExpected(k)),
    ),
    labelScores,
    hits,
    scale,
    wantsGradients,
  };
}
