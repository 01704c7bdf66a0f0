import { checkCount, checkOptions } from '../core/checks';
import { checkImage, type Image } from './image';
import { resize } from './resize';

/**
 * The image with its shorter side `size` pixels long, and the other in proportion, rounded down: what ImageNet's
 * validation begins with (256, then the middle 224×224).
 *
 * @returns a new image, see {@link resize}
 * @throws {@link OptionError} if `size` is no positive integer; {@link ShapeError} for an image of other pixels than it says
 * @example
 * const image = { pixels: new Uint8Array(500 * 375 * 3), height: 375, width: 500 };
 * images.resizeShorterSide(image, { size: 256 }).width // 341
 */
export function resizeShorterSide(image: Image, options: { size: number }): Image {
  checkImage('resizeShorterSide', image);
  checkOptions('resizeShorterSide', options, ['size']);
  const { size } = options;
  checkCount('resizeShorterSide', 'size', size, 1);
  const shorter = Math.min(image.height, image.width);
  const scaled = (length: number) => Math.floor((length * size) / shorter);
  return resize(image, { height: scaled(image.height), width: scaled(image.width) });
}
