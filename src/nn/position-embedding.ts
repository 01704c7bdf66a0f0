import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  zeros,
  type NamedTensors,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkCount, checkDType, checkOptions, checkSameDtype } from '../core/checks';
import type { EmbeddingOptions } from './embedding';
import { initialWeight } from './initial-weight';
import { normal } from './initializers';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';

const INITIALIZER = normal(1);

/**
 * Adds to each vector of a sequence one of its position, which is learned: for layers that, as attention, do not know the order.
 *
 * @remarks
 * Formula:   yᵢ = xᵢ + row i of `weight` at position i
 * Gradients: dx = G; dweight of row i is Σ of G at position i over the batch, 0 beyond the longest sequence, where G = ∂loss/∂y
 * Shapes:    x `[N, T, size]`, T ≤ length; `weight` `[length, size]`, output as x
 * Numerics:  the gradient is summed in float64, rounded once for float32
 * @throws {@link OptionError} for sizes that are not positive integers, unknown options, or a missing rng; `forward` a
 * {@link ShapeError} for other shapes and longer sequences
 * @example
 * const r = rng(1);
 * const model = nn.sequential(nn.embedding(79, 8, { rng: r }), nn.positionEmbedding(64, 8, { rng: r }));
 * model.forward(tensor([[3, 14, 15]]))[0].shape // [1, 3, 8]
 * Source: [Gehring2017], [Radford2018]
 */
export function positionEmbedding(
  length: number,
  size: number,
  options: EmbeddingOptions = {},
): Layer<Tensor, TensorLike> {
  checkOptions('positionEmbedding', options, ['rng', 'initializer', 'dtype']);
  const { rng, initializer = INITIALIZER, dtype = 'float64' } = options;
  checkCount('positionEmbedding', 'length', length, 1);
  checkCount('positionEmbedding', 'size', size, 1);
  checkDType('positionEmbedding', dtype);
  const weight = initialWeight('positionEmbedding', initializer, [length, size], { dtype, rng });

  return {
    name: 'positionEmbedding',
    parameters: { weight },
    forward(given, context) {
      checkContext('positionEmbedding', context);
      const x = asTensor('positionEmbedding', 'x', given, weight);
      if (!fits(x)) {
        throw new ShapeError(
          `positionEmbedding: x should have shape [N, T, ${size}], T at most ${length}, got ${formatShape(x.shape)}`,
        );
      }
      checkSameDtype('positionEmbedding', ['x', x], ['weight', weight]);
      const output = zeros(x.shape, { dtype });
      const period = x.shape[1] * size;
      for (let i = 0; i < x.data.length; i++) output.data[i] = x.data[i] + weight.data[i % period];
      return [output, x];
    },
    backward(x, given) {
      const dOutput = checked(x, given);
      return { dInput: dOutput, gradients: gradientsOf(dOutput) };
    },
    parameterGradients: (x, given) => gradientsOf(checked(x, given)),
  };

  function fits({ shape }: Tensor): boolean {
    return shape.length === 3 && shape[1] <= length && shape[2] === size;
  }

  function checked(x: Tensor, given: TensorLike): Tensor {
    checkCache('positionEmbedding', x, isTensor(x) && fits(x), `x of shape [N, T, ${size}]`);
    return readGradient('positionEmbedding', given, x.shape, ['weight', weight]);
  }

  function gradientsOf({ data, shape }: Tensor): NamedTensors {
    const sums = new Float64Array(length * size);
    const period = shape[1] * size;
    for (let i = 0; i < data.length; i++) sums[i % period] += data[i];
    return { weight: newTensor(dtype === 'float32' ? new Float32Array(sums) : sums, [length, size]) };
  }
}
