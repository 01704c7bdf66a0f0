import { OptionError } from '../../core';
import { logSoftmax } from '../../nn';
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
  if (dim !== 1 && dim !== -1) {
    throw new OptionError(`LogSoftmax: dim should be 1 (or -1), the classes of a matrix [N, K], got ${dim}`);
  }
  return moduleOf('LogSoftmax', logSoftmax());
}
