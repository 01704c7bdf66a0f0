import { softmax } from '../../nn';
import { checkClassDim } from './class-dim';
import { moduleOf, type Module } from './module';

/**
 * Softmax over the classes, the last axis of a matrix `[N, K]`. {@link CrossEntropyLoss} has one in it: it takes the
 * logits.
 *
 * @param dim - the axis: 1, or −1
 * @throws {@link OptionError} for another axis
 * @example
 * torch.nn.Softmax(1)(torch.tensor([[1000, 1000]])).data // [0.5, 0.5]
 * Source: cf. torch.nn.Softmax
 */
export function Softmax(dim: number): Module {
  checkClassDim('Softmax', dim);
  return moduleOf('Softmax', softmax());
}
