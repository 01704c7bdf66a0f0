import { ShapeError, formatShape, type Tensor, newTensor } from '../core';
import type { Layer } from './layer';
import { checkGradient } from './windows';
import { checkTensor } from '../core/checks';

/**
 * Makes rows of images: `[N, …]` → `[N, D]`, D being the product of the other lengths. Copies nothing: the output shares the
 * input's memory.
 *
 * @throws `forward` a {@link ShapeError} if x has no axis
 * @example
 * nn.flatten().forward(zeros([32, 8, 8, 64]))[0].shape // [32, 4096]
 * Source: cf. torch.nn.Flatten
 */
export function flatten(): Layer<Tensor> {
  return {
    name: 'flatten',
    parameters: {},
    forward(x) {
      checkTensor('flatten', 'x', x);
      if (x.shape.length === 0) {
        throw new ShapeError(`flatten: x should have shape [N, …], got ${formatShape(x.shape)}`);
      }
      return [newTensor(x.data, flat(x)), x];
    },
    backward(x, dOutput) {
      checkGradient('flatten', dOutput, flat(x), x);
      return { dInput: newTensor(dOutput.data, x.shape), gradients: {} };
    },
  };
}

function flat({ shape: [rows, ...others] }: Tensor): number[] {
  return [rows, others.reduce((size, length) => size * length, 1)];
}
