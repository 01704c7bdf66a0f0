import { OptionError } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { crop } from './crop';
import { checkImage, type Image } from './image';
import type { SizeOptions } from './resize';

/**
 * The middle of an image; of an odd number of rows or columns too many the last is cut off.
 *
 * @returns a new image
 * @throws {@link OptionError} if the image is smaller; {@link ShapeError} for an image of other pixels than it says
 * @example
 * const pixels = Uint8Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3);
 * images.centreCrop({ pixels, height: 1, width: 3 }, { height: 1, width: 1 }).pixels // Uint8Array [2, 2, 2]
 */
export function centreCrop(image: Image, options: SizeOptions): Image {
  checkImage('centreCrop', image);
  checkOptions('centreCrop', options, ['height', 'width']);
  const { height, width } = options;
  checkCount('centreCrop', 'height', height, 1);
  checkCount('centreCrop', 'width', width, 1);
  if (height > image.height || width > image.width) {
    throw new OptionError(
      `centreCrop: ${height}×${width} pixels can't be cut out of ${image.height}×${image.width}; resize the image first`,
    );
  }
  const top = Math.floor((image.height - height) / 2);
  const left = Math.floor((image.width - width) / 2);
  return crop(image, { top, left, height, width });
}
