import { borrow } from './borrow';
import { checkLength } from './check-length';
import { parallel } from './parallel';

/** Numbers of the input in a chunk. */
const GRAIN = 65536;

/** Of square windows without padding over x `[images, height, width, channels]`. */
export interface PoolingSizes {
  images: number;
  height: number;
  width: number;
  channels: number;
  /** Side of a window. */
  kernelSize: number;
  stride: number;
}

/**
 * y ← the largest of each window, the first of equals; NaN where one is. `which` ← its number in the window, row by row.
 */
export function maxPool(x: Float32Array, y: Float32Array, which: Float32Array, sizes: PoolingSizes): void {
  const { rows, rowGrain, args } = callOf('maxPool', sizes, { x }, { y, which });
  borrow('maxPool', [x], [y, which], (x, y, which) =>
    parallel('maxPool', rows, rowGrain, x, ...args, y, which),
  );
}

/** dX ← dY where the largest of each window was, else 0; where windows overlap, float32 sums in the order of windows. */
export function maxPoolBackward(
  dY: Float32Array,
  which: Float32Array,
  dX: Float32Array,
  sizes: PoolingSizes,
): void {
  const { imageGrain, args } = callOf('maxPool', sizes, { dX }, { dY, which });
  borrow('maxPool', [dY, which], [dX], (dY, which, dX) =>
    parallel('maxPoolBackward', sizes.images, imageGrain, dY, which, ...args, dX),
  );
}

/** y ← the mean of each window: a float32 sum in the order of its pixels, divided by their number. */
export function averagePool(x: Float32Array, y: Float32Array, sizes: PoolingSizes): void {
  const { rows, rowGrain, args } = callOf('averagePool', sizes, { x }, { y });
  borrow('averagePool', [x], [y], (x, y) => parallel('averagePool', rows, rowGrain, x, ...args, y));
}

/** dX ← the sum of dY/kernelSize² over the windows that a pixel is in, each rounded to float32. */
export function averagePoolBackward(dY: Float32Array, dX: Float32Array, sizes: PoolingSizes): void {
  const { imageGrain, args } = callOf('averagePool', sizes, { dX }, { dY });
  borrow('averagePool', [dY], [dX], (dY, dX) =>
    parallel('averagePoolBackward', sizes.images, imageGrain, dY, ...args, dX),
  );
}

type Arrays = Record<string, Float32Array>;

/** What the kernels are called with; throws if the arrays of the input's or the output's shape are too short. */
function callOf(where: string, sizes: PoolingSizes, inputs: Arrays, outputs: Arrays) {
  const { images, height, width, channels, kernelSize, stride } = sizes;
  const outHeight = Math.floor((height - kernelSize) / stride) + 1;
  const outWidth = Math.floor((width - kernelSize) / stride) + 1;
  const least = {
    inputs: images * height * width * channels,
    outputs: images * outHeight * outWidth * channels,
  };
  for (const [name, data] of Object.entries(inputs)) checkLength(where, name, data, least.inputs);
  for (const [name, data] of Object.entries(outputs)) checkLength(where, name, data, least.outputs);
  return {
    rows: images * outHeight,
    rowGrain: Math.max(1, Math.floor(GRAIN / (kernelSize * width * channels))),
    imageGrain: Math.max(1, Math.floor(GRAIN / (height * width * channels))),
    args: [height, width, channels, outHeight, outWidth, kernelSize, stride],
  };
}
