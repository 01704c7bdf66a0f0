import type { Rng } from '../core';
import { checkChoice, checkCount, checkOptions, checkRange } from '../core/checks';
import { channelsOf, type Image } from './image';

/** Another picture of the same thing, of the same size; what was given stays as it is. */
export type Augmentation = (image: Image, rng: Rng) => Image;

/**
 * Mirrors left and right with the given probability, by default 1/2.
 *
 * @throws {@link OptionError} if it is no probability
 * @example
 * images.randomFlip(1)({ pixels: Uint8Array.of(1, 2, 3), height: 1, width: 3 }, rng(1)).pixels // [3, 2, 1]
 * Source: cf. torchvision.transforms.RandomHorizontalFlip
 */
export function randomFlip(probability = 0.5): Augmentation {
  checkRange('randomFlip', 'probability', probability, 0, 1);
  return (image, rng) => (rng.uniform() < probability ? flipped(image) : image);
}

/**
 * Left and right exchanged.
 *
 * @example
 * images.flipped({ pixels: Uint8Array.of(1, 2, 3), height: 1, width: 3 }).pixels // [3, 2, 1]
 */
export function flipped(image: Image): Image {
  const { height, width } = image;
  return moved(
    image,
    indices(height, (y) => y),
    indices(width, (x) => width - 1 - x),
  );
}

/**
 * A piece of the picture's own size out of the picture with a border of `padding` pixels: the picture moved by up to so many
 * pixels each way.
 *
 * @param options - `border`: mirrored (by default) or black
 * @throws {@link OptionError} for a padding that is no integer ≥ 0, or unknown options
 * @example
 * const image = { pixels: Uint8Array.of(1, 2, 3), height: 1, width: 3 };
 * images.randomCrop(0)(image, rng(1)).pixels // [1, 2, 3]
 * Source: cf. torchvision.transforms.RandomCrop
 */
export function randomCrop(padding: number, options: { border?: 'reflect' | 'zeros' } = {}): Augmentation {
  checkCount('randomCrop', 'padding', padding, 0);
  checkOptions('randomCrop', options, ['border']);
  const { border = 'reflect' } = options;
  checkChoice('randomCrop', 'border', border, ['reflect', 'zeros']);
  const source = border === 'reflect' ? mirrored : inside;
  return (image, rng) => {
    const { height, width } = image;
    const [down, right] = [rng.integer(2 * padding + 1) - padding, rng.integer(2 * padding + 1) - padding];
    return moved(
      image,
      indices(height, (y) => source(y + down, height)),
      indices(width, (x) => source(x + right, width)),
    );
  };
}

/** −1 is 1, −2 is 2, …, `length` is length − 2: the pixel at the edge is there once. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return place < length ? place : period - place;
}

/** −1 beyond the ends */
function inside(at: number, length: number): number {
  return at >= 0 && at < length ? at : -1;
}

function indices(length: number, of: (i: number) => number): Int32Array {
  return Int32Array.from({ length }, (_, i) => of(i));
}

/** Row y and column x come from these rows and columns of the image; −1 is black. */
function moved(image: Image, rows: Int32Array, columns: Int32Array): Image {
  const { pixels, height, width } = image;
  const channels = channelsOf(image);
  const to = new Uint8Array(pixels.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += channels) {
      if (rows[y] < 0 || columns[x] < 0) continue;
      const at = (rows[y] * width + columns[x]) * channels;
      for (let c = 0; c < channels; c++) to[i + c] = pixels[at + c];
    }
  }
  return { pixels: to, height, width };
}

/**
 * Covers a square of this side around a random pixel; what of it lies outside the picture covers nothing.
 *
 * @param fill - the colour of the cover, a number for each channel; by default black
 * @throws {@link OptionError} for a side that is no positive integer
 * @example
 * const image = { pixels: Uint8Array.of(9, 9, 9), height: 1, width: 3 };
 * images.cutout(1)(image, rng(1)).pixels.filter((value) => value === 0).length // 1
 * Source: [DeVries2017]
 */
export function cutout(side: number, fill: readonly number[] = [0]): Augmentation {
  checkCount('cutout', 'side', side, 1);
  return (image, rng) => {
    const { pixels, height, width } = image;
    const channels = channelsOf(image);
    const [top, left] = [height, width].map((length) => rng.integer(length) - Math.floor(side / 2));
    const to = pixels.slice();
    for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + side); x++) {
        for (let c = 0; c < channels; c++) to[(y * width + x) * channels + c] = fill[c % fill.length];
      }
    }
    return { pixels: to, height, width };
  };
}

/** Of red, green and blue in what the eye takes for brightness (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114];

/**
 * Changes brightness, then contrast, then saturation, each by a factor drawn from [1 − strength, 1 + strength].
 *
 * @param strengths - each of [0, 1], by default 0: no change
 * @throws {@link OptionError} for unknown options or strengths out of range
 * @example
 * const image = { pixels: Uint8Array.of(10, 20, 30), height: 1, width: 1 };
 * images.colorJitter({})(image, rng(1)).pixels // [10, 20, 30]
 * Source: cf. torchvision.transforms.ColorJitter, which also turns the hue and shuffles the order
 */
export function colorJitter(
  strengths: { brightness?: number; contrast?: number; saturation?: number } = {},
): Augmentation {
  checkOptions('colorJitter', strengths, ['brightness', 'contrast', 'saturation']);
  const { brightness = 0, contrast = 0, saturation = 0 } = strengths;
  for (const [name, strength] of Object.entries({ brightness, contrast, saturation })) {
    checkRange('colorJitter', name, strength, 0, 1);
  }
  return (image, rng) => {
    const { pixels, height, width } = image;
    const channels = channelsOf(image);
    const factor = (strength: number): number => 1 + strength * (2 * rng.uniform() - 1);
    const [light, spread, colour] = [factor(brightness), factor(contrast), factor(saturation)];
    const to = Float64Array.from(pixels, (value) => clamped(light * value));
    const greys = new Float64Array(height * width);
    for (let i = 0; i < greys.length; i++) greys[i] = greyOf(to, i * channels, channels);
    const mean = greys.reduce((sum, grey) => sum + grey, 0) / Math.max(1, greys.length);
    for (let i = 0; i < to.length; i++) to[i] = clamped(mean + spread * (to[i] - mean));
    for (let i = 0; i < greys.length; i++) {
      const grey = greyOf(to, i * channels, channels);
      for (let c = i * channels; c < (i + 1) * channels; c++) to[c] = clamped(grey + colour * (to[c] - grey));
    }
    return { pixels: Uint8Array.from(to, Math.round), height, width };
  };
}

function greyOf(pixels: Float64Array, at: number, channels: number): number {
  if (channels !== 3) return pixels[at];
  return LUMA.reduce((sum, weight, c) => sum + weight * pixels[at + c], 0);
}

function clamped(value: number): number {
  return Math.min(255, Math.max(0, value));
}
