import { isInt32 } from '../core/typed-array';
import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';
import { rowGrain } from './row-grain';
import { words } from './words';

export interface SoftmaxCrossEntropyRun {
  /** `[N, K]` */
  logits: Float32Array;
  /** Classes `[N]` of {0, …, K − 1} or `ignoreIndex`, or probabilities `[N, K]`; the caller has checked them. */
  target: Int32Array | Float32Array;
  /** Rows of this class are left out (not of probabilities: give those the weight 0). −100 by default. */
  ignoreIndex?: number;
  /** `[K]` */
  classWeights?: Float64Array;
  /** `[N]`; a row of weight 0 is 0 throughout and not read. */
  rowWeights?: Float64Array;
  labelSmoothing?: number;
  zLoss?: number;
  softcap?: number;
  /** What the gradients, but not the losses, are multiplied by. */
  scale: number;
  /** `[N, K]`; may be the logits, or a target like them. Without it the losses are the same bits. */
  gradient?: Float32Array;
  /** `[N]` */
  losses: Float32Array;
  /** `[N]`: the z-loss's part of the losses. */
  zLosses?: Float32Array;
}

/** Numbers in a chunk, about. */
const CHUNK = 16384;
/** Above it, λ times the error that log Σ exp z has from float32's exponentials may show in the whole loss. */
const LARGEST_Z_LOSS = 0.125;
/** Of a weight times the scale. Below it the fast kernel's gradients lose digits, and at last are 0. */
const SMALLEST_FACTOR = 1e-15;

/**
 * Softmax cross-entropy of N rows, with its gradient if that is wanted, in one pass over the rows.
 *
 * @remarks
 * Formula:  as `losses.softmaxCrossEntropy`
 * Numerics: losses within 2 ulp of the exact values for the float32 logits. Class indices without smoothing, z-loss or
 *           cap: gradients too, the label's class and confident rows included; else the gradient is within 2 ulp
 *           of the larger of its two terms. A z-loss λ L² is within 2 ulp, or 2 ulp of λ |L| where |L| < 1.
 *           Measured in softmax-cross-entropy.test.ts and softmax-cross-entropy-regularized.test.ts
 * Domain:   a row with NaN or +∞ gives NaN; one that is only −∞ has the loss −∞, as no other row has, and the
 *           gradient NaN
 */
export function softmaxCrossEntropy(run: SoftmaxCrossEntropyRun): void {
  const rows = run.losses.length;
  if (rows === 0) return;
  const classes = run.logits.length / rows;
  checkLengths(run, rows, classes);
  const { target, classWeights, labelSmoothing = 0, zLoss = 0 } = run;
  const isFast = isInt32(target) && !run.softcap && !(classWeights && labelSmoothing);
  if (isFast && zLoss <= LARGEST_Z_LOSS && bearsScale(run))
    fast(run, target, rows, classes, rowGrain(rows, classes, CHUNK));
  else general(run, rows, classes, rowGrain(rows, classes, 2 * CHUNK));
}

function bearsScale({
  scale,
  classWeights,
  rowWeights,
  labelSmoothing,
  zLoss,
}: SoftmaxCrossEntropyRun): boolean {
  if (labelSmoothing || zLoss || scale === 0) return true; // the kernel of these looks itself
  return scale * leastOf(classWeights) * leastOf(rowWeights) >= SMALLEST_FACTOR;
}

/** The least of the weights that are not 0; 1 if there are none. */
function leastOf(weights: Float64Array | undefined): number {
  let least = Infinity;
  for (let i = 0; i < (weights?.length ?? 0); i++)
    if (weights![i] > 0 && weights![i] < least) least = weights![i];
  return least === Infinity ? 1 : least;
}

function checkLengths(run: SoftmaxCrossEntropyRun, rows: number, classes: number): void {
  const where = 'softmaxCrossEntropy';
  const { target, logits } = run;
  checkLength(where, 'target', target, isInt32(target) ? rows : logits.length);
  checkLength(where, 'classWeights', run.classWeights, classes);
  checkLength(where, 'rowWeights', run.rowWeights, rows);
  checkLength(where, 'gradient', run.gradient, logits.length);
  checkLength(where, 'zLosses', run.zLosses, rows);
}

/** Class indices: their weights, if there are any, are the rows'. */
function fast(
  run: SoftmaxCrossEntropyRun,
  labels: Int32Array,
  rows: number,
  classes: number,
  grain: number,
): void {
  const { ignoreIndex = -100, classWeights, rowWeights, zLoss = 0, gradient, losses } = run;
  const labelSmoothing = classes > 1 ? (run.labelSmoothing ?? 0) : 0;
  let weights = rowWeights;
  if (classWeights) {
    weights = Float64Array.from(labels, (y, i) =>
      y === ignoreIndex ? 0 : classWeights[y] * (rowWeights?.[i] ?? 1),
    );
  }
  const operands = [run.logits, words(labels), weights && words(weights)];
  if (!labelSmoothing && !zLoss) {
    run.zLosses?.fill(0);
    borrow('softmaxCrossEntropy', operands, [gradient, losses], (z, y, w, g, l) =>
      parallel('softmaxCrossEntropy', rows, grain, z, y, w, g, l, classes, ignoreIndex, run.scale),
    );
    return;
  }
  const settings = [classes, ignoreIndex, labelSmoothing, zLoss, run.scale];
  borrow('softmaxCrossEntropy', operands, [gradient, losses, run.zLosses], (...addresses) =>
    parallel('regularizedSoftmaxCrossEntropy', rows, grain, ...addresses, ...settings),
  );
}

function general(run: SoftmaxCrossEntropyRun, rows: number, classes: number, grain: number): void {
  const { target, ignoreIndex = -100, classWeights, rowWeights, gradient, losses, zLosses } = run;
  const { labelSmoothing = 0, zLoss = 0, softcap = 0, scale } = run;
  // The second pass reads the targets again, and of capped logits these: not what the first has written there.
  const logits = softcap && isSame(run.logits, gradient) ? run.logits.slice() : run.logits;
  const [labels, probabilities] = isInt32(target)
    ? [words(target), undefined]
    : [undefined, isSame(target, gradient) ? target.slice() : target];
  const weights = [classWeights && words(classWeights), rowWeights && words(rowWeights)];
  const settings = [classes, ignoreIndex, labelSmoothing, zLoss, softcap, scale];
  borrow(
    'softmaxCrossEntropy',
    [logits, labels, probabilities, ...weights],
    [gradient, losses, zLosses],
    (...addresses) => parallel('generalSoftmaxCrossEntropy', rows, grain, ...addresses, ...settings),
  );
}

/** Whether both are views of the same numbers; an array that does not begin at 0 lies in the shared memory. */
function isSame(a: Float32Array, b: Float32Array | undefined): boolean {
  return a === b || (a.byteOffset > 0 && a.byteOffset === b?.byteOffset);
}
