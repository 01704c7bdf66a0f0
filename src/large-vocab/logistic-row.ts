import { exp, log1p } from '../core';

/** −log σ(s) and its derivative: of a decision, or of the label in {@link logisticRow}. */
export function labelPart(s: number): { loss: number; slope: number } {
  const decay = exp(-Math.abs(s));
  return { loss: Math.max(-s, 0) + log1p(decay), slope: -(s > 0 ? decay : 1) / (1 + decay) };
}

/** The label told from the negatives by logistic regression: binary cross-entropy of each, added up. */
export function logisticRow(
  label: number,
  negatives: Float64Array,
  times: Float64Array,
): { loss: number; slope: number } {
  const own = labelPart(label);
  let loss = own.loss;
  for (let j = 0; j < negatives.length; j++) {
    const s = negatives[j];
    // One exponential for −log σ(−s), the softplus, and for σ(s).
    const e = exp(-Math.abs(s));
    loss += times[j] * (Math.max(s, 0) + log1p(e));
    negatives[j] = (times[j] * (s < 0 ? e : 1)) / (1 + e);
  }
  return { loss, slope: own.slope };
}
