import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import * as nn from '../nn';
import { loadParameters, saveParameters } from '.';
import { restoreTensor, saveTensor, type SavedTensors } from './saved-tensors';

describe('saved tensors', () => {
  it('survive JSON bit for bit: −0, NaN, infinities, subnormal numbers, both types', () => {
    const values = [0, -0, NaN, Infinity, -Infinity, 5e-324, 1 / 3];
    for (const dtype of ['float32', 'float64'] as const) {
      const x = tensor(values, { dtype });
      const back = restoreTensor('test', JSON.parse(JSON.stringify(saveTensor(x))) as never);
      assert.deepEqual(back, x);
    }
    const large = rng(1).normals([300, 200]); // longer than one call of String.fromCharCode takes
    assert.deepEqual(restoreTensor('test', saveTensor(large)), large);
  });

  it('are those of a view, not of the whole buffer', () => {
    const view = tensor(Float64Array.of(1, 2, 3, 4).subarray(1, 3));
    assert.deepEqual(Array.from(restoreTensor('test', saveTensor(view)).data), [2, 3]);
  });

  it('are copies: the model goes on alone', () => {
    const model = nn.linear(2, 3, { rng: rng(1) });
    const before = Float64Array.from(model.parameters.weight.data);
    const saved = saveParameters(model);
    const data = model.parameters.weight.data.fill(7);
    loadParameters(model, saved);
    assert.equal(model.parameters.weight.data, data); // in place
    assert.deepEqual(data, before);
  });

  it('of another model are refused, by name, shape, type and length, before anything changes', () => {
    const model = nn.linear(2, 3, { initializer: nn.initializers.zeros });
    const refuses = (saved: SavedTensors, message: RegExp) =>
      assert.throws(() => loadParameters(model, saved), { message });
    const of = (layer: nn.Layer) => saveParameters(layer);
    refuses(of(nn.linear(2, 3, { rng: rng(1), bias: false })), /bias, weight, got weight/);
    refuses(of(nn.linear(3, 2, { rng: rng(1) })), /'bias' should be float64 \[3\], got float64 \[2\]/);
    refuses(of(nn.linear(2, 3, { rng: rng(1), dtype: 'float32' })), /float64.*float32/);
    const cut = of(nn.linear(2, 3, { rng: rng(1) }));
    cut.weight.base64 = cut.weight.base64.slice(0, 8);
    refuses(cut, /48 bytes, got 6/);
    cut.weight.dtype = 'int8' as never;
    refuses(cut, /int8/);
    assert.ok(model.parameters.weight.data.every((w: number) => w === 0));
  });
});
