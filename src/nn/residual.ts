import { ShapeError, asTensor, formatShape, type TensorLike } from '../core';
import { checkChildren } from './children';
import { checkCache, checkContext, type Layer } from './layer';
import { sequential } from './sequential';
import { sumOf } from './sum-of';
import { readGradient } from './windows';

/**
 * x + f(x), f being the layers one after the other: a layer itself. Parameters, buffers and caches are those of
 * `nn.sequential`.
 *
 * @remarks
 * Gradient: dx = G + f's, where G = ∂loss/∂output
 * Shapes:   f(x) has x's, and so has the output
 * @throws {@link OptionError} if there is no layer, an argument is not one, or two share a parameter; `forward` a
 * {@link ShapeError} if f changes the shape
 * @example
 * const r = rng(1);
 * const block = nn.residual(nn.layerNorm(8), nn.causalSelfAttention(8, { heads: 2, rng: r }));
 * block.forward(zeros([4, 5, 8]))[0].shape // [4, 5, 8]
 * Source: [He2016]
 */
export function residual(...layers: readonly Layer[]): Layer<unknown[], TensorLike> {
  checkChildren('residual', layers);
  const inner = sequential(...layers);
  const [firstParameter] = Object.values(inner.parameters);

  return {
    ...inner,
    name: 'residual',
    forward(given, context) {
      checkContext('residual', context);
      const x = asTensor('residual', 'x', given, firstParameter);
      const [change, caches] = inner.forward(x, context);
      const [got, expected] = [formatShape(change.shape), formatShape(x.shape)];
      if (got !== expected) {
        throw new ShapeError(`residual: f(x) should have the shape of x, ${expected}, got ${got}`);
      }
      return [sumOf([x, change]), caches];
    },
    backward(caches, given) {
      checkCache('residual', caches, Array.isArray(caches) && caches.length === layers.length);
      const dOutput = asTensor('residual', 'dOutput', given, firstParameter);
      const { dInput, gradients } = inner.backward(caches, dOutput);
      readGradient('residual', dOutput, dInput.shape, ['the input', dInput]);
      return { dInput: sumOf([dOutput, dInput]), gradients };
    },
  };
}
