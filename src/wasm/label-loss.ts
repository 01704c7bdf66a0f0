import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';
import { rowGrain } from './row-grain';
import type { SoftmaxCrossEntropyRun } from './softmax-cross-entropy';
import { words } from './words';

/** A function of p, the probability of the label: a (−log p) + b (1 − p), (1 − p)^γ (−log p), or (1 − p^q)/q. */
export type LabelFunction =
  | { name: 'poly'; a: number; b: number }
  | { name: 'focal'; gamma: number }
  | { name: 'generalized'; q: number };

/** As of `softmaxCrossEntropy`; class weights are to be in the rows'. */
export interface LabelLossRun extends Pick<
  SoftmaxCrossEntropyRun,
  'logits' | 'ignoreIndex' | 'rowWeights' | 'scale' | 'gradient' | 'losses'
> {
  /** `[N]` */
  labels: Int32Array;
  /** With a ≥ 0 and a + b ≥ 0, γ > 0, or 0 < q ≤ 1. */
  of: LabelFunction;
}

/** Numbers in a chunk, about. */
const CHUNK = 16384;

/**
 * A function of the label's probability of each of N rows, with its gradient if that is wanted, in one pass over the rows.
 *
 * @remarks
 * Numerics: losses and gradients within 3 ulp of the exact values for the float32 logits, of the focal loss within 2 + γ:
 *           that is what products and powers of p and 1 − p make of their errors. Measured in label-loss.test.ts
 * Domain:   as of `softmaxCrossEntropy`: a row that is only −∞ has the loss −∞, as no other row has
 */
export function labelLoss(run: LabelLossRun): void {
  const { logits, labels, ignoreIndex = -100, rowWeights, of, scale, gradient, losses } = run;
  const rows = losses.length;
  if (rows === 0) return;
  const classes = logits.length / rows;
  checkLength('labelLoss', 'labels', labels, rows);
  checkLength('labelLoss', 'rowWeights', rowWeights, rows);
  checkLength('labelLoss', 'gradient', gradient, logits.length);
  const grain = rowGrain(rows, classes, CHUNK);
  const operands = [logits, words(labels), rowWeights && words(rowWeights)];
  borrow('labelLoss', operands, [gradient, losses], (...addresses) =>
    parallel('softmaxLabelLoss', rows, grain, ...addresses, classes, ignoreIndex, ...codeOf(of), scale),
  );
}

/** The function's number in `assembly/label-loss.ts`, and its parameters. */
function codeOf(of: LabelFunction): [kind: number, a: number, b: number] {
  if (of.name === 'poly') return [1, of.a, of.b];
  return of.name === 'focal' ? [2, of.gamma, 0] : [3, of.q, 0];
}
