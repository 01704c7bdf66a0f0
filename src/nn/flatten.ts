import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';

/**
 * Makes rows of images: `[N, …]` → `[N, D]`, D being the product of the other lengths. Copies nothing: the output shares the
 * input's memory.
 *
 * @throws `forward` a {@link ShapeError} if x has no axis
 * @example
 * nn.flatten().forward(zeros([32, 8, 8, 64]))[0].shape // [32, 4096]
 * Source: cf. torch.nn.Flatten
 */
export function flatten(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('flatten', surplus);
  return {
    name: 'flatten',
    parameters: {},
    forward(given, context) {
      checkContext('flatten', context);
      const x = asTensor('flatten', 'x', given);
      if (x.shape.length === 0) {
        throw new ShapeError(`flatten: x should have shape [N, …], got ${formatShape(x.shape)}`);
      }
      return [newTensor(x.data, flat(x)), x];
    },
    backward(x, dOutput) {
      checkCache('flatten', x, isTensor(x));
      const { data } = readGradient('flatten', dOutput, flat(x), ['x', x]);
      return { dInput: newTensor(data, x.shape), gradients: {} };
    },
  };
}

function flat({ shape: [rows, ...others] }: Tensor): number[] {
  return [rows, others.reduce((size, length) => size * length, 1)];
}
