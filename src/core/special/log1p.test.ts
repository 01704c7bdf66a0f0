import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, Decimal, worstUlpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { exp } from './exp';
import { log1p } from './log1p';

/** 1 + x needs the digits of a tiny x. */
const Wide = Decimal.clone({ precision: 100 });
const oracle = (x: Decimal): Decimal =>
  x.abs().lt('1e-40') ? x.minus(x.times(x).div(2)) : new Decimal(new Wide(x).plus(1).ln());

describe('log1p', () => {
  const seed = 'log1p';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];

  it('is within 0.51 ulp of a 50-digit oracle, down to tiny arguments', () => {
    const tiny = spread(300, -700, -3).map(exp);
    const args = [
      ...spread(200, -0.999999, 1),
      ...spread(100, -0.01, 0.01),
      ...spread(100, 0, 700).map(exp),
      ...tiny,
      ...tiny.map((x) => -x),
      ...around(1 / 256, 10),
      ...around(1 / 256, 10).map((x) => -x),
      ...around(5.551115123125783e-17, 5), // below it ln(1 + x) is taken as x
      ...around(1, 5)
        .map((x) => -x)
        .filter((x) => x > -1),
      5e-324,
      Number.MAX_VALUE,
    ];
    const worst = worstUlpError(log1p, oracle, args);
    assert.ok(worst.error <= 0.51, `error ${worst.error} ulp at ${worst.at}, seed ${seed}`);
    assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
  });

  it('gives signed zeros, ±∞ and NaN where they belong', () => {
    assert.ok(Object.is(log1p(0), 0));
    assert.ok(Object.is(log1p(-0), -0));
    assert.equal(log1p(5e-324), 5e-324);
    assert.equal(log1p(-1), -Infinity);
    assert.equal(log1p(Infinity), Infinity);
    for (const x of [-1.0000000000000002, -Infinity, NaN]) assert.ok(Number.isNaN(log1p(x)), String(x));
  });
});
