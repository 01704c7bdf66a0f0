import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, worstUlpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { exp } from './exp';

describe('exp', () => {
  const seed = 'exp';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];

  it('is within 0.52 ulp of a 50-digit oracle, up to overflow', () => {
    const args = [
      ...spread(1000, -708, 709.78),
      ...spread(300, -1, 1),
      ...spread(100, -1e-9, 1e-9),
      ...around(709.782712893384, 10), // overflow
      ...Array.from({ length: 129 }, (_, i) => ((i + 0.5) * Math.LN2) / 128), // ends of the reduced range
    ];
    const worst = worstUlpError(exp, (x) => x.exp(), args);
    assert.ok(worst.error <= 0.52, `error ${worst.error} ulp at ${worst.at}, seed ${seed}`);
    assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
  });

  it('is within 0.76 ulp of it where the result is subnormal', () => {
    const args = [
      ...spread(400, -745.14, -708.39),
      ...around(745.1332191019412, 10).map((x) => -x), // underflow
      ...around(708.3964185322641, 10).map((x) => -x), // the smallest normal result
    ];
    const worst = worstUlpError(exp, (x) => x.exp(), args);
    assert.ok(worst.error <= 0.76, `error ${worst.error} ulp at ${worst.at}, seed ${seed}`);
  });

  it('gives 0, 1, ∞ and NaN where they belong', () => {
    assert.equal(exp(0), 1);
    assert.equal(exp(-0), 1);
    assert.equal(exp(1), Math.E);
    assert.equal(exp(709.782712893384), 1.7976931348622732e308);
    assert.equal(exp(709.7827128933841), Infinity);
    assert.equal(exp(-745.1332191019411), 5e-324);
    assert.equal(exp(-745.1332191019412), 0);
    assert.equal(exp(5e-324), 1);
    assert.equal(exp(1e308), Infinity);
    assert.equal(exp(-1e308), 0);
    assert.equal(exp(Infinity), Infinity);
    assert.equal(exp(-Infinity), 0);
    assert.ok(Number.isNaN(exp(NaN)));
  });

  it('never decreases from one float64 to the next', () => {
    for (const start of [0.0027, 0.0054, 0.34657, 1, 100]) {
      const values = around(start, 500).map(exp);
      values.forEach((value, i) => assert.ok(i === 0 || value >= values[i - 1], `${start}, step ${i}`));
    }
  });
});
