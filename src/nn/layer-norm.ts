import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  zeros,
  type DType,
  type FloatArray,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkCount, checkDType, checkNonNegative, checkOptions, checkSameDtype } from '../core/checks';
import { float32Array, layerNorm as float32LayerNorm, layerNormBackward } from '../wasm';
import { isFast } from './is-fast';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';

export interface LayerNormOptions {
  /** Added to the variance; by default 1e-5. */
  epsilon?: number;
  /** By default float64. */
  dtype?: DType;
}

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/**
 * Layer normalisation: each row, which is the last axis, is brought to mean 0 and variance 1, then scaled and shifted. Unlike
 * `nn.batchNorm` it does the same in training and after it, and to each row alone.
 *
 * @remarks
 * Formula:   y = γ·x̂ + β, x̂ = (x − μ)/√(σ² + ε), μ and σ² the row's mean and variance (divided by `size`)
 * Gradients: with G = ∂loss/∂y and g = γ·G: dγ = Σ G·x̂ and dβ = Σ G over the rows,
 *            dx = (g − mean(g) − x̂·mean(g·x̂))/√(σ² + ε), for μ and σ² depend on x
 * Shapes:    x `[…, size]` of one axis or more, output the same; `weight` (γ, at first 1) and `bias` (β, at first 0) `[size]`
 * Numerics:  moments and sums in float64, the variance of differences from the mean; rounded once for float32
 * Cost:      O(N·size) forward and backward
 * @throws {@link OptionError} for no positive size, or options out of range; `forward` a {@link ShapeError} for other shapes
 * @example
 * nn.layerNorm(2, { epsilon: 0 }).forward(tensor([[1, 3], [30, 10]]))[0].data // [-1, 1, 1, -1]
 * Source: [Ba2016]; cf. torch.nn.LayerNorm
 */
export function layerNorm(size: number, options: LayerNormOptions = {}): Layer<Tensor, TensorLike> {
  checkOptions('layerNorm', options, ['epsilon', 'dtype']);
  const { epsilon = 1e-5, dtype = 'float64' } = options;
  checkCount('layerNorm', 'size', size, 1);
  checkNonNegative('layerNorm', 'epsilon', epsilon);
  checkDType('layerNorm', dtype);
  const [weight, bias] = [zeros([size], { dtype }), zeros([size], { dtype })];
  weight.data.fill(1);

  return {
    name: 'layerNorm',
    parameters: { weight, bias },
    forward(given, context) {
      checkContext('layerNorm', context);
      const x = asTensor('layerNorm', 'x', given, weight);
      if (x.shape[x.shape.length - 1] !== size) {
        throw new ShapeError(
          `layerNorm: x should have shape […, ${size}], got ${formatShape(x.shape)}; weight is [${size}]`,
        );
      }
      checkSameDtype('layerNorm', ['x', x], ['weight', weight]);
      if (isFast(x, FEW)) {
        const data = float32Array(x.data.length);
        float32LayerNorm(x.data, weight.data as Float32Array, bias.data as Float32Array, epsilon, data);
        return [newTensor(data, x.shape), x];
      }
      const output = zeros(x.shape, { dtype });
      const [from, to, scale, shift] = [x.data, output.data, weight.data, bias.data];
      for (let at = 0; at < to.length; at += size) {
        const { mean, inverse } = momentsOf(from.subarray(at, at + size), epsilon);
        for (let k = 0; k < size; k++) to[at + k] = (from[at + k] - mean) * inverse * scale[k] + shift[k];
      }
      return [output, x];
    },
    backward(x, given) {
      checkCache(
        'layerNorm',
        x,
        isTensor(x) && x.shape[x.shape.length - 1] === size,
        `x of shape […, ${size}]`,
      );
      const dOutput = readGradient('layerNorm', given, x.shape, ['x', x]);
      if (isFast(x, FEW)) {
        const dInput = float32Array(x.data.length);
        const g = dOutput.data as Float32Array;
        const sums = layerNormBackward(x.data, g, weight.data as Float32Array, epsilon, dInput);
        const gradients = { weight: typed(sums.dWeight), bias: typed(sums.dBias) };
        return { dInput: newTensor(dInput, x.shape), gradients };
      }
      const dInput = zeros(x.shape, { dtype });
      const [dWeight, dBias] = [new Float64Array(size), new Float64Array(size)];
      const [from, G, to, scale] = [x.data, dOutput.data, dInput.data, weight.data];
      for (let at = 0; at < to.length; at += size) {
        const { mean, inverse } = momentsOf(from.subarray(at, at + size), epsilon);
        let [sum, product] = [0, 0];
        for (let k = 0; k < size; k++) {
          const normalised = (from[at + k] - mean) * inverse;
          const g = G[at + k];
          dWeight[k] += g * normalised;
          dBias[k] += g;
          sum += g * scale[k];
          product += g * scale[k] * normalised;
        }
        for (let k = 0; k < size; k++) {
          const normalised = (from[at + k] - mean) * inverse;
          to[at + k] = (G[at + k] * scale[k] - sum / size - (normalised * product) / size) * inverse;
        }
      }
      return { dInput, gradients: { weight: typed(dWeight), bias: typed(dBias) } };
    },
  };

  function typed(sums: Float64Array): Tensor {
    return newTensor(dtype === 'float32' ? new Float32Array(sums) : sums, [size]);
  }
}

/** Of a row, 1/√(variance + ε) being the inverse. */
function momentsOf(row: FloatArray, epsilon: number): { mean: number; inverse: number } {
  let [sum, squares] = [0, 0];
  for (let k = 0; k < row.length; k++) sum += row[k];
  const mean = sum / row.length;
  for (let k = 0; k < row.length; k++) squares += (row[k] - mean) * (row[k] - mean);
  return { mean, inverse: 1 / Math.sqrt(squares / row.length + epsilon) };
}
