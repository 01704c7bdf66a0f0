import { checkChoice, checkCount, checkOptions } from '../core/checks';
import { checkImage, type Image } from './image';
import { FRACTION_BITS, resamplingWeights, type Filter } from './resampling-weights';

export interface SizeOptions {
  height: number;
  width: number;
}

export interface ResizeOptions extends SizeOptions {
  /** By default bilinear; bicubic is sharper. */
  filter?: Filter;
}

/**
 * The image in another size, with half-pixel centres; when it shrinks, each pixel is the mean of all that it covers,
 * weighted by the filter (antialiasing). The bytes are those of Pillow's `resize(…, BILINEAR)`, which torchvision's
 * `Resize` calls, or of its `BICUBIC`, but for images that lose more than twice as many rows as columns: there Pillow 13 takes
 * the columns first, and some bytes differ by one.
 *
 * @returns a new image
 * @throws {@link OptionError} if a length is no positive integer; {@link ShapeError} for an image of other pixels than it says
 * @example
 * const pixels = Uint8Array.of(0, 0, 0, 100, 50, 10);
 * images.resize({ pixels, height: 1, width: 2 }, { height: 1, width: 1 }).pixels // Uint8Array [50, 25, 5]
 */
export function resize(image: Image, options: ResizeOptions): Image {
  checkImage('resize', image);
  checkOptions('resize', options, ['height', 'width', 'filter']);
  const { height, width, filter = 'bilinear' } = options;
  checkCount('resize', 'height', height, 1);
  checkCount('resize', 'width', width, 1);
  checkChoice('resize', 'filter', filter, ['bilinear', 'bicubic']);
  // The order matters: between the passes the numbers are rounded to bytes.
  const rows = stretch(image.pixels, [image.height, image.width, 3], width, filter);
  return { pixels: stretch(rows, [1, image.height, width * 3], height, filter), height, width };
}

/** `[outer, from, inner]` → `[outer, to, inner]`. */
function stretch(
  bytes: Uint8Array,
  [outer, from, inner]: readonly [outer: number, from: number, inner: number],
  to: number,
  filter: Filter,
): Uint8Array {
  if (from === to) return new Uint8Array(bytes);
  const { first, count, weights, stride } = resamplingWeights(from, to, filter);
  const stretched = new Uint8ClampedArray(outer * to * inner); // bicubic weights can be negative
  for (let i = 0; i < outer; i++) {
    for (let place = 0; place < to; place++) {
      const source = (i * from + first[place]) * inner;
      const target = (i * to + place) * inner;
      for (let j = 0; j < inner; j++) {
        let sum = 1 << (FRACTION_BITS - 1); // rounds
        for (let k = 0; k < count[place]; k++) {
          sum += weights[place * stride + k] * bytes[source + k * inner + j];
        }
        stretched[target + j] = sum >> FRACTION_BITS;
      }
    }
  }
  return new Uint8Array(stretched.buffer);
}
