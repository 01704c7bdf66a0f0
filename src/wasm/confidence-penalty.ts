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
/** Numbers of rows whose softmax and its logarithm are there at once, about. */
const BLOCK = 262144;

/**
 * Softmax cross-entropy less β times the entropy of N rows, with its gradient if that is wanted, as
 * `losses.confidencePenalty`: of the softmax and its logarithm in float64. Each loss and gradient is within 4 ulp of its
 * larger term; a row without a distribution gives NaN.
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
  const height = Math.min(rows, Math.ceil(BLOCK / classes));
  scope(() => {
    const logarithms = float32Array(height * classes);
    const probabilities = gradient ?? float32Array(height * classes);
    for (let from = 0; from < rows; from += height) {
      const to = Math.min(rows, from + height);
      const z = logits.subarray(from * classes, to * classes);
      const g = gradient?.subarray(from * classes, to * classes);
      const logP = logarithms.subarray(0, z.length);
      const p = g ?? probabilities.subarray(0, z.length);
      logSoftmax(z, classes, logP);
      softmax(z, classes, p);
      borrow(
        'confidencePenalty',
        [logP, g ? undefined : p, words(labels.subarray(from, to)), words(rowWeights.subarray(from, to))],
        [g, losses.subarray(from, to)],
        (l, p, y, w, g, loss) =>
          parallel('confidencePenalty', to - from, grain, l, p || g, y, w, g, loss, classes, beta, scale),
      );
    }
  });
}
