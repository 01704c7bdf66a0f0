import {
  asTensor,
  isTensor,
  newTensor,
  zeros,
  type DType,
  type NamedTensors,
  type Rng,
  type Tensor,
  type TensorLike,
} from '../core';
import { checkBoolean, checkCount, checkDType, checkOptions, checkSameDtype } from '../core/checks';
import {
  available,
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
  float32Array,
  isConvolvable,
} from '../wasm';
import { columnSums } from './column-sums';
import { addToRows } from './float32-product';
import { initialWeight } from './initial-weight';
import { he, type Initializer } from './initializers';
import { checkCache, checkContext, type Layer } from './layer';
import { cropped, padded, plainForward, plainInputGradient, plainWeightGradient } from './plain-conv2d';
import { readGradient, windowsOf, type Windows } from './windows';

export interface Conv2dOptions {
  /** Side of the square kernels. */
  kernelSize: number;
  /** Pixels from one position of the kernel to the next; by default 1. */
  stride?: number;
  /** Rows and columns of zeros around the image, on each side; by default 0. `(kernelSize − 1)/2` keeps the size. */
  padding?: number;
  /** Needed by every initialiser but `zeros`. */
  rng?: Rng;
  /** Of the weights, as a matrix of kernelSize²·inChannels inputs and outChannels outputs; by default {@link he}. */
  initializer?: Initializer;
  /** By default true. The bias starts at zero. */
  bias?: boolean;
  /** By default float64. */
  dtype?: DType;
}

/** Products below which calling a kernel costs more than it saves. */
const FEW = 16384;

/**
 * Two-dimensional convolution (as everywhere in the field, without flipping the kernel): at each position the
 * products of the kernel's weights and the pixels under it, summed over both directions and all channels, plus the bias.
 *
 * @remarks
 * Shapes:    x `[N, H, W, inChannels]`: channels last, as images are stored; `weight`
 *            `[kernelSize, kernelSize, inChannels, outChannels]`, `bias` `[outChannels]`; output
 *            `[N, H′, W′, outChannels]` with H′ = ⌊(H + 2·padding − kernelSize)/stride⌋ + 1
 * Gradients: dW and dx are sums over the same products; zeros of the output's gradient are skipped in float32
 * Numerics:  float64 sums in float64; float32 in float32 (small ones in float64, rounded once); the bias's gradient is
 *            summed in float64
 * Cost:      O(N·H′·W′·kernelSize²·inChannels·outChannels) each for output, dW and dx, and a copy of x with its border
 * @throws {@link OptionError} for sizes that are no positive integers, unknown options, or a missing rng;
 * `forward` a {@link ShapeError} for other shapes and types
 * @example
 * const layer = nn.conv2d(3, 32, { kernelSize: 3, padding: 1, rng: rng(1), dtype: 'float32' });
 * const pixels = new Float32Array(10 * 32 * 32 * 3);
 * layer.forward(tensor(pixels, { shape: [10, 32, 32, 3] }))[0].shape // [10, 32, 32, 32]
 * Source: cf. torch.nn.Conv2d (whose images and weights have the channels first)
 */
export function conv2d(
  inChannels: number,
  outChannels: number,
  options: Conv2dOptions,
): Layer<Tensor, TensorLike> {
  const known = ['kernelSize', 'stride', 'padding', 'rng', 'initializer', 'bias', 'dtype'];
  checkOptions('conv2d', options, known);
  const {
    kernelSize,
    stride = 1,
    padding = 0,
    rng,
    initializer = he,
    bias = true,
    dtype = 'float64',
  } = options;
  for (const [name, value] of Object.entries({ inChannels, outChannels, kernelSize, stride })) {
    checkCount('conv2d', name, value, 1);
  }
  checkCount('conv2d', 'padding', padding, 0);
  checkBoolean('conv2d', 'bias', bias);
  checkDType('conv2d', dtype);
  const matrix = initialWeight('conv2d', initializer, [kernelSize * kernelSize * inChannels, outChannels], {
    dtype,
    rng,
  });
  const weight = newTensor(matrix.data, [kernelSize, kernelSize, inChannels, outChannels]);
  const parameters: NamedTensors = bias ? { weight, bias: zeros([outChannels], { dtype }) } : { weight };

  return {
    name: 'conv2d',
    parameters,
    forward(given, context) {
      checkContext('conv2d', context);
      const x = asTensor('conv2d', 'x', given, weight);
      const windows = windowsFor(x);
      const shape = outputShape(windows);
      if (fast(windows)) {
        const data = float32Array(sizeOf(shape));
        const biases = parameters.bias?.data as Float32Array | undefined;
        convolution(float32(x), float32(weight), biases, data, sizesOf(x));
        return [newTensor(data, shape), x];
      }
      const y = plainForward(padded(x, windows, padding), weight, windows);
      if (bias) addToRows(y, parameters.bias.data);
      return [rounded(y, shape), x];
    },
    backward(x, given) {
      checkCache('conv2d', x, isTensor(x));
      const windows = windowsFor(x);
      const dOutput = readGradient('conv2d', given, outputShape(windows), ['weight', weight]);
      const gradients = gradientsOf(x, dOutput);
      if (fast(windows)) {
        const data = float32Array(x.data.length);
        convolutionInputGradient(float32(dOutput), float32(weight), data, sizesOf(x));
        return { dInput: newTensor(data, x.shape), gradients };
      }
      const dPadded = plainInputGradient(dOutput, weight, windows);
      return { dInput: rounded(cropped(dPadded, windows, padding), x.shape), gradients };
    },
    parameterGradients: gradientsOf,
  };

  function gradientsOf(x: Tensor, given: TensorLike): NamedTensors {
    checkCache('conv2d', x, isTensor(x));
    const windows = windowsFor(x);
    const dOutput = readGradient('conv2d', given, outputShape(windows), ['weight', weight]);
    const dWeight = weightGradient(x, dOutput, windows);
    return bias ? { weight: dWeight, bias: columnSums(dOutput) } : { weight: dWeight };
  }

  function weightGradient(x: Tensor, dOutput: Tensor, windows: Windows): Tensor {
    if (!fast(windows)) {
      return rounded(plainWeightGradient(padded(x, windows, padding), dOutput, windows), weight.shape);
    }
    const data = float32Array(weight.data.length);
    convolutionWeightGradient(float32(x), float32(dOutput), data, sizesOf(x));
    return newTensor(data, weight.shape);
  }

  function windowsFor(x: Tensor): Windows {
    const windows = windowsOf('conv2d', x, { kernelSize, stride, padding, channels: inChannels });
    checkSameDtype('conv2d', ['x', x], ['weight', weight]);
    return windows;
  }

  function outputShape({ images, outHeight, outWidth }: Windows): number[] {
    return [images, outHeight, outWidth, outChannels];
  }

  function sizesOf({ shape: [images, height, width, channels] }: Tensor) {
    return { images, height, width, channels, outputs: outChannels, kernelSize, stride, padding };
  }

  /** Whether the kernels should do it. */
  function fast({ images, outHeight, outWidth }: Windows): boolean {
    if (dtype !== 'float32' || images * outHeight * outWidth * weight.data.length < FEW) return false;
    return isConvolvable({ channels: inChannels, outputs: outChannels, kernelSize }) && available();
  }

  function rounded(data: Float64Array, shape: readonly number[]): Tensor {
    return newTensor(dtype === 'float32' ? new Float32Array(data) : data, shape);
  }
}

function float32(x: Tensor): Float32Array {
  return x.data as Float32Array;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
