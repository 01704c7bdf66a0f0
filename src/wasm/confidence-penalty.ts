import { borrow } from './borrow';
import { checkLength } from './check-length';
import { float32Array } from './float32-array';
import { scope } from './lifetime';
import { parallel } from './parallel';
import { logSoftmax, softmax } from './softmax';
import type { SoftmaxCrossEntropyRun } from './softmax-cross-entropy';
import { words } from './words';

/** As of `softmaxCrossEntropy`; class weights and ignored rows are to be in the rows' weights. */
export interface ConfidencePenaltyRun extends Pick<
  SoftmaxCrossEntropyRun,
  'logits' | 'scale' | 'gradient' | 'losses'
> {
  /** `[N]`; in rows of weight 0 any class. */
  labels: Int32Array;
  /** `[N]` */
  rowWeights: Float64Array;
  beta: number;
}

/** Numbers in a chunk, about. */
const CHUNK = 16384;

/**
 * Softmax cross-entropy less β times the entropy of N rows with its gradient, as `losses.confidencePenalty`: of the softmax
 * and its logarithm in float64. Each loss and gradient is within 4 ulp of its larger term; a row without a distribution
 * gives NaN.
 */
export function confidencePenalty(run: ConfidencePenaltyRun): void {
  const { logits, labels, rowWeights, beta, scale, gradient, losses } = run;
  const rows = losses.length;
  if (rows === 0) return;
  const classes = logits.length / rows;
  checkLength('confidencePenalty', 'labels', labels, rows);
  checkLength('confidencePenalty', 'rowWeights', rowWeights, rows);
  checkLength('confidencePenalty', 'gradient', gradient, logits.length);
  const grain = Math.max(1, Math.ceil(CHUNK / classes));
  scope(() => {
    const logP = float32Array(logits.length);
    logSoftmax(logits, classes, logP);
    softmax(logits, classes, gradient);
    borrow(
      'confidencePenalty',
      [logP, words(labels), words(rowWeights)],
      [gradient, losses],
      (...addresses) => parallel('confidencePenalty', rows, grain, ...addresses, classes, beta, scale),
    );
  });
}
