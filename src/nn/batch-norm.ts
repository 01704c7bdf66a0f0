import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  newTensor,
  zeros,
  type DType,
  type FloatArray,
  type NamedTensors,
  type Tensor,
  type TensorLike,
} from '../core';
import {
  checkCount,
  checkDType,
  checkNonNegative,
  checkOptions,
  checkRange,
  checkSameDtype,
} from '../core/checks';
import { isFloat32 } from '../core/typed-array';
import { batchGradientSums, batchMoments, batchNormBackward, batchNormalize, float32Array } from '../wasm';
import { isFast } from './is-fast';
import { checkCache, checkContext, type Layer } from './layer';
import * as plain from './plain-batch-norm';
import { readGradient } from './windows';

export interface BatchNormOptions {
  /** Share of a batch's own moments in the new running ones; by default 0.1. */
  momentum?: number;
  /** Added to the variance; by default 1e-5. */
  epsilon?: number;
  /** By default float64. */
  dtype?: DType;
}

/** What was normalised, and by what. */
export interface BatchNormCache {
  readonly x: Tensor;
  /** Of each channel, in the tensor's type. */
  readonly mean: FloatArray;
  /** 1/√(variance + ε) */
  readonly inverse: Float64Array;
  /** Whether the moments were the batch's own, which depend on x. */
  readonly training: boolean;
}

/** Numbers below which calling a kernel costs more than it saves. */
const FEW = 4096;

/**
 * Batch normalisation: each channel, which is the last axis, is brought to mean 0 and variance 1 over all other axes,
 * then scaled and shifted. In training by the moments of the batch, else by their running averages.
 *
 * @remarks
 * Formula:   y = γ·(x − μ)/√(σ² + ε) + β; in training μ and σ² are those of the batch (divided by its n rows), and
 *            running ← (1 − momentum)·running + momentum·(μ, σ²·n/(n − 1)), as PyTorch does
 * Gradients: with x̂ = (x − μ)/√(σ² + ε) and G = ∂loss/∂y: dβ = ΣG, dγ = ΣG·x̂, and in training
 *            dx = γ/√(σ² + ε)·(G − ΣG/n − x̂·ΣG·x̂/n), for μ and σ² depend on x; else dx = γ/√(σ² + ε)·G
 * Shapes:    x `[N, C]`, `[N, H, W, C]`, …; `weight` (γ) and `bias` (β) `[C]`; the buffers `runningMean` and
 *            `runningVariance` `[C]` begin at 0 and 1
 * Numerics:  moments and sums in float64, of differences from a row of the batch, so that a large mean costs no digits
 * @throws {@link OptionError} for no positive number of channels, or options out of range; `forward` a
 * {@link ShapeError} for other shapes, or if it is to train with a single row, whose variance is 0
 * @example
 * const layer = nn.batchNorm(2);
 * layer.forward(tensor([[1, 10], [3, 30]]), { training: true })[0].data // ≈ [-1, -1, 1, 1]
 * layer.buffers!.runningMean.data // ≈ [0.2, 2]
 * Source: [Ioffe2015]; cf. torch.nn.BatchNorm2d (whose images have the channels first)
 */
export function batchNorm(
  channels: number,
  options: BatchNormOptions = {},
): Layer<BatchNormCache, TensorLike> {
  checkOptions('batchNorm', options, ['momentum', 'epsilon', 'dtype']);
  const { momentum = 0.1, epsilon = 1e-5, dtype = 'float64' } = options;
  checkCount('batchNorm', 'channels', channels, 1);
  checkRange('batchNorm', 'momentum', momentum, 0, 1);
  checkNonNegative('batchNorm', 'epsilon', epsilon);
  checkDType('batchNorm', dtype);
  const [weight, bias] = [filled(1), zeros([channels], { dtype })];
  const [runningMean, runningVariance] = [zeros([channels], { dtype }), filled(1)];

  return {
    name: 'batchNorm',
    parameters: { weight, bias },
    buffers: { runningMean, runningVariance },
    forward(given, context) {
      checkContext('batchNorm', context);
      const x = asTensor('batchNorm', 'x', given, weight);
      const training = context?.training ?? false;
      const rows = checkInput(x, training);
      let [mean, variance]: readonly FloatArray[] = [runningMean.data, runningVariance.data];
      if (training) {
        const moments = isFast(x, FEW) ? batchMoments(x.data, channels) : plain.moments(x.data, channels);
        ({ mean, variance } = moments);
        const unbiased = moments.variance.map((v) => (v * rows) / (rows - 1));
        average(runningMean.data, moments.mean);
        average(runningVariance.data, unbiased);
      }
      const cache: BatchNormCache = {
        x,
        mean: typed(mean),
        inverse: new Float64Array(variance).map((v) => 1 / Math.sqrt(v + epsilon)),
        training,
      };
      const factor = factorOf(cache);
      const shift = bias.data;
      if (!isFast(x, FEW)) {
        const y = plain.normalized(x.data, { mean: cache.mean, factor, shift });
        return [newTensor(typed(y), x.shape), cache];
      }
      const data = float32Array(x.data.length);
      const of = { mean: float32(cache.mean), factor: float32(factor), shift: float32(shift) };
      batchNormalize(x.data, of, data);
      return [newTensor(data, x.shape), cache];
    },
    backward(cache, given) {
      const { dOutput, sums, products } = sumsOf(cache, given);
      const { x, mean, inverse, training } = cache;
      const factor = factorOf(cache);
      const rows = x.data.length / channels;
      const share = training && rows > 0 ? 1 / rows : 0;
      const gMean = sums.map((sum) => sum * share);
      const slope = products.map((product, c) => product * share * inverse[c] * inverse[c]);
      const gradients = gradientsOf(cache, sums, products);
      if (!isFast(x, FEW)) {
        const dx = plain.slanted(x.data, dOutput.data, { mean, gMean, slope, factor });
        return { dInput: newTensor(typed(dx), x.shape), gradients };
      }
      const data = float32Array(x.data.length);
      const of = {
        mean: float32(mean),
        gMean: float32(gMean),
        slope: float32(slope),
        factor: float32(factor),
      };
      batchNormBackward(x.data, float32(dOutput.data), of, data);
      return { dInput: newTensor(data, x.shape), gradients };
    },
    parameterGradients(cache, given) {
      const { sums, products } = sumsOf(cache, given);
      return gradientsOf(cache, sums, products);
    },
  };

  function filled(value: number): Tensor {
    const x = zeros([channels], { dtype });
    x.data.fill(value);
    return x;
  }

  /** The number of rows: of all positions of all images. */
  function checkInput(x: Tensor, training: boolean): number {
    const { shape } = x;
    if (shape.length < 2 || shape[shape.length - 1] !== channels) {
      const expected = `[N, …, ${channels}]`;
      throw new ShapeError(`batchNorm: x should have shape ${expected}, got ${formatShape(shape)}`);
    }
    checkSameDtype('batchNorm', ['x', x], ['weight', weight]);
    const rows = x.data.length / channels;
    if (training && rows < 2) {
      throw new ShapeError(
        `batchNorm: training needs more than one row to have a variance, got x of shape ${formatShape(shape)}`,
      );
    }
    return rows;
  }

  /** running ← (1 − momentum)·running + momentum·own */
  function average(running: FloatArray, own: Float64Array): void {
    for (let c = 0; c < channels; c++) running[c] = (1 - momentum) * running[c] + momentum * own[c];
  }

  function factorOf({ inverse }: BatchNormCache): Float64Array {
    const { data } = weight;
    return inverse.map((value, c) => data[c] * value);
  }

  /** Of each channel ΣG and ΣG·(x − μ). */
  function sumsOf(cache: BatchNormCache, given: TensorLike) {
    checkCache('batchNorm', cache, isTensor(cache?.x) && cache.inverse?.length === channels);
    const { x, mean } = cache;
    const dOutput = readGradient('batchNorm', given, x.shape, ['x', x]);
    const [sums, products] = isFast(x, FEW)
      ? batchGradientSums(x.data, float32(dOutput.data), float32(mean))
      : plain.gradientSums(x.data, dOutput.data, mean);
    return { dOutput, sums, products };
  }

  function gradientsOf(
    { inverse }: BatchNormCache,
    sums: Float64Array,
    products: Float64Array,
  ): NamedTensors {
    const dWeight = products.map((product, c) => product * inverse[c]);
    return { weight: newTensor(typed(dWeight), [channels]), bias: newTensor(typed(sums), [channels]) };
  }

  /** A copy in the layer's type. */
  function typed(values: FloatArray): FloatArray {
    return dtype === 'float32' ? new Float32Array(values) : new Float64Array(values);
  }
}

function float32(values: FloatArray): Float32Array {
  return isFloat32(values) ? values : new Float32Array(values);
}
