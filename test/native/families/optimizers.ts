import { adamStep, sgdStep } from '../../../src/wasm';
import type { Draw, Family } from '../draw';

const STEPS = 3;

/** Several steps, from a state that the steps before have left. */
export const optimizers: Family = {
  name: 'optimizers',
  share: 5,
  draw(draw) {
    const length = draw.size(0, draw.chance(0.02) ? 70_000 : 300);
    const w = draw.numbers(length);
    const gradients = Array.from({ length: STEPS }, () => draw.numbers(length));
    const learningRate = draw.pick([0.1, 1e-3, 1, draw.random.uniform()]);
    // What remains of a weight that its gradient takes away is the rounding of float64.
    if (draw.chance(0.3)) gradients[0].forEach((_, i, all) => (all[i] = w[i] / learningRate));
    const decay = draw.pick([0, 0, 0.01, draw.random.uniform()]);
    return draw.chance(0.5)
      ? adam(draw, w, gradients, learningRate, decay)
      : sgd(draw, w, gradients, learningRate, decay);
  },
};

function sgd(
  draw: Draw,
  w: Float32Array,
  gradients: readonly Float32Array[],
  learningRate: number,
  weightDecay: number,
): ReturnType<Family['draw']> {
  const [momentum, nesterov] = [draw.pick([0, 0.9, draw.random.uniform()]), draw.chance(0.5)];
  const step = { learningRate, weightDecay, momentum, nesterov };
  const state = stateOf(draw, gradients[0], (g) => -g / momentum);
  return {
    what: `sgd of ${w.length} ${JSON.stringify(step)}`,
    run: (out) => {
      const weights = out(w.length, w);
      const velocity = momentum ? out(w.length, state) : undefined;
      for (const g of gradients) sgdStep(weights, g, velocity, step);
    },
  };
}

function adam(
  draw: Draw,
  w: Float32Array,
  gradients: readonly Float32Array[],
  learningRate: number,
  decay: number,
): ReturnType<Family['draw']> {
  const betas = draw.pick([
    [0.9, 0.999],
    [draw.random.uniform(), draw.random.uniform()],
    [0, 0],
  ] as const);
  const epsilon = draw.pick([1e-8, 1e-3, 0]);
  const isDecoupled = draw.chance(0.5);
  const m = stateOf(draw, gradients[0], (g) => (-(1 - betas[0]) * g) / betas[0]);
  const v = stateOf(draw, gradients[0], (g) => (-(1 - betas[1]) * g * g) / betas[1]);
  return {
    what: `adam of ${w.length} ${JSON.stringify({ learningRate, decay, betas, epsilon, isDecoupled })}`,
    run: (out) => {
      const [weights, means, squares] = [out(w.length, w), out(w.length, m), out(w.length, v)];
      gradients.forEach((g, t) =>
        adamStep(weights, g, means, squares, {
          learningRate,
          betas,
          epsilon,
          corrections: [1 - betas[0] ** (t + 1), 1 - betas[1] ** (t + 1)],
          penalty: isDecoupled ? 0 : decay,
          shrink: isDecoupled ? 1 - learningRate * decay : 1,
        }),
      );
    },
  };
}

/** Zeros, any numbers, or what the first step takes away but for the rounding of float64. */
function stateOf(draw: Draw, gradient: Float32Array, opposite: (g: number) => number): Float32Array {
  const kind = draw.pick(['zeros', 'zeros', 'numbers', 'opposite'] as const);
  if (kind === 'numbers') return draw.numbers(gradient.length);
  return kind === 'zeros' ? new Float32Array(gradient.length) : gradient.map(opposite);
}
