import { OptionError, tensor, type Tensor } from '../core';
import { checkCount, checkOptions, describe } from '../core/checks';
import { resize, type Image } from '../images';

/** Of blue, green and red over ImageNet's photographs, in the order in which the network takes them. */
const MEAN = [103.939, 116.779, 123.68];

export interface SqueezenetInputOptions {
  /** Height and width; by default 227. */
  size?: number;
}

/**
 * Images as the network of {@link squeezenetWeights} was trained to see them: squashed to a square (bicubic), blue before green before red,
 * minus the mean of each.
 *
 * @returns `[N, size, size, 3]` float32
 * @throws {@link OptionError}
 * @example
 * const image = { pixels: Uint8Array.of(255, 117, 0), height: 1, width: 1 };
 * datasets.squeezenetInput([image], { size: 1 }).data // ≈ [-103.939, 0.221, 131.32]
 * Source: data/squeezenet/README.md
 */
export function squeezenetInput(
  images: readonly Image[],
  options: SqueezenetInputOptions = {},
): Tensor<Float32Array> {
  const isArray: boolean = Array.isArray(images); // a guard would make them any
  if (!isArray) {
    throw new OptionError(`squeezenetInput: expected an array of images, got ${describe(images)}`);
  }
  checkOptions('squeezenetInput', options, ['size']);
  const { size = 227 } = options;
  checkCount('squeezenetInput', 'size', size, 1);
  const data = new Float32Array(images.length * size * size * 3);
  images.forEach((image, i) => {
    const { pixels } = resize(image, { height: size, width: size, filter: 'bicubic' });
    const from = i * pixels.length;
    for (let j = 0; j < pixels.length; j += 3) {
      for (let c = 0; c < 3; c++) data[from + j + c] = pixels[j + 2 - c] - MEAN[c];
    }
  });
  return tensor(data, { shape: [images.length, size, size, 3] });
}
