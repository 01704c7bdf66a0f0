import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RESIZED } from '../../test/support/pillow-images';
import { FRACTION_BITS, resamplingWeights } from './resampling-weights';
import { resize } from './resize';
import { resizeShorterSide } from './resize-shorter-side';

const grey = (levels: number[], height: number) => ({
  pixels: Uint8Array.from(levels.flatMap((level) => [level, level, level])),
  height,
  width: levels.length / height,
});
const levelsOf = (pixels: Uint8Array) => Array.from(pixels).filter((_, i) => i % 3 === 0);

describe('resize', () => {
  for (const { image, filter, expected } of RESIZED) {
    const sizes = `${image.height}×${image.width} → ${expected.height}×${expected.width}`;
    it(`gives Pillow's bytes: ${sizes}, ${filter}`, () => {
      const { height, width } = expected;
      assert.deepEqual(resize(image, { height, width, filter }), expected);
    });
  }

  it('weighs by hand: half-pixel centres when it grows, a triangle when it shrinks', () => {
    // The centres of 4 places lie at 0.25, 0.75, 1.25 and 1.75 of 2.
    assert.deepEqual(levelsOf(resize(grey([0, 100], 1), { height: 1, width: 4 }).pixels), [0, 25, 75, 100]);
    // The first of two places of 4 reaches from −1 to 3: weights 3, 3, 1 of 7.
    const { pixels } = resize(grey([70, 0, 0, 0], 1), { height: 1, width: 2 });
    assert.deepEqual(levelsOf(pixels), [30, 0]);
  });

  it('copies an image of the same size', () => {
    const image = grey([1, 2, 3, 4], 2);
    const same = resize(image, { height: 2, width: 2 });
    assert.deepEqual(same, image);
    assert.notEqual(same.pixels.buffer, image.pixels.buffer);
    const buffer = Buffer.from(image.pixels);
    assert.notEqual(
      resize({ ...image, pixels: buffer }, { height: 2, width: 2 }).pixels.buffer,
      buffer.buffer,
    );
  });

  it('keeps what is all white white, at every ratio', () => {
    for (let from = 1; from <= 40; from++) {
      for (let to = 1; to <= 40; to++) {
        const white = { pixels: new Uint8Array(from * 3).fill(255), height: 1, width: from };
        const { pixels } = resize(white, { height: 1, width: to });
        assert.ok(
          pixels.every((level) => level === 255),
          `${from} → ${to}`,
        );
      }
    }
  });

  it('has weights that sum to one', () => {
    for (const filter of ['bilinear', 'bicubic'] as const) {
      const { count, weights, stride } = resamplingWeights(100, 37, filter);
      for (let place = 0; place < 37; place++) {
        const own = weights.subarray(place * stride, place * stride + count[place]);
        const sum = own.reduce((total, weight) => total + weight, 0);
        assert.ok(Math.abs(sum - (1 << FRACTION_BITS)) <= count[place], String(sum));
      }
    }
  });

  it('refuses sizes that are none, and images that are none', () => {
    const image = grey([1, 2], 1);
    for (const width of [0, -1, 1.5, NaN, '2', undefined])
      assert.throws(() => resize(image, { height: 1, width: width as number }), {
        name: 'OptionError',
        message: /^resize: width should be a positive integer/,
      });
    assert.throws(() => resize({ ...image, width: 3 }, { height: 1, width: 1 }), {
      name: 'ShapeError',
      message: 'resize: 1×3 pixels of 3 channels are 9 bytes, got 6',
    });
    for (const wrong of [undefined, null, 'x', {}, { ...image, pixels: [1, 2, 3] }])
      assert.throws(() => resize(wrong as never, { height: 1, width: 1 }), { name: 'OptionError' });
    assert.throws(() => resize(image, { height: 1, wide: 1 } as never), /unknown option 'wide'/);
    assert.throws(() => resize(image, { height: 1, width: 1, filter: 'nearest' as never }), {
      message: /filter should be one of 'bilinear', 'bicubic'/,
    });
  });
});

describe('resizeShorterSide', () => {
  it('rounds the longer side down', () => {
    const sizes = [[375, 500, 256, 341], [500, 375, 341, 256], [7, 7, 3, 3], [2, 3, 4, 6]]; // prettier-ignore
    for (const [height, width, toHeight, toWidth] of sizes) {
      const image = { pixels: new Uint8Array(height * width * 3), height, width };
      const resized = resizeShorterSide(image, { size: Math.min(toHeight, toWidth) });
      assert.deepEqual([resized.height, resized.width], [toHeight, toWidth]);
    }
    assert.throws(() => resizeShorterSide(grey([1], 1), { size: 0 }), {
      message: /^resizeShorterSide: size/,
    });
  });
});
