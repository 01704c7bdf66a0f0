import { pow, type Rng, type Tensor } from '../core';
import { checkPositive } from '../core/checks';

/** A batch of float32 images and what they show: a row of probabilities each. */
export interface MixedBatch {
  /** `[N, H, W, C]` */
  features: Tensor;
  /** `[N, K]` */
  labels: Tensor;
}

/** Changes a batch in place, by mixing each image and its label with those of another. */
export type Mix = (batch: MixedBatch, rng: Rng) => void;

/**
 * Each image becomes λ of itself and 1 − λ of another of the batch, pixel by pixel, and its label likewise;
 * λ is drawn from Beta(α, α) once for the batch.
 *
 * @throws {@link OptionError} unless α is above 0
 * @example
 * const batch = { features: tensor([[[[0]]], [[[1]]]]), labels: tensor([[1, 0], [0, 1]]) };
 * images.mixup(1)(batch, rng(3));
 * batch.features.data[0] + batch.features.data[1] // 1
 * Source: [Zhang2018]
 */
export function mixup(alpha: number): Mix {
  checkPositive('mixup', 'alpha', alpha);
  return ({ features, labels }, rng) => {
    const own = beta(alpha, rng);
    const partners = rng.permutation(labels.shape[0]);
    for (const x of [features, labels]) {
      const to = x.data;
      const [from, width] = [to.slice(), to.length / partners.length];
      for (let i = 0; i < partners.length; i++) {
        const [mine, other] = [i * width, partners[i] * width];
        for (let j = 0; j < width; j++) to[mine + j] = own * from[mine + j] + (1 - own) * from[other + j];
      }
    }
  };
}

/**
 * In each image a rectangle is taken from another of the batch, and the label is mixed by its share of the area. The rectangle,
 * of a random place, has the sides √(1 − λ) of the image's, with λ from Beta(α, α), once for the batch.
 *
 * @throws {@link OptionError} unless α is above 0
 * @example
 * const batch = { features: tensor([[[[0]]], [[[1]]]]), labels: tensor([[1, 0], [0, 1]]) };
 * images.cutmix(1)(batch, rng(3));
 * batch.labels.data[0] + batch.labels.data[1] // 1
 * Source: [Yun2019]
 */
export function cutmix(alpha: number): Mix {
  checkPositive('cutmix', 'alpha', alpha);
  return ({ features, labels }, rng) => {
    const [images, height, width, channels] = features.shape;
    const side = Math.sqrt(1 - beta(alpha, rng));
    const [top, bottom] = span(height, side, rng);
    const [left, right] = span(width, side, rng);
    const partners = rng.permutation(images);
    const own = 1 - ((bottom - top) * (right - left)) / (height * width);
    const [pixels, shares] = [features.data, labels.data];
    const [oldPixels, oldShares] = [pixels.slice(), shares.slice()];
    const classes = labels.shape[1];
    partners.forEach((partner, i) => {
      for (let y = top; y < bottom; y++) {
        const at = (image: number, x: number): number => ((image * height + y) * width + x) * channels;
        pixels.set(oldPixels.subarray(at(partner, left), at(partner, right)), at(i, left));
      }
      for (let k = 0; k < classes; k++) {
        shares[i * classes + k] =
          own * oldShares[i * classes + k] + (1 - own) * oldShares[partner * classes + k];
      }
    });
  };
}

/** So much of a length, around a random place, cut off at the ends. */
function span(length: number, share: number, rng: Rng): [from: number, to: number] {
  const half = Math.round((length * share) / 2);
  const middle = rng.integer(length);
  return [Math.max(0, middle - half), Math.min(length, middle + half)];
}

/** A draw from Beta(α, α), by Jöhnk's method: the number of tries grows with α. */
function beta(alpha: number, rng: Rng): number {
  for (;;) {
    const [x, y] = [pow(rng.uniform(), 1 / alpha), pow(rng.uniform(), 1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
