import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, Decimal, worstUlpError } from '../../../test/support/ulp';
import { rng } from '../random';
import { NORMAL_PARTS, normalParts } from './normal';

const Wide = Decimal.clone({ precision: 100 });
const SQRT_TAU = Wide.acos(-1).times(2).sqrt();

function exactDensity(x: Decimal): Decimal {
  return new Wide(x).pow(2).div(-2).exp().div(SQRT_TAU);
}

/** By the power series, whose 1/2 − … costs 20 digits of 100, or far to the left the continued fraction. */
function exactCdf(x: Decimal): Decimal {
  const t = new Wide(x);
  if (t.lt(-8)) {
    let fraction = t.neg();
    for (let k = 150; k >= 1; k--) fraction = t.neg().plus(new Wide(k).div(fraction));
    return new Decimal(exactDensity(x).div(fraction));
  }
  let [sum, term] = [new Wide(0), t];
  for (let n = 3; term.abs().gt('1e-70'); n += 2) {
    sum = sum.plus(term);
    term = term.times(t).times(t).div(n);
  }
  return new Decimal(exactDensity(x).times(sum).plus(0.5));
}

const cdf = (x: number): number => {
  normalParts(x);
  return NORMAL_PARTS[0];
};
const density = (x: number): number => {
  normalParts(x);
  return NORMAL_PARTS[1];
};

describe('the normal distribution', () => {
  const seed = 'normal';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];
  const args = [
    ...spread(100, -9, 9),
    ...spread(75, -1, 1),
    ...spread(30, -37.5, -9),
    ...spread(10, 9, 37.5),
    ...[1 / 128, 0.5, 65 / 128, 2, 8.9921875, 9].flatMap((x) => around(x, 3)).flatMap((x) => [x, -x]),
    ...Array.from({ length: 73 }, (_, i) => i / 4 - 9),
  ];

  for (const [name, f, oracle] of [
    ['Φ', cdf, exactCdf],
    ['φ', density, (x: Decimal) => new Decimal(exactDensity(x))],
  ] as const) {
    it(`is within 4 ulp of a 50-digit oracle: ${name}`, () => {
      const worst = worstUlpError(f, oracle, args);
      assert.ok(worst.error <= 4, `error ${worst.error} ulp at ${worst.at}, seed ${seed}, of ${args.length}`);
      assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
    });
  }

  it('has an oracle whose two formulas meet', () => {
    const [left, right] = ['-8.0000000000000000000000000000000000000001', '-8'].map((x) =>
      exactCdf(new Decimal(x)),
    );
    assert.ok(left.div(right).minus(1).abs().lt('1e-38'), `${left} ${right}`);
  });

  it('gives 0, 1 and NaN where they belong', () => {
    assert.deepEqual([cdf(0), cdf(10), cdf(Infinity), cdf(-Infinity), cdf(-1e300)], [0.5, 1, 1, 0, 0]);
    assert.deepEqual([density(Infinity), density(-Infinity), density(41)], [0, 0, 0]);
    assert.ok(Number.isNaN(cdf(NaN)) && Number.isNaN(density(NaN)));
  });
});
