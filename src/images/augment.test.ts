import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { colorJitter, cutmix, cutout, flipped, mixup, randomCrop, randomFlip } from '.';
import { tensor, zeros } from '../core';

/** 3×4 pixels of three channels: 1, 2, … */
const IMAGE = { pixels: Uint8Array.from({ length: 36 }, (_, i) => i + 1), height: 3, width: 4 };

const pixel = (pixels: Uint8Array, y: number, x: number): number[] =>
  Array.from(pixels.subarray((y * 4 + x) * 3, (y * 4 + x) * 3 + 3));

describe('augmentations', () => {
  it('leave what they were given as it was, and its size', () => {
    const before = IMAGE.pixels.slice();
    const all = [
      randomFlip(1),
      randomCrop(2),
      randomCrop(2, { border: 'zeros' }),
      cutout(2, [200]),
      colorJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5 }),
    ];
    for (const augment of all) {
      const { pixels, height, width } = augment(IMAGE, rng(1));
      assert.deepEqual([pixels.length, height, width], [36, 3, 4]);
      assert.notDeepEqual(pixels, before);
      assert.deepEqual(IMAGE.pixels, before);
    }
  });

  it('flip left and right, twice to the same', () => {
    const { pixels } = flipped(IMAGE);
    assert.deepEqual(pixel(pixels, 1, 0), pixel(IMAGE.pixels, 1, 3));
    assert.deepEqual(flipped(flipped(IMAGE)), IMAGE);
    const random = rng(2);
    const share = Array.from({ length: 1000 }, () => randomFlip(0.25)(IMAGE, random) !== IMAGE);
    assert.ok(Math.abs(share.filter(Boolean).length - 250) < 60);
  });

  it('move by up to the padding, with a mirrored or a black border', () => {
    const random = rng(3);
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const state = random.split(i);
      const mirrored = randomCrop(1)(IMAGE, state).pixels;
      const black = randomCrop(1, { border: 'zeros' })(IMAGE, random.split(i)).pixels;
      const centre = pixel(mirrored, 1, 1);
      seen.add(String(centre));
      const [down, right] = [0, 1, 2].flatMap((y) =>
        [0, 1, 2]
          .filter((x) => String(pixel(IMAGE.pixels, y, x)) === String(centre))
          .map((x) => [y - 1, x - 1]),
      )[0];
      const expected = (y: number, x: number): [number[], number[]] => {
        const [row, column] = [y + down, x + right];
        const reflect = (at: number, length: number): number =>
          at < 0 ? -at : at >= length ? 2 * length - 2 - at : at;
        const inside = row >= 0 && row < 3 && column >= 0 && column < 4;
        const source = pixel(IMAGE.pixels, reflect(row, 3), reflect(column, 4));
        return [source, inside ? source : [0, 0, 0]];
      };
      for (let y = 0; y < 3; y++) {
        for (let x = 0; x < 4; x++) {
          assert.deepEqual([pixel(mirrored, y, x), pixel(black, y, x)], expected(y, x));
        }
      }
    }
    assert.equal(seen.size, 9);
  });

  it('move pictures of any channels by any distance, pixel by pixel as drawn', () => {
    for (const [channels, height, width, padding] of [
      [1, 5, 4, 2],
      [2, 3, 1, 4],
      [3, 1, 5, 9],
      [4, 6, 7, 20],
    ]) {
      const pixels = Uint8Array.from({ length: height * width * channels }, (_, i) => i + 1);
      const [random, twin] = [rng(8), rng(8)];
      const periodic = (at: number, length: number): number => {
        const period = Math.max(1, 2 * (length - 1));
        const place = ((at % period) + period) % period;
        return Math.min(place, period - place);
      };
      for (let trial = 0; trial < 100; trial++) {
        const border = trial % 2 ? 'zeros' : 'reflect';
        const moved = randomCrop(padding, { border })({ pixels, height, width }, random).pixels;
        const [down, right] = [0, 1].map(() => twin.integer(2 * padding + 1) - padding);
        const expected = pixels.map((_, i) => {
          const [position, c] = [Math.floor(i / channels), i % channels];
          const [y, x] = [Math.floor(position / width) + down, (position % width) + right];
          const beyond = y < 0 || y >= height || x < 0 || x >= width;
          if (beyond && border === 'zeros') return 0;
          return pixels[(periodic(y, height) * width + periodic(x, width)) * channels + c];
        });
        assert.deepEqual(moved, expected, `${channels} channels, ${down} down, ${right} right, ${border}`);
      }
    }
  });

  it('cover a square, cut off at the ends', () => {
    const random = rng(4);
    const sizes = new Set<number>();
    for (let i = 0; i < 300; i++) {
      const { pixels } = cutout(2, [200])(IMAGE, random);
      sizes.add(pixels.filter((value) => value === 200).length / 3);
    }
    assert.deepEqual([...sizes].sort(), [1, 2, 4]);
  });

  it('jitter within the strengths, and leave grey grey', () => {
    const grey = { pixels: new Uint8Array(36).fill(100), height: 3, width: 4 };
    const random = rng(5);
    for (let i = 0; i < 200; i++) {
      assert.deepEqual(colorJitter({ contrast: 1, saturation: 1 })(grey, random).pixels, grey.pixels);
      const [value] = colorJitter({ brightness: 0.2 })(grey, random).pixels;
      assert.ok(value >= 80 && value <= 120);
    }
  });

  it('jitter as they say, to the bit', () => {
    const clamped = (value: number): number => Math.min(255, Math.max(0, value));
    const [random, twin] = [rng(9), rng(9)];
    for (let i = 0; i < 50; i++) {
      const pixels = Uint8Array.from({ length: 60 }, (_, k) => 97 * k + 31 * i);
      const jitter = colorJitter({ brightness: 0.9, contrast: 0.8, saturation: 1 });
      const jittered = jitter({ pixels, height: 4, width: 5 }, random).pixels;
      const [light, spread, colour] = [0.9, 0.8, 1].map(
        (strength) => 1 + strength * (2 * twin.uniform() - 1),
      );
      const grey = (x: number[], k: number): number => {
        const [red, green, blue] = x.slice(k - (k % 3));
        return 0.299 * red + 0.587 * green + 0.114 * blue;
      };
      const bright = Array.from(pixels, (value) => clamped(light * value));
      const mean = bright.reduce((sum, _, k) => (k % 3 ? sum : sum + grey(bright, k)), 0) / 20;
      const contrasted = bright.map((value) => clamped(mean + spread * (value - mean)));
      const expected = contrasted.map((value, k) => {
        const own = grey(contrasted, k);
        return Math.round(clamped(own + colour * (value - own)));
      });
      assert.deepEqual(Array.from(jittered), expected);
    }
  });

  it('refuse what is out of range', () => {
    for (const call of [
      () => randomFlip(2),
      () => randomCrop(-1),
      () => randomCrop(1, { border: 'wrap' as never }),
      () => cutout(0),
      () => colorJitter({ brightness: 2 }),
      () => mixup(0),
      () => cutmix(NaN),
    ]) {
      assert.throws(call, { name: 'OptionError' });
    }
  });
});

describe('mixup and cutmix', () => {
  const batch = () => {
    const features = zeros([6, 4, 4, 1], { dtype: 'float32' });
    for (let i = 0; i < 6; i++) features.data.fill(i, 16 * i, 16 * (i + 1));
    const labels = zeros([6, 6], { dtype: 'float32' });
    for (let i = 0; i < 6; i++) labels.data[7 * i] = 1;
    return { features, labels };
  };

  it('mix images and labels in the same proportion', () => {
    for (const mix of [mixup(0.5), mixup(2), cutmix(1)]) {
      const random = rng(6);
      for (let trial = 0; trial < 50; trial++) {
        const mixed = batch();
        mix(mixed, random);
        for (let i = 0; i < 6; i++) {
          const label = Array.from(mixed.labels.data.subarray(6 * i, 6 * i + 6));
          const mean = mixed.features.data.subarray(16 * i, 16 * i + 16).reduce((sum, v) => sum + v, 0) / 16;
          const meant = label.reduce((sum, share, k) => sum + share * k, 0);
          assert.ok(Math.abs(label.reduce((sum, share) => sum + share, 0) - 1) < 1e-6);
          assert.ok(Math.abs(mean - meant) < 1e-5, `${mean}, label ${label.join(' ')}`);
        }
      }
    }
  });

  it('draws λ from Beta(α, α)', () => {
    for (const alpha of [0.2, 1, 3]) {
      const random = rng(7);
      const squares = Array.from({ length: 4000 }, () => {
        const pair = { features: zeros([2, 1, 1, 1]), labels: tensor([[1, 0], [0, 1]]) }; // prettier-ignore
        mixup(alpha)(pair, random);
        return (pair.labels.data[0] - 0.5) ** 2;
      });
      // Half of the pairs are mixed with themselves: then λ counts as 1, (1/2)².
      const variance = 1 / (4 * (2 * alpha + 1));
      const expected = (0.25 + variance) / 2;
      const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
      assert.ok(Math.abs(mean - expected) < 0.01, `α ${alpha}: ${mean}, expected ${expected}`);
    }
  });
});
