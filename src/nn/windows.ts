import { ShapeError, asTensor, formatShape, type Tensor, type TensorLike } from '../core';
import { checkCount, checkOptions, checkSameDtype } from '../core/checks';

export interface Pool2dOptions {
  /** Side of the square windows. */
  kernelSize: number;
  /** Pixels from one window to the next; by default `kernelSize`: windows side by side. */
  stride?: number;
}

/** Square windows over images `[images, height, width, channels]`. */
export interface Windows {
  images: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  kernelSize: number;
  stride: number;
}

/** The options of a pooling layer with their defaults; throws an {@link OptionError} that names the layer. */
export function poolOptions(where: string, options: Pool2dOptions): Required<Pool2dOptions> {
  checkOptions(where, options, ['kernelSize', 'stride']);
  const { kernelSize, stride = kernelSize } = options;
  checkCount(where, 'kernelSize', kernelSize, 1);
  checkCount(where, 'stride', stride, 1);
  return { kernelSize, stride };
}

/**
 * The windows that fit into the images of `x` with `padding` pixels more on each side; pixels left over at the end of a row
 * or column are in none.
 * @throws {@link ShapeError} unless x is `[N, H, W, C]`, C being `channels` where given, and one window at least fits
 */
export function windowsOf(
  where: string,
  x: Tensor,
  {
    kernelSize,
    stride,
    padding = 0,
    channels,
  }: Required<Pool2dOptions> & { padding?: number; channels?: number },
): Windows {
  const expected = `[N, H, W, ${channels ?? 'C'}]`;
  const { shape } = x;
  if (shape.length !== 4 || shape[3] !== (channels ?? shape[3])) {
    throw new ShapeError(`${where}: x should have shape ${expected}, got ${formatShape(shape)}`);
  }
  const [height, width] = [shape[1] + 2 * padding, shape[2] + 2 * padding];
  if (height < kernelSize || width < kernelSize || shape[3] === 0) {
    const padded = padding ? ` padded by ${padding}` : '';
    throw new ShapeError(
      `${where}: x of shape ${formatShape(shape)}${padded} is smaller than a window of ${kernelSize}×${kernelSize}`,
    );
  }
  const outHeight = Math.floor((height - kernelSize) / stride) + 1;
  const outWidth = Math.floor((width - kernelSize) / stride) + 1;
  return { images: shape[0], height, width, channels: shape[3], outHeight, outWidth, kernelSize, stride };
}

/** Calls `visit` with the number of each window, image by image and row by row, and the index of its first element. */
export function forEachWindow(w: Windows, visit: (window: number, first: number) => void): void {
  let window = 0;
  for (let image = 0; image < w.images; image++) {
    for (let y = 0; y < w.outHeight; y++) {
      const row = image * w.height + y * w.stride;
      for (let x = 0; x < w.outWidth; x++) visit(window++, (row * w.width + x * w.stride) * w.channels);
    }
  }
}

/**
 * The gradient by a layer's output as a tensor.
 * @param like - of the output's dtype: the input or a parameter
 * @throws {@link ShapeError} or {@link DTypeError} unless it has the shape and dtype of the output
 */
export function readGradient(
  where: string,
  given: TensorLike,
  shape: readonly number[],
  [name, like]: [name: string, x: Tensor],
): Tensor {
  const dOutput = asTensor(where, 'dOutput', given, like);
  const got = dOutput.shape;
  if (got.length !== shape.length || got.some((length, axis) => length !== shape[axis])) {
    throw new ShapeError(
      `${where}: dOutput should have shape ${formatShape(shape)}, got ${formatShape(got)}`,
    );
  }
  checkSameDtype(where, ['dOutput', dOutput], [name, like]);
  return dOutput;
}
