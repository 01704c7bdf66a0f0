import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { OptionError, ShapeError, rng, tensor, zeros, type Tensor } from '../core';

describe('linear', () => {
  it('computes xW + b by hand', () => {
    const layer = nn.linear(2, 2, { initializer: nn.initializers.zeros });
    layer.parameters.weight.data.set([1, 2, 3, 4]);
    layer.parameters.bias.data.set([10, 20]);
    const x = tensor([
      [1, 1],
      [0, 2],
    ]);
    const [z, cache] = layer.forward(x);
    assert.deepEqual(Array.from(z.data), [14, 26, 16, 28]);
    const { dInput, gradients } = layer.backward(
      cache,
      tensor([
        [1, 0],
        [0, 1],
      ]),
    );
    assert.deepEqual(Array.from(dInput.data), [1, 3, 2, 4]);
    assert.deepEqual(Array.from(gradients.weight.data), [1, 0, 1, 2]);
    assert.deepEqual(Array.from(gradients.bias.data), [1, 1]);
  });

  it('takes an empty batch', () => {
    const layer = nn.linear(2, 3, { initializer: nn.initializers.zeros });
    const [z, cache] = layer.forward(zeros([0, 2]));
    assert.deepEqual(z.shape, [0, 3]);
    assert.deepEqual(layer.backward(cache, z).gradients.weight, zeros([2, 3]));
  });

  it('names the shapes, sizes, options and types that it refuses', () => {
    const layer = nn.linear(2, 3, { rng: rng(1) });
    const refuses = (x: Tensor, message: RegExp) =>
      assert.throws(
        () => layer.forward(x),
        (e) => e instanceof ShapeError && message.test(e.message),
      );
    refuses(zeros([5, 3]), /\[N, 2\].*\[5, 3\]/);
    refuses(zeros([4]), /\[N, K\].*\[4\]/);
    assert.throws(() => layer.forward(zeros([5, 2], { dtype: 'float32' })), {
      name: 'DTypeError',
      message: /linear: x is float32, but weight is float64; .*convert\(x, 'float64'\)/,
    });
    const [, cache] = layer.forward(zeros([5, 2]));
    assert.throws(() => layer.backward(cache, zeros([4, 3])), ShapeError);
    assert.throws(() => nn.linear(2, 3), { name: 'OptionError', message: /rng\(1\).*zeros/ });
    assert.throws(() => nn.linear(0, 3, { rng: rng(1) }), OptionError);
    assert.throws(() => nn.linear(2, 3, { seed: 1 } as object), { name: 'OptionError', message: /'seed'/ });
  });
});
