import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { rng, tensor, zeros } from '../core';

describe('residual', () => {
  it('adds what its layers give to x, and their gradient to that of the output', () => {
    const layer = nn.residual(nn.relu());
    const [y, cache] = layer.forward([[1, -2]]);
    assert.deepEqual(y.data, new Float64Array([2, -2]));
    assert.deepEqual(layer.backward(cache, [[10, 10]]).dInput.data, new Float64Array([20, 10]));
  });

  it('has the names and buffers of a sequence of its layers, and passes the context on', () => {
    const layers = [nn.batchNorm(2), nn.linear(2, 2, { rng: rng(1) }), nn.dropout(1)];
    const [layer, same] = [nn.residual(...layers), nn.sequential(...layers)];
    assert.deepEqual(layer.parameters, same.parameters);
    assert.deepEqual(layer.buffers, same.buffers);
    const x = tensor([
      [1, 2],
      [3, -1],
    ]);
    assert.deepEqual(layer.forward(x, { training: true, rng: rng(2) })[0], x);
    assert.notDeepEqual(layer.forward(x)[0], x);
  });

  it('names the shapes and the cache that it refuses', () => {
    assert.throws(() => nn.residual(nn.linear(2, 3, { rng: rng(1) })).forward(zeros([4, 2])), {
      name: 'ShapeError',
      message: /^residual: f\(x\) should have the shape of x, \[4, 2\], got \[4, 3\]/,
    });
    assert.throws(() => nn.residual(nn.relu()).backward([], zeros([1])), {
      name: 'OptionError',
      message: /^residual: the cache should be/,
    });
    assert.throws(() => nn.residual(), { name: 'OptionError', message: /^residual: expected at least one/ });
  });
});
