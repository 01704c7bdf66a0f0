import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros } from '../core';
import { layerNorm } from './layer-norm';

describe('layerNorm', () => {
  it('brings each row to mean 0 and variance 1, then scales and shifts', () => {
    const layer = layerNorm(3, { epsilon: 0 });
    layer.parameters.weight.data.set([1, 2, 3]);
    layer.parameters.bias.data.set([0, 10, 20]);
    const [{ data }] = layer.forward([
      [1, 2, 3],
      [-10, 0, 10],
    ]);
    const one = Math.sqrt(1.5);
    [-one, 10, 20 + 3 * one, -one, 10, 20 + 3 * one].forEach((expected, i) =>
      assert.ok(Math.abs(data[i] - expected) < 1e-14, `${i}: ${data[i]}`),
    );
  });

  it('loses no digits to a large mean', () => {
    const { data: small } = rng(1).normals([4, 64]);
    const x = Float64Array.from(small, (v) => Math.round(v * 1024) / 1024);
    const far = tensor(
      x.map((v) => v + 2 ** 30),
      { shape: [4, 64] },
    );
    const [near, moved] = [tensor(x, { shape: [4, 64] }), far].map((rows) => layerNorm(64).forward(rows)[0]);
    near.data.forEach((v: number, i: number) => assert.ok(Math.abs(v - moved.data[i]) < 1e-6, `${i}`));
  });

  it('gives a row of equal numbers as the bias, and 0 for its gradient through the row', () => {
    const layer = layerNorm(4);
    const [y, cache] = layer.forward(tensor([[7, 7, 7, 7]]));
    assert.deepEqual([...y.data], [0, 0, 0, 0]);
    const { dInput } = layer.backward(cache, tensor([[1, 1, 1, 1]]));
    assert.deepEqual([...dInput.data], [0, 0, 0, 0]);
  });

  it('takes no rows', () => {
    const layer = layerNorm(2);
    const [y, cache] = layer.forward(zeros([0, 3, 2]));
    assert.deepEqual(y.shape, [0, 3, 2]);
    assert.deepEqual(layer.backward(cache, y).gradients.weight, zeros([2]));
  });

  it('names the size, the shape, the option, the cache that it refuses', () => {
    const layer = layerNorm(2);
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    fails(() => layerNorm(0), 'OptionError', /layerNorm: size .* got 0/);
    fails(() => layerNorm(2, { epsilon: -1 }), 'OptionError', /epsilon .* got -1/);
    fails(() => layerNorm(2, { eps: 1 } as object), 'OptionError', /'eps'/);
    fails(() => layer.forward(zeros([2, 3])), 'ShapeError', /\[…, 2\], got \[2, 3\]/);
    fails(() => layer.forward(zeros([2], { dtype: 'float32' })), 'DTypeError', /x is float32/);
    const [y, cache] = layerNorm(4).forward(zeros([2, 4]));
    fails(() => layer.backward(cache, y), 'OptionError', /layerNorm: the cache should be/);
  });
});
