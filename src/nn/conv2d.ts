import {
  OptionError,
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
import { joinChannels, takeChannels } from './channels';
import { columnSums } from './column-sums';
import { convolve, inputGradient, weightGradient } from './convolve';
import { initialWeight } from './initial-weight';
import { he, type Initializer } from './initializers';
import { checkCache, checkContext, type Layer } from './layer';
import { readGradient, windowsOf } from './windows';

export interface Conv2dOptions {
  /** Side of the square kernels. */
  kernelSize: number;
  /** Pixels from one position of the kernel to the next; by default 1. */
  stride?: number;
  /** Rows and columns of zeros around the image, on each side; by default 0. `(kernelSize − 1)/2` keeps the size. */
  padding?: number;
  /** Parts that channels and outputs are cut into: each output sees the channels of its part alone. By default 1. */
  groups?: number;
  /** Needed by every initialiser but `zeros`. */
  rng?: Rng;
  /** Of the weights, as a matrix of kernelSize²·inChannels/groups inputs and outChannels outputs; by default {@link he}. */
  initializer?: Initializer;
  /** By default true. The bias starts at zero. */
  bias?: boolean;
  /** By default float64. */
  dtype?: DType;
}

/**
 * Two-dimensional convolution (as everywhere in the field, without flipping the kernel): at each position the
 * products of the kernel's weights and the pixels under it, summed over both directions and all channels, plus the bias.
 *
 * @remarks
 * Shapes:    x `[N, H, W, inChannels]`: channels last, as images are stored; `weight`
 *            `[kernelSize, kernelSize, inChannels/groups, outChannels]`, `bias` `[outChannels]`; output
 *            `[N, H′, W′, outChannels]` with H′ = ⌊(H + 2·padding − kernelSize)/stride⌋ + 1
 * Gradients: dW and dx are sums over the same products; in float32 zeros of the output's gradient
 *            are skipped where they are many
 * Numerics:  float64 sums in float64; float32 in float32 (small ones in float64, rounded once); the bias's gradient is
 *            summed in float64
 * Cost:      O(N·H′·W′·kernelSize²·inChannels·outChannels) each for output, dW and dx, and a copy of x with its border
 * @throws {@link OptionError} for sizes that are no positive integers or no multiples of `groups`, unknown options, or a missing rng;
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
  const known = ['kernelSize', 'stride', 'padding', 'groups', 'rng', 'initializer', 'bias', 'dtype'];
  checkOptions('conv2d', options, known);
  const {
    kernelSize,
    stride = 1,
    padding = 0,
    groups = 1,
    rng,
    initializer = he,
    bias = true,
    dtype = 'float64',
  } = options;
  for (const [name, value] of Object.entries({ inChannels, outChannels, kernelSize, stride, groups })) {
    checkCount('conv2d', name, value, 1);
  }
  checkCount('conv2d', 'padding', padding, 0);
  for (const [name, value] of Object.entries({ inChannels, outChannels })) {
    if (value % groups === 0) continue;
    throw new OptionError(`conv2d: ${name} should be a multiple of the ${groups} groups, got ${value}`);
  }
  const [inWidth, outWidth] = [inChannels / groups, outChannels / groups];
  checkBoolean('conv2d', 'bias', bias);
  checkDType('conv2d', dtype);
  const matrix = initialWeight('conv2d', initializer, [kernelSize * kernelSize * inWidth, outChannels], {
    dtype,
    rng,
  });
  const weight = newTensor(matrix.data, [kernelSize, kernelSize, inWidth, outChannels]);
  const parameters: NamedTensors = bias ? { weight, bias: zeros([outChannels], { dtype }) } : { weight };
  const strides = { stride, padding };

  return {
    name: 'conv2d',
    parameters,
    forward(given, context) {
      checkContext('conv2d', context);
      const x = asTensor('conv2d', 'x', given, weight);
      outputShape(x);
      const y = eachGroup((inputs, outputs) =>
        convolve(inputs(x), outputs(weight), bias ? outputs(parameters.bias) : undefined, strides),
      );
      return [y, x];
    },
    backward(x, given) {
      const dOutput = gradientOf(x, given);
      const dInput = eachGroup((inputs, outputs) =>
        inputGradient(inputs(x), outputs(dOutput), outputs(weight), strides),
      );
      return { dInput, gradients: gradientsOf(x, dOutput) };
    },
    parameterGradients: (x, given) => gradientsOf(x, gradientOf(x, given)),
  };

  function gradientsOf(x: Tensor, dOutput: Tensor): NamedTensors {
    const dWeight = eachGroup((inputs, outputs) =>
      weightGradient(inputs(x), outputs(dOutput), outputs(weight), strides),
    );
    return bias ? { weight: dWeight, bias: columnSums(dOutput) } : { weight: dWeight };
  }

  /** What `compute` gives for each group, side by side; it is told how to take the group's part of a tensor. */
  function eachGroup(compute: (inputs: Part, outputs: Part) => Tensor): Tensor {
    if (groups === 1) return compute(whole, whole);
    const parts = Array.from({ length: groups }, (_, group) =>
      compute(
        (x) => takeChannels(x, group * inWidth, inWidth),
        (y) => takeChannels(y, group * outWidth, outWidth),
      ),
    );
    return joinChannels(parts);
  }

  function gradientOf(x: Tensor, given: TensorLike): Tensor {
    checkCache('conv2d', x, isTensor(x));
    return readGradient('conv2d', given, outputShape(x), ['weight', weight]);
  }

  function outputShape(x: Tensor): number[] {
    const windows = windowsOf('conv2d', x, { kernelSize, stride, padding, channels: inChannels });
    checkSameDtype('conv2d', ['x', x], ['weight', weight]);
    return [windows.images, windows.outHeight, windows.outWidth, outChannels];
  }
}

type Part = (x: Tensor) => Tensor;

function whole(x: Tensor): Tensor {
  return x;
}
