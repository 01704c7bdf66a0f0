import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { OptionError, rng, tensor, type Tensor } from '../core';
import type { Layer } from './layer';

describe('sequential', () => {
  it('names parameters by position, nested ones too, and shares their memory', () => {
    const first = nn.linear(2, 3, { rng: rng(1) });
    const model = nn.sequential(
      first,
      nn.relu(),
      nn.sequential(nn.linear(3, 1, { rng: rng(2), bias: false })),
    );
    assert.deepEqual(Object.keys(model.parameters), ['0.weight', '0.bias', '2.0.weight']);
    assert.equal(model.parameters['0.weight'], first.parameters.weight);
  });

  it("never asks the first layer with parameters, nor those before it, for the input's gradient", () => {
    const forbidden: Layer = {
      ...nn.relu(),
      backward: () => assert.fail('not needed'),
    };
    const linear = nn.linear(2, 3, { rng: rng(1) });
    const model = nn.sequential(
      forbidden,
      { ...linear, backward: () => assert.fail('not needed') },
      nn.tanh(),
    );
    const [y, cache] = model.forward(tensor([[1, 2]]));
    assert.deepEqual(Object.keys(nn.parameterGradients(model, cache, y)), ['1.weight', '1.bias']);
  });

  it('takes plain objects with the three members as layers, and refuses what is none', () => {
    const twice = {
      name: 'twice',
      parameters: {},
      forward: (x: Tensor): [Tensor, null] => [
        tensor(x.data.map((v: number) => 2 * v) as Float64Array),
        null,
      ],
      backward: (_: null, d: Tensor) => ({ dInput: d, gradients: {} }),
    };
    assert.deepEqual(Array.from(nn.sequential(twice, twice).forward(tensor([1, 2]))[0].data), [4, 8]);
    assert.deepEqual(nn.parameterGradients(nn.sequential(twice), [null], tensor([1])), {});
    assert.throws(() => nn.sequential(), OptionError);
    assert.throws(() => nn.sequential(nn.relu(), {} as Layer), {
      name: 'OptionError',
      message: /argument 1/,
    });
  });
});
