import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { DTypeError, rng, tensor, zeros, type Tensor } from '../core';

describe('relu and tanh', () => {
  it('are what they are at zero, at the extremes and at NaN', () => {
    const x = tensor([-Infinity, -1e4, -0, 0, 1e4, Infinity, NaN]);
    const ones = tensor([1, 1, 1, 1, 1, 1, 1]);
    const [y, cache] = nn.relu().forward(x);
    assert.deepEqual(Array.from(y.data), [0, 0, 0, 0, 1e4, Infinity, NaN]);
    assert.deepEqual(Array.from(nn.relu().backward(cache, ones).dInput.data), [0, 0, 0, 0, 1, 1, NaN]);
    const [t, kept] = nn.tanh().forward(x);
    assert.deepEqual(Array.from(t.data), [-1, -1, -0, 0, 1, 1, NaN]);
    assert.deepEqual(Array.from(nn.tanh().backward(kept, ones).dInput.data), [0, 0, 1, 1, 0, 0, NaN]);
  });

  it('of float32 are those of float64, rounded once, also where there are many numbers', () => {
    for (const layer of [nn.relu(), nn.tanh()]) {
      const wide = (x: Tensor) => tensor(Float64Array.from(x.data), { shape: x.shape });
      const [x, upstream] = [1, 2].map((seed) => rng(seed).normals([40, 51], { dtype: 'float32' }));
      const [y, cache] = layer.forward(x);
      assert.deepEqual(y.data, Float32Array.from(layer.forward(wide(x))[0].data));
      const { dInput } = layer.backward(cache, upstream);
      assert.deepEqual(dInput.data, Float32Array.from(layer.backward(wide(y), wide(upstream)).dInput.data));
    }
  });

  it('refuse an upstream gradient of another shape or type', () => {
    const [, cache] = nn.relu().forward(zeros([2, 3]));
    assert.throws(() => nn.relu().backward(cache, zeros([3, 2])), {
      name: 'ShapeError',
      message: /\[2, 3\].*\[3, 2\]/,
    });
    assert.throws(() => nn.relu().backward(cache, zeros([2, 3], { dtype: 'float32' })), DTypeError);
  });
});
