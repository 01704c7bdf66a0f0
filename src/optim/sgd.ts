import { OptionError } from '../core';
import { checkBoolean, checkOptions } from '../core/checks';
import { sgdStep } from '../wasm';
import { float32Arrays } from './float32-arrays';
import { checkNumber, defineOptimizer, type DecayOptions, type Optimizer } from './optimizer';

export interface SgdOptions extends DecayOptions {
  learningRate: number;
  /** μ; by default 0. */
  momentum?: number;
  /** Looks ahead along the momentum; needs a momentum. By default false. */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent, with momentum on request.
 *
 * @remarks
 * Formula: g ← g + λw;  v ← μv + g;  w ← w − η·v, or w − η·(g + μv) with `nesterov`
 * State:   `slots.momentum` holds v, in the parameter's dtype; without momentum there is none
 * `weightDecay` is the λ of the penalty λ/2·‖w‖², by default 0. It applies to every parameter, biases too, as in PyTorch;
 * with `decayed: 'matrices'` not to biases and the scales of normalisation, as images are usually trained.
 * @throws {@link OptionError} for unknown options or values out of range
 * @example
 * optim.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })
 * Source: [Sutskever2013]; cf. torch.optim.SGD (dampening 0)
 */
export function sgd(options: SgdOptions): Optimizer {
  checkOptions('sgd', options, ['learningRate', 'momentum', 'nesterov', 'weightDecay', 'decayed']);
  const { learningRate, momentum = 0, nesterov = false } = options;
  checkBoolean('sgd', 'nesterov', nesterov);
  checkNumber('sgd', 'momentum', momentum, 0);
  if (nesterov && momentum === 0) throw new OptionError('sgd: nesterov needs a momentum above 0, got 0');

  return defineOptimizer(
    'sgd',
    learningRate,
    momentum === 0 ? [] : ['momentum'],
    options,
    (parameter, gradient, slots, state, weightDecay) => {
      const fast = float32Arrays(parameter, gradient, ...slots);
      if (fast) {
        const { learningRate } = state;
        sgdStep(fast[0], fast[1], fast[2], { learningRate, weightDecay, momentum, nesterov });
        return;
      }
      const [velocity] = slots;
      for (let i = 0; i < parameter.length; i++) {
        const g = gradient[i] + weightDecay * parameter[i];
        let direction = g;
        if (velocity) {
          velocity[i] = momentum * velocity[i] + g;
          direction = nesterov ? g + momentum * velocity[i] : velocity[i];
        }
        parameter[i] -= state.learningRate * direction;
      }
    },
  );
}
