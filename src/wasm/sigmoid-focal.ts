import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';
import type { SigmoidCrossEntropyRun } from './sigmoid-cross-entropy';
import { words } from './words';

/** As of `sigmoidCrossEntropy`; the targets are 0 and 1. */
export interface SigmoidFocalRun extends Omit<SigmoidCrossEntropyRun, 'positiveWeights'> {
  /** What the losses of targets 1 and of targets 0 are multiplied by. */
  positive: number;
  negative: number;
  gamma: number;
}

/** Elements in a chunk. */
const GRAIN = 16384;

/** The focal loss of each logit, with its gradient if that is wanted, as `losses.binaryFocal`. Within 0.501 ulp; NaN gives NaN. */
export function sigmoidFocal(run: SigmoidFocalRun): void {
  const { logits, targets, weights, positive, negative, gamma, gradient, losses, scale } = run;
  for (const name of ['logits', 'targets', 'gradient'] as const) {
    checkLength('sigmoidFocal', name, run[name], losses.length);
  }
  const count = weights?.length ?? 1;
  borrow('sigmoidFocal', [logits, targets, weights && words(weights)], [gradient, losses], (z, y, w, g, l) =>
    parallel('sigmoidFocal', losses.length, GRAIN, z, y, w, count, positive, negative, gamma, g, l, scale),
  );
}
