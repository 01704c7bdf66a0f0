import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { OptionError, rng, zeros, type Tensor } from '../core';

describe('initializers', () => {
  const moments = (x: Tensor) => {
    const values = Array.from(x.data);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const square = values.reduce((a, b) => a + b * b, 0) / values.length;
    return { mean, std: Math.sqrt(square - mean * mean) };
  };
  const { zeros: zero, normal, he, glorot } = nn.initializers;

  it('have the spread that their papers give', () => {
    for (const [initializer, std] of [
      [normal(0.01), 0.01],
      [he, Math.sqrt(2 / 300)],
      [glorot, Math.sqrt(2 / (300 + 200))], // that of the uniform on ±√(6/(D + K))
    ] as const) {
      const got = moments(initializer(300, 200, { dtype: 'float64', rng: rng(7) }));
      // 60,000 draws: the mean is within 5 standard errors, the spread within 2 %.
      assert.ok(Math.abs(got.mean) < (5 * std) / Math.sqrt(60000), `mean ${got.mean}`);
      assert.ok(Math.abs(got.std / std - 1) < 0.02, `std ${got.std}, expected ${std}`);
    }
    const bound = Math.sqrt(6 / 500);
    assert.ok(
      glorot(300, 200, { dtype: 'float64', rng: rng(8) }).data.every((w: number) => Math.abs(w) <= bound),
    );
    assert.deepEqual(zero(2, 2, { dtype: 'float32' }), zeros([2, 2], { dtype: 'float32' }));
  });

  it('give the same bits for the same seed, and refuse a negative spread', () => {
    assert.deepEqual(
      he(3, 4, { dtype: 'float32', rng: rng(1) }),
      he(3, 4, { dtype: 'float32', rng: rng(1) }),
    );
    assert.notDeepEqual(
      he(3, 4, { dtype: 'float32', rng: rng(1) }),
      he(3, 4, { dtype: 'float32', rng: rng(2) }),
    );
    assert.throws(() => normal(-1), OptionError);
    assert.throws(() => he(3, 4, { dtype: 'float64' }), OptionError);
  });
});
