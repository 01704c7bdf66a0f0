import { ShapeError, asTensor, formatShape, isTensor, zeros, type Tensor, type TensorLike } from '../core';
import { checkCache, checkContext, checkNoArguments, type Layer } from './layer';
import { readGradient } from './windows';

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
      for (let i = 0, at = 0; i < images * pixels; i++) {
        const first = Math.floor(i / pixels) * channels;
        for (let c = 0; c < channels; c++) means[first + c] += data[at++] / pixels;
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
      for (let i = 0; i < images * pixels; i++) {
        const first = Math.floor(i / pixels) * channels;
        for (let c = 0; c < channels; c++) to[i * channels + c] = shares[first + c];
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
      const { images, pixels, channels } = sizesOf('globalMaxPool2d', x);
      const which = new Int32Array(images * channels);
      const y = zeros([images, channels], { dtype: x.dtype });
      const [from, to] = [x.data, y.data];
      for (let i = 0; i < which.length; i++) {
        const image = Math.floor(i / channels);
        const first = image * pixels * channels + (i - image * channels);
        which[i] = largest(from, first, pixels, channels);
        to[i] = from[first + which[i] * channels];
      }
      return [y, { x, which }];
    },
    backward(cache, given) {
      checkCache('globalMaxPool2d', cache, isTensor(cache?.x));
      const { x, which } = cache;
      const { images, pixels, channels } = sizesOf('globalMaxPool2d', x);
      const { data } = readGradient('globalMaxPool2d', given, [images, channels], ['x', x]);
      const dInput = zeros(x.shape, { dtype: x.dtype });
      const to = dInput.data;
      which.forEach((pixel, i) => {
        const image = Math.floor(i / channels);
        to[(image * pixels + pixel) * channels + (i - image * channels)] = data[i];
      });
      return { dInput, gradients: {} };
    },
  };
}

/** The number of the largest of `count` numbers that lie `step` apart, or of the first NaN. */
function largest(x: Tensor['data'], first: number, count: number, step: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) {
    const [value, most] = [x[first + i * step], x[first + best * step]];
    if (Number.isNaN(most)) break;
    if (value > most || Number.isNaN(value)) best = i;
  }
  return best;
}

function sizesOf(where: string, { shape }: Tensor): { images: number; pixels: number; channels: number } {
  const [images, height, width, channels] = shape;
  if (shape.length !== 4 || height * width === 0) {
    throw new ShapeError(`${where}: x should have shape [N, H, W, C], got ${formatShape(shape)}`);
  }
  return { images, pixels: height * width, channels };
}
