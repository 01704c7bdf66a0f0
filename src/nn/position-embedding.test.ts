import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros } from '../core';
import { positionEmbedding } from './position-embedding';

describe('positionEmbedding', () => {
  const layer = () =>
    positionEmbedding(3, 2, { initializer: () => tensor([[1, 2], [10, 20], [100, 200]]) }); // prettier-ignore

  it('adds the row of its position to each vector', () => {
    const [y] = layer().forward([
      [
        [0.5, 0.25],
        [0, 0],
      ],
      [
        [-1, -2],
        [1, 1],
      ],
    ]);
    assert.deepEqual([...y.data], [1.5, 2.25, 10, 20, 0, 0, 11, 21]);
  });

  it('gives each position the sum over the batch, and those beyond the sequence 0', () => {
    const one = layer();
    const [, cache] = one.forward(zeros([2, 2, 2]));
    const dOutput = tensor([1, 2, 3, 4, 5, 6, 7, 8], { shape: [2, 2, 2] });
    const { dInput, gradients } = one.backward(cache, dOutput);
    assert.equal(dInput, dOutput);
    assert.deepEqual([...gradients.weight.data], [6, 8, 10, 12, 0, 0]);
  });

  it('takes no position', () => {
    const one = layer();
    const [y, cache] = one.forward(zeros([2, 0, 2]));
    assert.deepEqual(y.shape, [2, 0, 2]);
    assert.deepEqual(one.backward(cache, y).gradients.weight, zeros([3, 2]));
  });

  it('names the shape, the sizes, the option, the cache that it refuses', () => {
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    fails(() => layer().forward(zeros([1, 4, 2])), 'ShapeError', /\[N, T, 2\], T at most 3, got \[1, 4, 2\]/);
    fails(() => layer().forward(zeros([3, 2])), 'ShapeError', /got \[3, 2\]/);
    fails(() => layer().forward(zeros([1, 3, 2], { dtype: 'float32' })), 'DTypeError', /x is float32/);
    fails(() => positionEmbedding(3, 0, { rng: rng(1) }), 'OptionError', /size .* got 0/);
    fails(() => positionEmbedding(3, 2), 'OptionError', /positionEmbedding: .*rng\(1\)/);
    fails(() => positionEmbedding(3, 2, { std: 1 } as object), 'OptionError', /'std'/);
    fails(
      () => layer().backward(zeros([1, 3, 4]), zeros([1, 3, 4])),
      'OptionError',
      /x of shape \[N, T, 2\]/,
    );
  });
});
