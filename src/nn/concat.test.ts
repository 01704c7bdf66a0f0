import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros } from '../core';
import { batchNorm, concat, conv2d, flatten, linear, relu } from '.';

describe('concat', () => {
  it('joins the outputs of its branches, and adds their gradients up', () => {
    const layer = concat(relu(), relu(), linear(2, 1, { rng: rng(1) }));
    layer.parameters['2.weight'].data.set([10, 100]);
    const [y, cache] = layer.forward(tensor([[1, -2]]));
    assert.deepEqual(Array.from(y.data), [1, 0, 1, 0, -190]);
    const { dInput, gradients } = layer.backward(cache, [[1, 2, 3, 4, 5]]);
    assert.deepEqual(Array.from(dInput.data), [1 + 3 + 50, 500]);
    assert.deepEqual(Array.from(gradients['2.weight'].data), [5, -10]);
  });

  it('names parameters and buffers by position, and refuses what does not fit together', () => {
    const layer = concat(conv2d(2, 3, { kernelSize: 1, rng: rng(1) }), batchNorm(2));
    assert.deepEqual(Object.keys(layer.parameters), ['0.weight', '0.bias', '1.weight', '1.bias']);
    assert.deepEqual(Object.keys(layer.buffers!), ['1.runningMean', '1.runningVariance']);
    assert.throws(() => concat(), { name: 'OptionError', message: /at least one layer/ });
    assert.throws(() => concat([relu()] as never), { name: 'OptionError', message: /without brackets/ });
    assert.throws(() => concat(relu(), flatten()).forward(zeros([1, 2, 2, 1])), {
      name: 'ShapeError',
      message: /got \[1, 2, 2, 1\] float64 of branch 0 and \[1, 4\] float64 of branch 1/,
    });
  });
});
