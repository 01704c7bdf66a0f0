import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, worstUlpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { exp } from './exp';
import { log } from './log';

describe('log', () => {
  const seed = 'log';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];

  it('is within 0.51 ulp of a 50-digit oracle, near 1 and over the whole range', () => {
    const args = [
      ...spread(500, -745, 709).map(exp),
      ...spread(300, 0.5, 2),
      ...spread(200, 0.99, 1.01),
      ...spread(100, 0, 2.3e-308), // subnormal arguments
      ...around(1, 20),
      ...[91, 100, 127, 129, 150, 181].flatMap((i) => around((i - 0.5) / 128, 3)), // ends of the table's cells
      ...around(Math.SQRT2, 5),
      ...around(Math.SQRT1_2, 5),
      5e-324,
      Number.MAX_VALUE,
    ];
    const worst = worstUlpError(log, (x) => x.ln(), args);
    assert.ok(worst.error <= 0.51, `error ${worst.error} ulp at ${worst.at}, seed ${seed}`);
    assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
  });

  it('gives 0, ±∞ and NaN where they belong', () => {
    assert.ok(Object.is(log(1), 0));
    assert.equal(log(2), Math.LN2);
    assert.equal(log(0), -Infinity);
    assert.equal(log(-0), -Infinity);
    assert.equal(log(Infinity), Infinity);
    for (const x of [-5e-324, -1, -Infinity, NaN]) assert.ok(Number.isNaN(log(x)), String(x));
  });
});
