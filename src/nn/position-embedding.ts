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
import { isFloat32 } from '../core/typed-array';
import { add, available } from '../wasm';
import { columnSums } from './column-sums';
import type { EmbeddingOptions } from './embedding';
import { initialWeight } from './initial-weight';
import { normal } from './initializers';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';

const INITIALIZER = normal(1);
/** Numbers of a sequence below which calling a kernel costs more than it saves. */
const FEW = 1024;

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
      return [withPositions(x), x];
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

  function withPositions(x: Tensor): Tensor {
    const output = zeros(x.shape, { dtype });
    const [from, to, period] = [x.data, output.data, x.shape[1] * size];
    const positions = weight.data.subarray(0, period);
    for (let at = 0; at < to.length; at += period) {
      if (isFloat32(from) && isFloat32(to) && isFloat32(positions) && period >= FEW && available()) {
        add(from.subarray(at, at + period), positions, to.subarray(at, at + period));
      } else {
        for (let i = 0; i < period; i++) to[at + i] = from[at + i] + positions[i];
      }
    }
    return output;
  }

  /** A sequence as one row. */
  function gradientsOf({ data, shape: [N, T] }: Tensor): NamedTensors {
    const gradient = zeros([length, size], { dtype });
    if (data.length > 0) gradient.data.set(columnSums(newTensor(data, [N, T * size])).data);
    return { weight: gradient };
  }
}
