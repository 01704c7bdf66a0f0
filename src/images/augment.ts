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
  const channels = channelsOf(image);
  const pixels = new Uint8Array(image.pixels);
  const stride = width * channels;
  for (let row = 0; row < pixels.length; row += stride) {
    for (let c = row; c < row + channels; c++) {
      for (let left = c, right = c + stride - channels; left < right; left += channels, right -= channels) {
        const kept = pixels[left];
        pixels[left] = pixels[right];
        pixels[right] = kept;
      }
    }
  }
  return { pixels, height, width };
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
    const [down, right] = [rng.integer(2 * padding + 1) - padding, rng.integer(2 * padding + 1) - padding];
    return moved(image, down, right, source);
  };
}

/** −1 is 1, −2 is 2, …, `length` is length − 2: the pixel at the edge is there once. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  let place = at;
  while (place < 0 || place >= length) place = place < 0 ? -place : 2 * (length - 1) - place;
  return place;
}

/** −1 beyond the ends */
function inside(at: number, length: number): number {
  return at >= 0 && at < length ? at : -1;
}

/** Row y and column x come from `source(y + down)` and `source(x + right)` of the image; −1 is black. */
function moved(image: Image, down: number, right: number, source: typeof mirrored): Image {
  const { height, width } = image;
  const from = image.pixels;
  const channels = channelsOf(image);
  const pixels = new Uint8Array(from);
  // All at once: only what comes from beyond an edge is wrong then, and is put right pixel by pixel.
  const shift = (down * width + right) * channels;
  pixels.copyWithin(Math.max(0, -shift), Math.max(0, shift));
  const left = Math.min(width, Math.max(0, -right));
  const end = Math.max(left, Math.min(width, width - right));
  for (let y = 0; y < height; y++) {
    const row = source(y + down, height);
    for (let x = 0; x < width; x++) {
      if (x === left && row >= 0 && row === y + down) x = end;
      if (x === width) break;
      const column = source(x + right, width);
      const [to, at] = [(y * width + x) * channels, (row * width + column) * channels];
      for (let c = 0; c < channels; c++) pixels[to + c] = row < 0 || column < 0 ? 0 : from[at + c];
    }
  }
  return { pixels, height, width };
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
    const to = new Uint8Array(pixels);
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
    /** What each byte becomes: brighter, then with more contrast. */
    const table = new Float64Array(256);
    for (let byte = 0; byte < 256; byte++) table[byte] = clamped(light * byte);
    let sum = 0;
    for (let i = 0; i < pixels.length; i += channels) sum += greyOf(pixels, i, channels, table);
    const mean = sum / (height * width);
    for (let byte = 0; byte < 256; byte++) table[byte] = clamped(mean + spread * (table[byte] - mean));
    const to = new Uint8Array(pixels.length);
    for (let i = 0; i < to.length; i += channels) {
      const grey = greyOf(pixels, i, channels, table);
      for (let c = i; c < i + channels; c++) {
        to[c] = Math.round(clamped(grey + colour * (table[pixels[c]] - grey)));
      }
    }
    return { pixels: to, height, width };
  };
}

/** Of the pixel that begins at `at`, after bytes became what the table says. */
function greyOf(pixels: Uint8Array, at: number, channels: number, table: Float64Array): number {
  const first = table[pixels[at]];
  if (channels !== 3) return first;
  return LUMA[0] * first + LUMA[1] * table[pixels[at + 1]] + LUMA[2] * table[pixels[at + 2]];
}

function clamped(value: number): number {
  return Math.min(255, Math.max(0, value));
}
