import { asTensor, isTensor, newTensor, zeros, type FloatArray, type Tensor, type TensorLike } from '../core';
import { available, float32Array, maxPool, maxPoolBackward } from '../wasm';
import { checkCache, checkContext, type Layer } from './layer';
import {
  forEachWindow,
  poolOptions,
  readGradient,
  windowsOf,
  type Pool2dOptions,
  type Windows,
} from './windows';
import { isFloat32 } from '../core/typed-array';

/** The input, and for each output the number of its largest in the window, counted row by row. */
interface MaxPoolCache {
  x: Tensor;
  which: FloatArray;
}

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/**
 * The largest number of each window, channel by channel.
 *
 * @remarks
 * Shapes:   x `[N, H, W, C]`, output `[N, H′, W′, C]` with H′ = ⌊(H − kernelSize)/stride⌋ + 1: what does not fill a window
 *           at the end is left out
 * Gradient: goes to the largest; of equals to the first, row by row
 * Domain:   NaN in a window makes the output NaN (the gradient goes to the last NaN)
 * Numerics: where windows overlap, gradients are summed in the order of the windows, in the tensor's type
 * @throws {@link OptionError} for sizes that are no positive integers, or unknown options; `forward` a
 * {@link ShapeError} for other shapes
 * @example
 * nn.maxPool2d({ kernelSize: 2 }).forward(zeros([1, 28, 28, 8]))[0].shape // [1, 14, 14, 8]
 * Source: cf. torch.nn.MaxPool2d
 */
export function maxPool2d(options: Pool2dOptions): Layer<MaxPoolCache, TensorLike> {
  const sizes = poolOptions('maxPool2d', options);
  return {
    name: 'maxPool2d',
    parameters: {},
    forward(given, context) {
      checkContext('maxPool2d', context);
      const x = asTensor('maxPool2d', 'x', given);
      const windows = windowsOf('maxPool2d', x, sizes);
      const { images, outHeight, outWidth, channels } = windows;
      const shape = [images, outHeight, outWidth, channels];
      if (isFloat32(x.data) && x.data.length >= FEW && available()) {
        const count = images * outHeight * outWidth * channels;
        const [data, which] = [float32Array(count), float32Array(count)];
        maxPool(x.data, data, which, windows);
        return [newTensor(data, shape), { x, which }];
      }
      const [output, which] = [zeros(shape, { dtype: x.dtype }), zeros(shape, { dtype: x.dtype }).data];
      const [from, to] = [x.data, output.data];
      forEachWindow(windows, (window, first) => {
        for (let c = 0; c < channels; c++) {
          const best = largest(from, first + c, windows);
          to[window * channels + c] = from[first + c + offsetOf(best, windows)];
          which[window * channels + c] = best;
        }
      });
      return [output, { x, which }];
    },
    backward(cache, given) {
      checkCache('maxPool2d', cache, isTensor(cache?.x));
      const { x, which } = cache;
      const windows = windowsOf('maxPool2d', x, sizes);
      const { images, outHeight, outWidth, channels } = windows;
      const shape = [images, outHeight, outWidth, channels];
      const dOutput = readGradient('maxPool2d', given, shape, ['x', x]);
      if (isFloat32(dOutput.data) && isFloat32(which) && x.data.length >= FEW && available()) {
        const data = float32Array(x.data.length);
        maxPoolBackward(dOutput.data, which, data, windows);
        return { dInput: newTensor(data, x.shape), gradients: {} };
      }
      const dInput = zeros(x.shape, { dtype: x.dtype });
      const [from, to] = [dOutput.data, dInput.data];
      forEachWindow(windows, (window, first) => {
        for (let c = 0; c < channels; c++) {
          const i = window * channels + c;
          to[first + c + offsetOf(which[i], windows)] += from[i];
        }
      });
      return { dInput, gradients: {} };
    },
  };
}

/** The number of the largest in the window that begins at `first`. */
function largest(x: FloatArray, first: number, windows: Windows): number {
  let [best, value] = [0, x[first]];
  for (let i = 1; i < windows.kernelSize * windows.kernelSize; i++) {
    const candidate = x[first + offsetOf(i, windows)];
    if (candidate > value || Number.isNaN(candidate)) [best, value] = [i, candidate];
  }
  return best;
}

/** Where the pixel of this number in a window lies, from the first. */
function offsetOf(number: number, { kernelSize, width, channels }: Windows): number {
  const row = Math.floor(number / kernelSize);
  return (row * width + (number - row * kernelSize)) * channels;
}
