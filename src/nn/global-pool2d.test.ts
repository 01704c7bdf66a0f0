import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor, zeros } from '../core';
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
