import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly, ulpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { exp } from './exp';
import { pow } from './pow';

/** y · ln x may reach 745, and x be next to 1. */
const Wide = Decimal.clone({ precision: 80 });
const oracle = (x: number, y: number): Decimal =>
  new Decimal(new Wide(exactly(x)).ln().times(exactly(y)).exp());

describe('pow', () => {
  const seed = 'pow';
  const random = rng(seed);
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();

  function check(pairs: readonly [number, number][], bound: number): void {
    let worst = { error: -1, at: [NaN, NaN] };
    for (const [x, y] of pairs) {
      const error = ulpError(pow(x, y), oracle(x, y));
      if (!(error <= worst.error)) worst = { error, at: [x, y] };
    }
    assert.ok(worst.error <= bound, `error ${worst.error} ulp at ${worst.at.join(', ')}, seed ${seed}`);
    assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
  }

  it('is within 0.53 ulp of a 50-digit oracle, from underflow to overflow', () => {
    check(
      Array.from({ length: 600 }, () => {
        const logarithm = between(-740, 709);
        return [exp(logarithm), between(-708, 709.7) / logarithm];
      }),
      0.53,
    );
  });

  it('keeps that for a base next to 1 and a huge exponent', () => {
    check(
      Array.from({ length: 300 }, () => {
        const distance = between(-1, 1) * exp(between(-30, -4));
        return [1 + distance, between(-700, 700) / Math.log1p(distance)];
      }),
      0.53,
    );
  });

  it('is within 0.76 ulp where the result is subnormal, and takes subnormal bases', () => {
    check(
      Array.from({ length: 200 }, () => {
        const logarithm = between(-740, 709);
        return [exp(logarithm), between(-745, -708.5) / logarithm];
      }),
      0.76,
    );
    check(
      Array.from({ length: 100 }, () => [between(1, 1e5) * 5e-324, between(-0.95, 0.95)]),
      0.53,
    );
  });

  it('returns powers that are float64 exactly', () => {
    for (let base = 2; base <= 40; base++) {
      for (let n = 1, power = base; power <= 2 ** 53; n++, power *= base) {
        assert.equal(pow(base, n), power, `${base}^${n}`);
        assert.equal(pow(-base, n), n % 2 === 1 ? -power : power, `(-${base})^${n}`);
      }
    }
    for (let n = -1074; n <= 1023; n++) assert.equal(pow(2, n), 2 ** n, `2^${n}`);
    assert.equal(pow(2, 1024), Infinity);
    assert.equal(pow(2, -1076), 0);
    for (const x of [0.25, 3, 1e300, 5e-324, 1 / 3]) assert.equal(pow(x, 1), x);
    assert.equal(pow(6.25, 0.5), 2.5);
    assert.equal(pow(27, 1 / 3), 3);
  });

  it("has the special cases of ECMAScript's Math.pow, signs of zero included", () => {
    const values = [
      0,
      1,
      2,
      3,
      0.5,
      1.5,
      1e300,
      1e-300,
      5e-324,
      2 ** 53 + 2,
      1.7976931348623157e308,
      Infinity,
    ];
    const signed = [...values, ...values.map((x) => -x), NaN];
    for (const x of signed) {
      for (const y of signed) {
        const expected = Math.pow(x, y);
        const ordinary = Number.isFinite(expected) && ![0, 1, -1].includes(expected);
        const actual = pow(x, y);
        if (ordinary) assert.ok(Math.abs(actual / expected - 1) < 1e-15, `${x}^${y} = ${actual}`);
        else assert.ok(Object.is(actual, expected), `${x}^${y} = ${actual}, expected ${expected}`);
      }
    }
  });
});
