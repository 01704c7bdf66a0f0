import { borrow } from './borrow';
import { parallel } from './parallel';
import { words } from './words';

export interface SoftmaxCrossEntropyRun {
  /** `[N, K]` */
  logits: Float32Array;
  /** `[N]` classes of {0, …, K − 1}, or `ignoreIndex`; anything else is the caller's mistake. */
  labels: Int32Array;
  /** `[N]` weight of each row, 1 by default; a row of weight 0 is 0 throughout and not read. */
  weights?: Float64Array;
  ignoreIndex: number;
  /** What the gradients, but not the losses, are multiplied by. */
  scale: number;
  /** `[N, K]`; may be the logits. */
  gradient: Float32Array;
  /** `[N]` */
  losses: Float32Array;
}

/** Numbers in a chunk, about. */
const CHUNK = 32768;

/**
 * Softmax cross-entropy of N rows against class indices, with its gradient, in one pass over the rows.
 *
 * @remarks
 * Numerics: probabilities, losses and gradients within 2 ulp of the exact values for the float32 logits, the
 *           label's class and confident rows included; measured in softmax-cross-entropy.test.ts
 * Domain:   a row with NaN or +∞ gives NaN; one that is only −∞ has the loss −∞, as no other row has, and the
 *           gradient NaN
 */
export function softmaxCrossEntropy(run: SoftmaxCrossEntropyRun): void {
  const { logits, gradient, losses } = run;
  const rows = losses.length;
  if (rows === 0) return;
  const classes = logits.length / rows;
  const weights = run.weights ? [words(run.weights)] : [];
  borrow('softmaxCrossEntropy', [logits, words(run.labels), ...weights], [gradient, losses], (z, y, ...rest) => {
    const [w, g, l] = run.weights ? rest : [0, ...rest];
    const grain = Math.max(4, Math.ceil(CHUNK / classes / 4) * 4);
    parallel('softmaxCrossEntropy', rows, grain, z, y, w, g, l, classes, run.ignoreIndex, run.scale);
  });
}
