import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros } from '../core';
import { globalAvgPool2d, globalMaxPool2d } from '.';

const IMAGES = tensor([1, -1, 5, 2, 5, 0, 3, -7], { shape: [1, 2, 2, 2] });

describe('global pooling', () => {
  it('gives mean and largest of each channel, and their gradients', () => {
    const [average, x] = globalAvgPool2d().forward(IMAGES);
    assert.deepEqual([average.shape, Array.from(average.data)], [[1, 2], [3.5, -1.5]]); // prettier-ignore
    assert.deepEqual(
      Array.from(globalAvgPool2d().backward(x, [[4, 8]]).dInput.data),
      [1, 2, 1, 2, 1, 2, 1, 2],
    );
    const [largest, cache] = globalMaxPool2d().forward(IMAGES);
    assert.deepEqual(Array.from(largest.data), [5, 2]);
    const { dInput } = globalMaxPool2d().backward(cache, [[4, 8]]);
    assert.deepEqual(Array.from(dInput.data), [0, 0, 4, 8, 0, 0, 0, 0], 'of equals the first');
  });

  it('lets NaN and −∞ through', () => {
    const x = tensor([-Infinity, NaN, 3, -Infinity, -Infinity, 2], { shape: [1, 2, 1, 3] });
    assert.deepEqual(Array.from(globalMaxPool2d().forward(x)[0].data), [-Infinity, NaN, 3]);
    assert.deepEqual(Array.from(globalAvgPool2d().forward(x)[0].data), [-Infinity, NaN, 2.5]);
  });

  it('chooses the same pixel whatever computes it: of equals and of NaN the first', () => {
    const random = rng(1);
    for (const rare of [NaN, Infinity, -0]) {
      const x = random.normals([6, 4, 4, 20], { dtype: 'float32' });
      x.data.forEach((value, i) => (x.data[i] = random.uniform() < 0.05 ? rare : Math.round(value)));
      const results = (
        [
          [6, 4, 4, 20],
          [6, 2, 8, 20],
        ] as const
      ).map((shape) => {
        // prettier-ignore
        const [y, cache] = globalMaxPool2d().forward(tensor(x.data, { shape }));
        const { dInput } = globalMaxPool2d().backward(cache, y);
        return [Array.from(y.data), Array.from(cache.which), Array.from(dInput.data)];
      });
      assert.deepEqual(results[0], results[1]);
      const [largest, which] = results[0];
      largest.forEach((most, i) => {
        const at = (pixel: number): number => x.data[(Math.floor(i / 20) * 16 + pixel) * 20 + (i % 20)];
        const own = Array.from({ length: 16 }, (_, pixel) => at(pixel));
        const first = own.findIndex(Number.isNaN);
        assert.equal(which[i], first >= 0 ? first : own.findIndex((value) => value === Math.max(...own)));
        assert.ok(Object.is(most, own[which[i]]));
      });
    }
  });

  it('names a shape that is none of images', () => {
    for (const layer of [globalAvgPool2d(), globalMaxPool2d()]) {
      assert.throws(() => layer.forward(zeros([2, 3])), {
        name: 'ShapeError',
        message: /\[N, H, W, C\], got \[2, 3\]/,
      });
      assert.throws(() => layer.forward(zeros([2, 0, 3, 1])), { name: 'ShapeError' });
    }
  });
});
