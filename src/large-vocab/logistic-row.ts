import { exp, log1p } from '../core';

/** The label told from the negatives by logistic regression: binary cross-entropy of each, added up. */
export function logisticRow(label: number, negatives: Float64Array): { loss: number; slope: number } {
  // One exponential for −log σ(−s), the softplus, and for σ(s).
  const decay = exp(-Math.abs(label));
  let loss = Math.max(-label, 0) + log1p(decay);
  for (let j = 0; j < negatives.length; j++) {
    const s = negatives[j];
    const e = exp(-Math.abs(s));
    loss += Math.max(s, 0) + log1p(e);
    negatives[j] = (s < 0 ? e : 1) / (1 + e);
  }
  return { loss, slope: -(label > 0 ? decay : 1) / (1 + decay) };
}
