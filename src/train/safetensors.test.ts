import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, type NamedTensors } from '../core';
import * as nn from '../nn';
import { decodeSafetensors } from './decode-safetensors';
import { encodeSafetensors } from '../core/encode-safetensors';
import { loadModel, saveModel } from '.';

/** What safetensors.numpy.save of safetensors 0.8.0 makes of the tensors below. */
const PYTHON =
  '2AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJiaWFzIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOlsyXSwi' +
  'ZGF0YV9vZmZzZXRzIjpbMCwxNl19LCJ3ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsMl0sImRhdGFfb2Zmc2V0cyI6' +
  'WzE2LDMyXX0sIsOpIFwieFwiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlswLDNdLCJkYXRhX29mZnNldHMiOlszMiwzMl19fSBV' +
  'VVVVVVXVPwEAAAAAAAAAAADAPwAAAIAAAIB/AADAfw==';

describe('safetensors', () => {
  it('keep every bit: −0, NaN, infinities, subnormal numbers, both types, any name, no elements', () => {
    const values = [0, -0, NaN, Infinity, -Infinity, 5e-324, 1 / 3];
    const tensors: NamedTensors = {
      narrow: tensor(values, { dtype: 'float32' }),
      wide: tensor(values, { shape: [7, 1] }),
      scalar: tensor([2], { shape: [] }),
      'é":"\n': tensor([], { shape: [0, 3] }),
      ['__proto__']: tensor([1]),
      7: tensor([3]),
    };
    const { tensors: back, metadata } = decodeSafetensors(
      'test',
      encodeSafetensors(tensors, { of: 'a test' }),
    );
    assert.deepEqual(new Map(Object.entries(back)), new Map(Object.entries(tensors)));
    assert.equal(metadata.of, 'a test');
  });

  it('hold the numbers of a view, not of the whole buffer, and are read out of a Buffer', () => {
    const view = tensor(Float64Array.of(1, 2, 3, 4).subarray(1, 3));
    const file = Buffer.from(encodeSafetensors({ view }));
    assert.deepEqual(Array.from(decodeSafetensors('test', file).tensors.view.data), [2, 3]);
  });

  it('lie at multiples of their width, as other readers like to map them', () => {
    const file = encodeSafetensors({ a: tensor([1], { dtype: 'float32' }), b: tensor([1, 2]) });
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as object;
    assert.equal(length % 8, 0);
    assert.deepEqual(
      { ...header, __metadata__: 0 },
      {
        __metadata__: 0,
        b: { dtype: 'F64', shape: [2], data_offsets: [0, 16] },
        a: { dtype: 'F32', shape: [1], data_offsets: [16, 20] },
      },
    );
  });

  it('of the Python package are read', () => {
    const file = Buffer.from(PYTHON, 'base64');
    const { tensors, metadata } = decodeSafetensors('test', file);
    assert.deepEqual({ ...metadata }, { format: 'np' });
    assert.deepEqual(tensors, {
      weight: tensor(Float32Array.of(1.5, -0, Infinity, NaN), { shape: [2, 2] }),
      bias: tensor([1 / 3, 5e-324]),
      'é "x"': tensor(new Float32Array(0), { shape: [0, 3] }),
    });
  });
});

describe('saved parameters', () => {
  it('are copies: the model goes on alone, and gets them back in place', () => {
    const model = nn.linear(2, 3, { rng: rng(1) });
    const before = Float64Array.from(model.parameters.weight.data);
    const saved = saveModel(model);
    const data = model.parameters.weight.data.fill(7);
    loadModel(model, saved);
    assert.equal(model.parameters.weight.data, data);
    assert.deepEqual(data, before);
  });

  it('of another model are refused, by name, shape and type, before anything changes', () => {
    const model = nn.linear(2, 3, { initializer: nn.initializers.zeros });
    const refuses = (other: nn.Layer, message: RegExp, name = 'ShapeError') =>
      assert.throws(() => loadModel(model, saveModel(other)), { name, message });
    refuses(nn.linear(2, 3, { rng: rng(1), bias: false }), /missing: 'bias'; and not expected: none/);
    refuses(nn.linear(3, 2, { rng: rng(1) }), /'weight' should have shape \[2, 3\], got \[3, 2\]/);
    const wider = { ...nn.linear(2, 4, { rng: rng(1) }), buffers: { mean: tensor([0]) } };
    refuses(wider, /'weight' should have shape \[2, 3\], got \[2, 4\]/); // the first that differs, names or not
    refuses(nn.linear(2, 3, { rng: rng(1), dtype: 'float32' }), /'weight' is float32.*float64/, 'DTypeError');
    assert.ok(model.parameters.weight.data.every((w: number) => w === 0));
  });
});
