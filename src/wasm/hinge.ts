import { borrow } from './borrow';
import { checkLength } from './check-length';
import { float32Zeros } from './float32-array';
import { parallel } from './parallel';

export interface HingeRun {
  scores: Float32Array;
  /** 1 and `negative`, one a score. */
  labels: Float32Array;
  negative: 0 | -1;
  /** Whether the losses are squares. */
  isSquared: boolean;
  /** What the gradients, but not the losses, are multiplied by. */
  scale: number;
  /** May be the scores or the labels. Without it the losses are the same bits. */
  gradient?: Float32Array;
  losses: Float32Array;
}

/** Elements in a chunk. */
const GRAIN = 32768;

/**
 * The hinge loss of each score, max(0, 1 − y s), or its square, with its gradient if that is wanted. Within 0.5 ulp, the square and its
 * gradient within 2. NaN gives NaN.
 *
 * @returns whether all labels are 1 or `negative`; others count as negative
 */
export function hinge(run: HingeRun): boolean {
  const { scores, labels, negative, isSquared, gradient, losses, scale } = run;
  for (const name of ['scores', 'labels', 'gradient'] as const) {
    checkLength('hinge', name, run[name], losses.length);
  }
  const unfit = float32Zeros(1);
  borrow('hinge', [scores, labels], [gradient, losses, unfit], (x, y, g, l, u) =>
    parallel('hinge', losses.length, GRAIN, x, y, negative, Number(isSquared), g, l, scale, u),
  );
  return unfit[0] === 0;
}
