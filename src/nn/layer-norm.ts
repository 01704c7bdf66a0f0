import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  zeros,
  type DType,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkCount, checkDType, checkNonNegative, checkOptions, checkSameDtype } from '../core/checks';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient } from './windows';

export interface LayerNormOptions {
  /** Added to the variance; by default 1e-5. */
  epsilon?: number;
  /** By default float64. */
  dtype?: DType;
}

/** What was normalised, and by what, a row each. */
export interface LayerNormCache {
  readonly x: Tensor;
  readonly mean: Float64Array;
  /** 1/√(variance + ε) */
  readonly inverse: Float64Array;
}

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
export function layerNorm(size: number, options: LayerNormOptions = {}): Layer<LayerNormCache, TensorLike> {
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
      const cache = { x, ...moments(x) };
      const output = zeros(x.shape, { dtype });
      const [from, to, scale, shift] = [x.data, output.data, weight.data, bias.data];
      cache.mean.forEach((mean, row) => {
        const [at, inverse] = [row * size, cache.inverse[row]];
        for (let k = 0; k < size; k++) to[at + k] = (from[at + k] - mean) * inverse * scale[k] + shift[k];
      });
      return [output, cache];
    },
    backward(cache, given) {
      checkCache('layerNorm', cache, isTensor(cache?.x) && cache.x.data.length === cache.mean.length * size);
      const { x, mean: means, inverse: inverses } = cache;
      const dOutput = readGradient('layerNorm', given, x.shape, ['x', x]);
      const dInput = zeros(x.shape, { dtype });
      const [dWeight, dBias] = [new Float64Array(size), new Float64Array(size)];
      const [from, G, to, scale] = [x.data, dOutput.data, dInput.data, weight.data];
      for (let row = 0, at = 0; row < means.length; row++, at += size) {
        const [mean, inverse] = [means[row], inverses[row]];
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

  /** Of each row. */
  function moments({ data }: Tensor): Omit<LayerNormCache, 'x'> {
    const mean = new Float64Array(data.length / size);
    const inverse = new Float64Array(mean.length);
    for (let row = 0, at = 0; row < mean.length; row++, at += size) {
      let [sum, squares] = [0, 0];
      for (let k = 0; k < size; k++) sum += data[at + k];
      mean[row] = sum / size;
      for (let k = 0; k < size; k++) squares += (data[at + k] - mean[row]) * (data[at + k] - mean[row]);
      inverse[row] = 1 / Math.sqrt(squares / size + epsilon);
    }
    return { mean, inverse };
  }

  function typed(sums: Float64Array): Tensor {
    return newTensor(dtype === 'float32' ? new Float32Array(sums) : sums, [size]);
  }
}
