import { checkCount, checkOptions } from '../core/checks';
import { checkImage, type Image } from './image';
import { bilinearWeights, FRACTION_BITS } from './bilinear-weights';

export interface SizeOptions {
  height: number;
  width: number;
}

/**
 * The image in another size, bilinear, with half-pixel centres; when it shrinks, each pixel is the mean of all that it
 * covers, weighted by a triangle (antialiasing). The bytes are those of Pillow's `resize(…, BILINEAR)`, which
 * torchvision's `Resize` calls, but for images that lose more than twice as many rows as columns: there Pillow 13 takes
 * the columns first, and some bytes differ by one.
 *
 * @returns a new image
 * @throws {@link OptionError} if a length is no positive integer; {@link ShapeError} for an image of other pixels than it says
 * @example
 * const pixels = Uint8Array.of(0, 0, 0, 100, 50, 10);
 * images.resize({ pixels, height: 1, width: 2 }, { height: 1, width: 1 }).pixels // Uint8Array [50, 25, 5]
 */
export function resize(image: Image, options: SizeOptions): Image {
  checkImage('resize', image);
  checkOptions('resize', options, ['height', 'width']);
  const { height, width } = options;
  checkCount('resize', 'height', height, 1);
  checkCount('resize', 'width', width, 1);
  // The order matters: between the passes the numbers are rounded to bytes.
  const rows = stretch(image.pixels, [image.height, image.width, 3], width);
  return { pixels: stretch(rows, [1, image.height, width * 3], height), height, width };
}

/** `[outer, from, inner]` → `[outer, to, inner]`. */
function stretch(
  bytes: Uint8Array,
  [outer, from, inner]: readonly [outer: number, from: number, inner: number],
  to: number,
): Uint8Array {
  if (from === to) return new Uint8Array(bytes);
  const { first, count, weights, stride } = bilinearWeights(from, to);
  const stretched = new Uint8Array(outer * to * inner);
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
  return stretched;
}
