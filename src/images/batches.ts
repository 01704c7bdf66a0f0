import { OptionError, ShapeError, zeros, type FloatArray, type Rng, type Tensor } from '../core';
import { checkFunction, checkOptions, describe } from '../core/checks';
import { checkLabels } from '../core/labels';
import { typedArrayKind } from '../core/typed-array';
import type { Augmentation } from './augment';
import type { Mix } from './mix';

/** Pictures of one size in bytes, with their classes: what `datasets.cifar10()` gives. */
export interface LabelledPictures {
  /** `[N, height, width, channels]` */
  readonly pixels: Uint8Array;
  /** `[N]` class indices */
  readonly labels: Int32Array;
  readonly height: number;
  readonly width: number;
  readonly classNames: readonly string[];
}

export interface ImageBatchesOptions {
  /** Of each channel, with bytes counted as 0 … 1: what becomes 0. */
  mean: readonly number[];
  /** Of each channel: what becomes 1, seen from the mean. */
  std: readonly number[];
  /** One after the other for each picture, in training alone. */
  augment?: readonly Augmentation[];
  /** For each batch, in training alone. Labels are rows of probabilities then, in training and out of it. */
  mix?: Mix;
}

/** Images that are made of bytes batch by batch: a `train.BatchSource`. */
export interface ImageBatches {
  readonly rows: number;
  take(rows: Int32Array, rng?: Rng): { features: Tensor; labels: Int32Array | Tensor };
}

/**
 * A source of batches for `train.fit`, `train.evaluate` and `train.predict`: float32 images `[N, H, W, C]` made of bytes, a
 * quarter of the memory, and varied anew each time that training asks for them.
 *
 * @throws {@link ShapeError} if bytes, labels, mean and std do not fit together; {@link OptionError}
 * @example
 * const pictures = {
 *   pixels: Uint8Array.of(0, 255, 255, 0), labels: Int32Array.of(1), height: 2, width: 2, classNames: ['a', 'b'],
 * };
 * const source = images.batches(pictures, { mean: [0.5], std: [0.5], augment: [images.randomFlip()] });
 * source.take(Int32Array.of(0)).features.data // [-1, 1, 1, -1]
 */
export function batches(pictures: LabelledPictures, options: ImageBatchesOptions): ImageBatches {
  checkOptions('batches', options, ['mean', 'std', 'augment', 'mix']);
  const { mean, std, augment = [], mix } = options;
  const { pixels, labels, height, width, classNames } = pictures;
  for (const [name, value, kind] of [
    ['pixels', pixels, 'Uint8Array'],
    ['labels', labels, 'Int32Array'],
  ] as const) {
    if (typedArrayKind(value) !== kind) {
      throw new OptionError(`batches: ${name} should be of type ${kind}, got ${describe(value)}`);
    }
  }
  const channels = pixels.length / (labels.length * height * width);
  if (!(Number.isInteger(channels) && channels > 0)) {
    throw new ShapeError(
      `batches: ${labels.length} labels of images of ${height}×${width} should have a whole number of channels, got ${pixels.length} bytes`,
    );
  }
  for (const [name, values] of Object.entries({ mean, std })) {
    if (!Array.isArray(values) || values.length !== channels || !values.every(Number.isFinite)) {
      throw new OptionError(
        `batches: ${name} should be ${channels} numbers, one a channel, got ${describe(values)}`,
      );
    }
  }
  if (!std.every((value) => value > 0)) {
    throw new OptionError(`batches: std should be positive numbers, got ${describe(std)}`);
  }
  augment.forEach((step, i) => checkFunction('batches', `augment[${i}]`, step));
  if (mix !== undefined) checkFunction('batches', 'mix', mix);
  checkLabels('batches', labels, labels.length, classNames.length);
  const size = height * width * channels;
  /** What each byte of each channel becomes: 256 numbers a channel. */
  const table = Float32Array.from(
    { length: 256 * channels },
    (_, i) => ((i & 255) / 255 - mean[i >> 8]) / std[i >> 8],
  );

  return {
    rows: labels.length,
    take(rows, rng) {
      const features = zeros([rows.length, height, width, channels], { dtype: 'float32' });
      const { data } = features;
      rows.forEach((row, i) => {
        let image = { pixels: pixels.subarray(row * size, (row + 1) * size), height, width };
        if (rng) for (const step of augment) image = step(image, rng);
        convert(image.pixels, table, data, i * size);
      });
      const own = rows.map((row) => labels[row]);
      if (!mix) return { features, labels: own };
      const probabilities = zeros([rows.length, classNames.length], { dtype: 'float32' });
      own.forEach((label, i) => (probabilities.data[i * classNames.length + label] = 1));
      if (rng) mix({ features, labels: probabilities }, rng);
      return { features, labels: probabilities };
    },
  };
}

/** Puts what the table makes of the bytes of a picture into `to` from `at` on. */
function convert(bytes: Uint8Array, table: Float32Array, to: FloatArray, at: number): void {
  if (table.length === 3 * 256) {
    for (let i = 0; i < bytes.length; i += 3) {
      to[at + i] = table[bytes[i]];
      to[at + i + 1] = table[256 + bytes[i + 1]];
      to[at + i + 2] = table[512 + bytes[i + 2]];
    }
    return;
  }
  for (let i = 0; i < bytes.length;) {
    for (let c = 0; c < table.length; c += 256, i++) to[at + i] = table[c + bytes[i]];
  }
}
