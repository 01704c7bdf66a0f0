import { asTensor, isTensor, newTensor, zeros, type Tensor, type TensorLike } from '../core';
import { available, averagePool, averagePoolBackward, float32Array } from '../wasm';
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

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/**
 * The mean of each window, channel by channel.
 *
 * @remarks
 * Shapes:   as those of {@link maxPool2d}
 * Gradient: an equal share for each pixel of a window
 * Numerics: sums in the tensor's type, of the pixels row by row, or of the windows
 * @throws {@link OptionError} for sizes that are no positive integers, or unknown options; `forward` a
 * {@link ShapeError} for other shapes
 * @example
 * nn.avgPool2d({ kernelSize: 8 }).forward(zeros([1, 8, 8, 64]))[0].shape // [1, 1, 1, 64]: the mean of the image
 * Source: cf. torch.nn.AvgPool2d
 */
export function avgPool2d(options: Pool2dOptions): Layer<Tensor, TensorLike> {
  const sizes = poolOptions('avgPool2d', options);
  return {
    name: 'avgPool2d',
    parameters: {},
    forward(given, context) {
      checkContext('avgPool2d', context);
      const x = asTensor('avgPool2d', 'x', given);
      const windows = windowsOf('avgPool2d', x, sizes);
      const output = zeros(outputShape(windows), { dtype: x.dtype });
      const [from, to] = [x.data, output.data];
      if (isFloat32(from) && isFloat32(to) && from.length >= FEW && available()) {
        averagePool(from, to, windows);
        return [output, x];
      }
      const count = windows.kernelSize * windows.kernelSize;
      forEachOfWindows(windows, (at, i) => (to[i] += from[at]));
      for (let i = 0; i < to.length; i++) to[i] /= count;
      return [output, x];
    },
    backward(x, given) {
      checkCache('avgPool2d', x, isTensor(x));
      const windows = windowsOf('avgPool2d', x, sizes);
      const dOutput = readGradient('avgPool2d', given, outputShape(windows), ['x', x]);
      const from = dOutput.data;
      if (isFloat32(from) && x.data.length >= FEW && available()) {
        const data = float32Array(x.data.length);
        averagePoolBackward(from, data, windows);
        return { dInput: newTensor(data, x.shape), gradients: {} };
      }
      const dInput = zeros(x.shape, { dtype: x.dtype });
      const shares = from.map((g: number) => g / (windows.kernelSize * windows.kernelSize));
      const to = dInput.data;
      forEachOfWindows(windows, (at, i) => (to[at] += shares[i]));
      return { dInput, gradients: {} };
    },
  };
}

function outputShape({ images, outHeight, outWidth, channels }: Windows): number[] {
  return [images, outHeight, outWidth, channels];
}

/** Calls `visit` for each number of each window: its index, and that of the output. */
function forEachOfWindows(windows: Windows, visit: (at: number, output: number) => void): void {
  const { kernelSize, width, channels } = windows;
  forEachWindow(windows, (window, first) => {
    for (let y = 0; y < kernelSize; y++) {
      for (let x = 0; x < kernelSize; x++) {
        const at = first + (y * width + x) * channels;
        for (let c = 0; c < channels; c++) visit(at + c, window * channels + c);
      }
    }
  });
}
