import { OptionError } from '../core';
import { checkCount, checkOptions } from '../core/checks';
import { checkImage, type Image } from './image';

export interface CropOptions {
  /** The first row. */
  top: number;
  /** The first column. */
  left: number;
  height: number;
  width: number;
}

/**
 * A rectangle out of an image.
 *
 * @returns a new image
 * @throws {@link OptionError} if it does not lie in the image; {@link ShapeError} for an image of other pixels than it says
 * @example
 * const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
 * images.crop({ pixels, height: 1, width: 2 }, { top: 0, left: 1, height: 1, width: 1 }).pixels // Uint8Array [4, 5, 6]
 */
export function crop(image: Image, options: CropOptions): Image {
  checkImage('crop', image);
  checkOptions('crop', options, ['top', 'left', 'height', 'width']);
  const { top, left, height, width } = options;
  checkCount('crop', 'top', top, 0);
  checkCount('crop', 'left', left, 0);
  checkCount('crop', 'height', height, 1);
  checkCount('crop', 'width', width, 1);
  if (top + height > image.height || left + width > image.width) {
    throw new OptionError(
      `crop: rows ${top} to ${top + height - 1} and columns ${left} to ${left + width - 1} should lie in the image, ` +
        `which has ${image.height}×${image.width} pixels`,
    );
  }
  const pixels = new Uint8Array(height * width * 3);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * image.width + left) * 3;
    pixels.set(image.pixels.subarray(start, start + width * 3), row * width * 3);
  }
  return { pixels, height, width };
}
