import { dropout } from '../../nn';
import { currentStream } from '../manual-seed';
import { moduleOf, type Module } from './module';

/**
 * In training, each element is dropped with probability p and the others are divided by 1 − p; after `eval()` the
 * identity.
 *
 * @throws {@link OptionError} if p is no probability, or before the first `torch.manual_seed`
 * @example
 * torch.manual_seed(1);
 * torch.nn.Dropout(0.5).eval()(torch.tensor([1, 2])).data // [1, 2]
 * Source: cf. torch.nn.Dropout
 */
export function Dropout(p = 0.5): Module {
  currentStream('Dropout');
  return moduleOf('Dropout', dropout(p));
}
