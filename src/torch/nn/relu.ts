import { relu } from '../../nn';
import { moduleOf, type Module } from './module';

/**
 * The rectifier max(0, x).
 * @example
 * torch.nn.ReLU()(torch.tensor([-1, 2])).data // [0, 2]
 * Source: cf. torch.nn.ReLU
 */
export function ReLU(): Module {
  return moduleOf('ReLU', relu());
}
