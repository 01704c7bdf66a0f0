import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';
import { words } from './words';

export interface SigmoidCrossEntropyRun {
  logits: Float32Array;
  /** Probabilities, one a logit. */
  targets: Float32Array;
  /** Repeated as often as they fit. */
  weights?: Float64Array;
  /** Weights of the targets' part; repeated as often as they fit. */
  positiveWeights?: Float64Array;
  /** What the gradients, but not the losses, are multiplied by. */
  scale: number;
  /** May be the logits or the targets. Without it the losses are the same bits. */
  gradient?: Float32Array;
  losses: Float32Array;
}

/** Elements in a chunk. */
const GRAIN = 16384;

/**
 * Sigmoid cross-entropy of each logit, with its gradient if that is wanted, as `losses.binaryCrossEntropy`: w(p y softplus(−z) +
 * (1 − y) softplus(z)), where 0 · ∞ is 0. Within 0.501 ulp for targets 0 and 1; NaN gives NaN.
 */
export function sigmoidCrossEntropy(run: SigmoidCrossEntropyRun): void {
  const { logits, targets, weights, positiveWeights, gradient, losses, scale } = run;
  for (const name of ['logits', 'targets', 'gradient'] as const) {
    checkLength('sigmoidCrossEntropy', name, run[name], losses.length);
  }
  const [count, positiveCount] = [weights?.length ?? 1, positiveWeights?.length ?? 1];
  const operands = [logits, targets, weights && words(weights), positiveWeights && words(positiveWeights)];
  borrow('sigmoidCrossEntropy', operands, [gradient, losses], (z, y, w, p, g, l) =>
    parallel('sigmoidCrossEntropy', losses.length, GRAIN, z, y, w, count, p, positiveCount, g, l, scale),
  );
}
