import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, Decimal, worstUlpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { exp } from './exp';
import { expm1 } from './expm1';

/** eˣ − 1 cancels for a tiny x. */
const Wide = Decimal.clone({ precision: 100 });
const oracle = (x: Decimal): Decimal =>
  x.abs().lt('1e-40') ? x.plus(x.times(x).div(2)) : new Decimal(new Wide(x).exp().minus(1));

describe('expm1', () => {
  const seed = 'expm1';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];

  it('is within 0.53 ulp of a 50-digit oracle, down to tiny arguments', () => {
    const tiny = spread(200, -700, -3).map(exp);
    const args = [
      ...spread(400, -1, 1),
      ...spread(200, -0.08, 0.08),
      ...spread(200, -40, 60),
      ...spread(100, 60, 709.78),
      ...tiny,
      ...tiny.map((x) => -x),
      ...[1 / 16, 40].flatMap((x) => around(x, 10)),
      ...[1 / 16, 40].flatMap((x) => around(x, 10)).map((x) => -x),
      5e-324,
    ];
    const worst = worstUlpError(expm1, oracle, args);
    assert.ok(worst.error <= 0.53, `error ${worst.error} ulp at ${worst.at}, seed ${seed}`);
    assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
  });

  it('gives signed zeros, −1, ∞ and NaN where they belong', () => {
    assert.ok(Object.is(expm1(0), 0));
    assert.ok(Object.is(expm1(-0), -0));
    assert.equal(expm1(5e-324), 5e-324);
    assert.equal(expm1(-1e3), -1);
    assert.equal(expm1(1e3), Infinity);
    assert.equal(expm1(-Infinity), -1);
    assert.equal(expm1(Infinity), Infinity);
    assert.ok(Number.isNaN(expm1(NaN)));
  });
});
