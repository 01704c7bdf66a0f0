import {
  ShapeError,
  asTensor,
  formatShape,
  isTensor,
  zeros,
  type FloatArray,
  type Tensor,
  type TensorLike,
} from '../core';
import { isFloat32 } from '../core/typed-array';
import { available, float32Array, maxPool } from '../wasm';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';

/** Elements below which calling a kernel costs more than it saves. */
const FEW = 1024;

/** The input, and for each channel of each image the number of its largest pixel. */
export interface GlobalMaxCache {
  readonly x: Tensor;
  readonly which: Int32Array;
}

/**
 * The mean of each channel over the whole image: `[N, H, W, C]` → `[N, C]`.
 *
 * @remarks
 * Gradient: an equal share for each pixel
 * Numerics: sums of shares in float64, rounded once for float32
 * @throws `forward` a {@link ShapeError} for other shapes, or images without pixels
 * @example
 * nn.globalAvgPool2d().forward(tensor([[[[1], [2]], [[3], [6]]]]))[0].data // [3]
 * Source: [Lin2014]; cf. torch.nn.AdaptiveAvgPool2d of size 1
 */
export function globalAvgPool2d(...surplus: never[]): Layer<Tensor, TensorLike> {
  checkNoArguments('globalAvgPool2d', surplus);
  return {
    name: 'globalAvgPool2d',
    parameters: {},
    forward(given, context) {
      checkContext('globalAvgPool2d', context);
      const x = asTensor('globalAvgPool2d', 'x', given);
      const { images, pixels, channels } = sizesOf('globalAvgPool2d', x);
      const { data } = x;
      const means = new Float64Array(images * channels);
      for (let first = 0, at = 0; first < means.length; first += channels) {
        for (let pixel = 0; pixel < pixels; pixel++) {
          for (let i = first; i < first + channels; i++) means[i] += data[at++] / pixels;
        }
      }
      const y = zeros([images, channels], { dtype: x.dtype });
      y.data.set(means);
      return [y, x];
    },
    backward(x, given) {
      checkCache('globalAvgPool2d', x, isTensor(x));
      const { images, pixels, channels } = sizesOf('globalAvgPool2d', x);
      const { data } = readGradient('globalAvgPool2d', given, [images, channels], ['x', x]);
      const dInput = zeros(x.shape, { dtype: x.dtype });
      const to = dInput.data;
      const shares = data.map((g: number) => g / pixels);
      for (let image = 0; image < images; image++) {
        const own = shares.subarray(image * channels, (image + 1) * channels);
        for (let pixel = 0; pixel < pixels; pixel++) to.set(own, (image * pixels + pixel) * channels);
      }
      return { dInput, gradients: {} };
    },
  };
}

/**
 * The largest of each channel over the whole image: `[N, H, W, C]` → `[N, C]`.
 *
 * @remarks
 * Gradient: goes to the largest; of equals to the first, row by row
 * Domain:   a NaN makes the channel's output NaN (the gradient goes to the first)
 * @throws `forward` a {@link ShapeError} for other shapes, or images without pixels
 * @example
 * nn.globalMaxPool2d().forward(tensor([[[[1], [2]], [[6], [3]]]]))[0].data // [6]
 * Source: cf. torch.nn.AdaptiveMaxPool2d of size 1
 */
export function globalMaxPool2d(...surplus: never[]): Layer<GlobalMaxCache, TensorLike> {
  checkNoArguments('globalMaxPool2d', surplus);
  return {
    name: 'globalMaxPool2d',
    parameters: {},
    forward(given, context) {
      checkContext('globalMaxPool2d', context);
      const x = asTensor('globalMaxPool2d', 'x', given);
      const { images, height, width, pixels, channels } = sizesOf('globalMaxPool2d', x);
      const which = new Int32Array(images * channels);
      const y = zeros([images, channels], { dtype: x.dtype });
      const [from, to] = [x.data, y.data];
      if (height === width && isFloat32(from) && isFloat32(to) && from.length >= FEW && available()) {
        const numbers = float32Array(which.length);
        maxPool(from, to, numbers, { images, height, width, channels, kernelSize: width, stride: width });
        if (!to.includes(NaN)) {
          which.set(numbers);
          return [y, { x, which }];
        }
        // Of several NaN the kernel names the last.
      }
      findLargest(from, to, which, pixels, channels);
      return [y, { x, which }];
    },
    backward(cache, given) {
      checkCache('globalMaxPool2d', cache, isTensor(cache?.x));
      const { x, which } = cache;
      const { images, pixels, channels } = sizesOf('globalMaxPool2d', x);
      const { data } = readGradient('globalMaxPool2d', given, [images, channels], ['x', x]);
      const dInput = zeros(x.shape, { dtype: x.dtype });
      const to = dInput.data;
      for (let image = 0, i = 0; image < images; image++) {
        for (let c = 0; c < channels; c++, i++) to[(image * pixels + which[i]) * channels + c] = data[i];
      }
      return { dInput, gradients: {} };
    },
  };
}

/** Of each channel of each image the largest, the first of equals, or the first NaN, and its number, which is 0 so far. */
function findLargest(
  x: FloatArray,
  y: FloatArray,
  which: Int32Array,
  pixels: number,
  channels: number,
): void {
  for (let first = 0, at = 0; first < which.length; first += channels) {
    for (let i = first; i < first + channels; i++) y[i] = x[at++];
    for (let pixel = 1; pixel < pixels; pixel++) {
      for (let i = first; i < first + channels; i++) {
        const value = x[at++];
        if (value <= y[i] || Number.isNaN(y[i])) continue;
        y[i] = value;
        which[i] = pixel;
      }
    }
  }
}

function sizesOf(where: string, { shape }: Tensor) {
  const [images, height, width, channels] = shape;
  if (shape.length !== 4 || height * width === 0) {
    throw new ShapeError(`${where}: x should have shape [N, H, W, C], got ${formatShape(shape)}`);
  }
  return { images, height, width, pixels: height * width, channels };
}
