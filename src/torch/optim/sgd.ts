import { checkOptions } from '../../core/checks';
import { sgd } from '../../optim';
import type { Tensor } from '../tensor';
import { optimizerOf, type Optimizer } from './optimizer';

export interface SGDOptions {
  /** By default 0.001. */
  lr?: number;
  /** By default 0. */
  momentum?: number;
  /** By default 0. */
  weight_decay?: number;
  /** By default false; needs a momentum. */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent.
 *
 * @remarks
 * `optim.sgd` has the formulas; dampening is 0.
 * @throws {@link OptionError} for unknown options or values out of range, or if there is no parameter
 * @example
 * torch.manual_seed(1);
 * const model = torch.nn.Linear(784, 10);
 * const optimizer = torch.optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
 * Source: cf. torch.optim.SGD
 */
export function SGD(params: Iterable<Tensor>, options: SGDOptions = {}): Optimizer {
  checkOptions('SGD', options, ['lr', 'momentum', 'weight_decay', 'nesterov']);
  const { lr: learningRate = 1e-3, momentum, weight_decay: weightDecay, nesterov } = options;
  return optimizerOf('SGD', params, () => sgd({ learningRate, momentum, weightDecay, nesterov }));
}
