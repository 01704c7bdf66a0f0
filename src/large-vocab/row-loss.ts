import { exp, log1p } from '../core';
import type { RowGradient } from '../wasm';

/** What a row's loss depends on beside its logits. */
export interface RowSettings {
  classes: number;
  /** ε */
  labelSmoothing: number;
  /** λ */
  zLoss: number;
  /** Σ w over all classes. */
  totalWeight: number;
  /** What the gradients, but not the losses, are multiplied by. */
  scale: number;
}

export interface RowLoss extends RowGradient {
  loss: number;
  /** The part of `loss` that is the z-loss. */
  zLoss: number;
}

/**
 * Loss and gradient of a row of logits from three numbers: log Σ exp z of all classes but the label's, the label's z, and
 * Σ w z. So a confident row keeps its digits: −log p and 1 − p come from the others' sum, not from differences with 1.
 *
 * @param weight - w of the label's class
 */
export function rowLoss(
  others: number,
  labelLogit: number,
  weightedSum: number,
  weight: number,
  { classes, labelSmoothing, zLoss, totalWeight, scale }: RowSettings,
): RowLoss {
  const difference = others - labelLogit;
  const surprise = difference < 0 ? log1p(exp(difference)) : difference + log1p(exp(-difference)); // −log p of the label
  const logSum = labelLogit === -Infinity ? others : labelLogit + surprise;
  const own = (1 - labelSmoothing) * weight;
  const share = labelSmoothing / classes;
  const squared = zLoss === 0 ? 0 : zLoss * weight * logSum * logSum;
  const smoothed = share === 0 ? 0 : share * (totalWeight * logSum - weightedSum);
  const further = share * totalWeight + 2 * zLoss * weight * logSum;
  const [p, rest] = [exp(labelLogit - logSum), exp(others - logSum)]; // rest: 1 − p
  return {
    loss: (own === 0 ? 0 : own * surprise) + smoothed + squared,
    zLoss: squared,
    logSum,
    gain: scale * (own + further),
    pull: scale * share,
    label: scale * (further * p - own * rest - share * weight),
  };
}
