import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, Decimal, worstUlpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { exp } from './exp';
import { tanh } from './tanh';

/** e²ˣ − 1 cancels for a tiny x. */
const Wide = Decimal.clone({ precision: 100 });
const oracle = (x: Decimal): Decimal => {
  if (x.abs().lt('1e-30')) return x.minus(x.pow(3).div(3));
  const e = new Wide(x).times(2).exp();
  return new Decimal(e.minus(1).div(e.plus(1)));
};

describe('tanh', () => {
  const seed = 'tanh';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];

  it('is within 0.53 ulp of a 50-digit oracle, down to tiny arguments', () => {
    const args = [
      ...spread(400, -1, 1),
      ...spread(300, -0.08, 0.08),
      ...spread(200, -23, 23),
      ...spread(200, -700, -3).map(exp),
      ...[1 / 16, 22].flatMap((x) => around(x, 10)),
      -5e-324,
    ];
    const worst = worstUlpError(tanh, oracle, args);
    assert.ok(worst.error <= 0.53, `error ${worst.error} ulp at ${worst.at}, seed ${seed}`);
    assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
  });

  it('is odd to the last bit', () => {
    for (const x of spread(200, 0, 25)) assert.equal(tanh(-x), -tanh(x), `${x}, seed ${seed}`);
  });

  it('gives signed zeros, ±1 and NaN where they belong', () => {
    assert.ok(Object.is(tanh(0), 0));
    assert.ok(Object.is(tanh(-0), -0));
    for (const x of [22, 400, 1e308, Infinity]) assert.equal(tanh(x), 1);
    for (const x of [22, 400, 1e308, Infinity]) assert.equal(tanh(-x), -1);
    assert.ok(Number.isNaN(tanh(NaN)));
  });
});
