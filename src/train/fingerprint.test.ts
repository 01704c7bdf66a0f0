import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { linear, relu, sequential, type Layer } from '../nn';
import { fingerprint } from './fingerprint';

const model = (seed = 1, dtype: 'float32' | 'float64' = 'float32'): Layer =>
  linear(5, 3, { rng: rng(seed), dtype });

describe('the fingerprint of a model', () => {
  it('is the same for the same weights, wherever they lie in memory', () => {
    const [a, b] = [model(), model()];
    const shifted = new Float32Array(20).subarray(5);
    shifted.set(b.parameters.weight.data);
    const moved = {
      ...b,
      parameters: { ...b.parameters, weight: { ...b.parameters.weight, data: shifted } },
    };
    assert.equal(fingerprint(a), fingerprint(b));
    assert.equal(fingerprint(a), fingerprint(moved));
    assert.match(fingerprint(a), /^[0-9a-f]{8}$/);
  });

  it('is that of FNV-1a', () => {
    const none = { ...relu(), parameters: {} };
    assert.equal(fingerprint(none), '811c9dc5', 'the offset basis');
    const bytes = [...Buffer.from('a:float32[1]'), 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]; // 1 as float64, big-endian
    const expected = bytes.reduce(
      (hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) % 0x100000000n,
      0x811c9dc5n,
    );
    const one = { data: Float32Array.of(1), shape: [1], dtype: 'float32' as const };
    assert.equal(fingerprint({ ...none, parameters: { a: one } }), expected.toString(16).padStart(8, '0'));
  });

  it('changes with the last bit of a weight, the sign of a zero, a name, a shape, a type', () => {
    const changed = (change: (data: Float32Array | Float64Array) => void): Layer => {
      const copy = model();
      change(copy.parameters.weight.data);
      return copy;
    };
    const zero = (value: number): Layer => changed((data) => data.fill(value, 0, 1));
    const prints = [
      model(),
      model(2),
      model(1, 'float64'),
      sequential(model()),
      linear(3, 5, { rng: rng(1), dtype: 'float32' }),
      changed((data) => (new Uint32Array(data.buffer, data.byteOffset)[14] ^= 1)),
      zero(0),
      zero(-0),
    ].map(fingerprint);
    assert.equal(new Set(prints).size, prints.length);
  });
});
