import type { Tensor, TensorLike } from '../core';
import { relu as forward, reluBackward as backward } from '../wasm';
import { elementwise } from './elementwise';
import { checkNoArguments, type Layer } from './layer';

/**
 * The rectifier max(0, x), element by element, for tensors of any shape.
 *
 * @remarks
 * Gradient: 1 where x > 0, else 0; at x = 0, where there is none, 0 as everywhere in the field
 * Domain:   NaN stays NaN, in the output and in the gradient
 * @example
 * nn.relu().forward(tensor([-1, 2]))[0].data // [0, 2]
 * Source: cf. torch.nn.ReLU
 */
export function relu(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('relu', surplus);
  return elementwise(
    'relu',
    (x) => (x <= 0 ? 0 : x),
    (y) => (y > 0 ? 1 : y),
    { forward, backward },
  );
}
