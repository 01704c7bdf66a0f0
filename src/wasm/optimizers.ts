import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

const GRAIN = 32768;

export interface SgdStep {
  learningRate: number;
  weightDecay: number;
  momentum: number;
  nesterov: boolean;
}

/** One update of `w` in place, as optim.sgd describes it, with the bits of its plain loop. */
export function sgdStep(
  w: Float32Array,
  g: Float32Array,
  velocity: Float32Array | undefined,
  step: SgdStep,
): void {
  const { learningRate, weightDecay, momentum, nesterov } = step;
  const size = w.length;
  checkLength('sgd', 'g', g, size);
  checkLength('sgd', 'velocity', velocity, size);
  if (!velocity) {
    borrow('sgd', [g], [w], (g, w) => parallel('sgd', size, GRAIN, w, g, learningRate, weightDecay));
    return;
  }
  borrow('sgd', [g], [w, velocity], (g, w, v) =>
    parallel('sgdMomentum', size, GRAIN, w, g, v, learningRate, weightDecay, momentum, Number(nesterov)),
  );
}

export interface AdamStep {
  learningRate: number;
  betas: readonly [number, number];
  epsilon: number;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ. */
  corrections: readonly [number, number];
  /** λ of the penalty added to the gradient. */
  penalty: number;
  /** What the weights are multiplied by. */
  shrink: number;
}

/** One update of `w` and its averages `m` and `v` in place, as optim.adam describes it, with the bits of its plain loop. */
export function adamStep(
  w: Float32Array,
  g: Float32Array,
  m: Float32Array,
  v: Float32Array,
  step: AdamStep,
): void {
  const { length } = w;
  checkLength('adam', 'g', g, length);
  checkLength('adam', 'm', m, length);
  checkLength('adam', 'v', v, length);
  const { learningRate, betas, epsilon, corrections, penalty, shrink } = step;
  const numbers = [learningRate, ...betas, epsilon, ...corrections, penalty, shrink];
  borrow('adam', [g], [w, m, v], (g, w, m, v) => parallel('adam', length, GRAIN, w, g, m, v, ...numbers));
}
