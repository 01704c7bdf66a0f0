import { zeros, type Tensor } from '../core';
import type { Dataset } from './dataset';

/** A data set whose rows are images. */
export interface LabelledImages extends Dataset {
  /** `[N, height, width, channels]` of {0, …, 255}, row by row. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** 3: red, green and blue; or 1. */
  readonly channels: number;
  /**
   * `[N, height · width · channels]` float32 in [0, 1], `pixels / 255`. Four times as large as `pixels` (614 MB for
   * CIFAR-10), so it is made when it is first asked for; `takeRows` and `split` do not ask, a copy `{ ...images }` does.
   */
  readonly features: Tensor<Float32Array>;
}

/** The images with `features`, which are made when they are first asked for. */
export function withFeatures<I extends Omit<LabelledImages, 'features'>>(
  images: I,
): I & Pick<LabelledImages, 'features'> {
  let features: Tensor<Float32Array> | undefined;
  return {
    ...images,
    get features() {
      return (features ??= featuresOf(images));
    },
  };
}

function featuresOf({ pixels, labels }: Pick<LabelledImages, 'pixels' | 'labels'>): Tensor<Float32Array> {
  const features = zeros([labels.length, pixels.length / labels.length], { dtype: 'float32' });
  for (let i = 0; i < pixels.length; i++) features.data[i] = pixels[i] / 255;
  return features;
}

const COLOURS = [', red', ', green', ', blue'];

/** The names of the features: `row 1, column 0, green`, without the colour where there is one channel. */
export function pixelNames(height: number, width: number, channels: number): string[] {
  return Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const colour = channels === 3 ? COLOURS[i % 3] : '';
    return `row ${Math.floor(pixel / width)}, column ${pixel % width}${colour}`;
  });
}
