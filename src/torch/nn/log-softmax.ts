import { logSoftmax } from '../../nn';
import { checkClassDim } from './class-dim';
import { moduleOf, type Module } from './module';

/**
 * The logarithm of softmax over the classes, the last axis of a matrix `[N, K]`.
 *
 * @param dim - the axis: 1, or −1
 * @throws {@link OptionError} for another axis
 * @example
 * torch.nn.LogSoftmax(1)(torch.tensor([[1000, 0]])).data // [0, -1000]
 * Source: cf. torch.nn.LogSoftmax
 */
export function LogSoftmax(dim: number): Module {
  checkClassDim('LogSoftmax', dim);
  return moduleOf('LogSoftmax', logSoftmax());
}
