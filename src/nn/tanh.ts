import { tanh as hyperbolicTangent, type Tensor, type TensorLike } from '../core';
import { tanh as forward, tanhBackward as backward } from '../wasm';
import { elementwise } from './elementwise';
import { checkNoArguments, type Layer } from './layer';

/**
 * The hyperbolic tangent, element by element, for tensors of any shape.
 *
 * @remarks
 * Gradient: 1 − tanh²x, computed as (1 − y)(1 + y), which does not cancel near ±1
 * Numerics: float32 is computed in float64 and rounded once
 * @example
 * nn.tanh().forward(tensor([0, 1]))[0].data // [0, 0.7615941559557649]
 * Source: cf. torch.nn.Tanh
 */
export function tanh(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('tanh', surplus);
  return elementwise('tanh', hyperbolicTangent, (y) => (1 - y) * (1 + y), { forward, backward });
}
