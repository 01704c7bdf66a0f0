import { borrow } from './borrow';
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
  /** May be the logits or the targets. */
  gradient: Float32Array;
  losses: Float32Array;
}

/** Elements in a chunk. */
const GRAIN = 16384;

/**
 * Sigmoid cross-entropy of each logit with its gradient, as `losses.binaryCrossEntropy`: w(p y softplus(−z) +
 * (1 − y) softplus(z)), where 0 · ∞ is 0. Within 0.501 ulp for targets 0 and 1; NaN gives NaN.
 */
export function sigmoidCrossEntropy(run: SigmoidCrossEntropyRun): void {
  const { logits, targets, gradient, losses, scale } = run;
  const optional = [run.weights, run.positiveWeights];
  const operands = [logits, targets, ...optional.flatMap((x) => (x ? words(x) : []))];
  borrow('sigmoidCrossEntropy', operands, [gradient, losses], (z, y, ...rest) => {
    const weights = optional.flatMap((x) => (x ? [Number(rest.shift()), x.length] : [0, 1]));
    parallel('sigmoidCrossEntropy', losses.length, GRAIN, z, y, ...weights, ...rest, scale);
  });
}
