import { checkOptions } from '../../core/checks';
import { adam } from '../../optim';
import type { Tensor } from '../tensor';
import { optimizerOf, type Optimizer } from './optimizer';

export interface AdamOptions {
  /** By default 0.001. */
  lr?: number;
  /** By default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** By default 1e-8. */
  eps?: number;
  /** λ of an L2 penalty, added to the gradient. By default 0. */
  weight_decay?: number;
}

/**
 * Adam.
 *
 * @remarks
 * `optim.adam` has the formulas.
 * @throws {@link OptionError} for unknown options or values out of range, or if there is no parameter
 * @example
 * torch.manual_seed(1);
 * const model = torch.nn.Linear(784, 10);
 * const optimizer = torch.optim.Adam(model.parameters(), { lr: 0.01 });
 * Source: cf. torch.optim.Adam
 */
export function Adam(params: Iterable<Tensor>, options: AdamOptions = {}): Optimizer {
  checkOptions('Adam', options, ['lr', 'betas', 'eps', 'weight_decay']);
  const { lr: learningRate, betas, eps: epsilon, weight_decay: weightDecay } = options;
  return optimizerOf('Adam', params, () => adam({ learningRate, betas, epsilon, weightDecay }));
}
