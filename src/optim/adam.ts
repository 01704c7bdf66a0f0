import { OptionError, pow } from '../core';
import { checkOptions, describe } from '../core/checks';
import { adamStep } from '../wasm';
import { float32Arrays } from './float32-arrays';
import { checkNumber, defineOptimizer } from './optimizer';
import type { DecayOptions, Optimizer, UpdateRule } from './optimizer';

export interface AdamOptions extends DecayOptions {
  /** By default 0.001. */
  learningRate?: number;
  /** Decay of the averages of the gradient and of its square. By default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to √v̂ outside the root. By default 1e-8. */
  epsilon?: number;
}

/**
 * Adam: steps scaled by running averages of the gradient and of its square.
 *
 * @remarks
 * Formula: g ← g + λw;  m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;
 *          w ← w − η · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε), t = 1, 2, …
 * State:   `slots.m`, `slots.v`, in the parameter's dtype
 * `weightDecay` (λ, by default 0) is the L2 penalty added to the gradient, as in PyTorch; {@link adamW} has the decoupled
 * one, by default 0.01.
 * @throws {@link OptionError} for unknown options or values out of range
 * @example
 * optim.adam({ learningRate: 0.01 })
 * Source: [Kingma2015]; cf. torch.optim.Adam
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return define('adam', options, { decoupled: false, defaultDecay: 0 });
}

/**
 * Adam with decoupled weight decay: the weights shrink by the factor 1 − ηλ apart from the scaled step.
 *
 * @example
 * optim.adamW({ learningRate: 0.001, weightDecay: 0.05 })
 * Source: [Loshchilov2019]; cf. torch.optim.AdamW
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  return define('adamW', options, { decoupled: true, defaultDecay: 0.01 });
}

function define(
  name: string,
  options: AdamOptions,
  { decoupled, defaultDecay }: { decoupled: boolean; defaultDecay: number },
): Optimizer {
  checkOptions(name, options, ['learningRate', 'betas', 'epsilon', 'weightDecay', 'decayed']);
  const { learningRate = 0.001, weightDecay = defaultDecay, decayed } = options;
  return defineOptimizer(
    name,
    learningRate,
    ['m', 'v'],
    { weightDecay, decayed },
    adamRule(name, options, decoupled),
  );
}

/**
 * The update of one parameter, with slots m and v.
 * @throws {@link OptionError} for betas and an epsilon out of range
 */
export function adamRule(
  name: string,
  { betas = [0.9, 0.999], epsilon = 1e-8 }: Pick<AdamOptions, 'betas' | 'epsilon'>,
  decoupled: boolean,
): UpdateRule {
  if (!Array.isArray(betas)) {
    throw new OptionError(`${name}: betas should be two numbers, got ${describe(betas)}`);
  }
  const [beta1, beta2] = betas as readonly number[];
  checkNumber(name, 'betas[0]', beta1, 0, 1);
  checkNumber(name, 'betas[1]', beta2, 0, 1);
  checkNumber(name, 'epsilon', epsilon, 0);
  return (parameter, gradient, [m, v], state, weightDecay) => {
    const correction1 = 1 - pow(beta1, state.steps);
    const correction2 = 1 - pow(beta2, state.steps);
    const shrink = decoupled ? 1 - state.learningRate * weightDecay : 1;
    const penalty = decoupled ? 0 : weightDecay;
    const fast = float32Arrays(parameter, gradient, m, v);
    if (fast) {
      const { learningRate } = state;
      const corrections = [correction1, correction2] as const;
      const step = { learningRate, betas, epsilon, corrections, penalty, shrink };
      adamStep(fast[0], fast[1], fast[2], fast[3], step);
      return;
    }
    for (let i = 0; i < parameter.length; i++) {
      const g = gradient[i] + penalty * parameter[i];
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      const step = m[i] / correction1 / (Math.sqrt(v[i] / correction2) + epsilon);
      parameter[i] = shrink * parameter[i] - state.learningRate * step;
    }
  };
}
