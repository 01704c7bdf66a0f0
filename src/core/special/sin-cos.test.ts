import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, Decimal, worstUlpError } from '../../../test/support/ulp';
import { DomainError } from '../errors';
import { rng } from '../random';
import { cos, sin } from './sin-cos';

/** Near a multiple of π/2 the result is as small as 1e-18. */
const Wide = Decimal.clone({ precision: 90 });

describe('sin and cos', () => {
  const seed = 'sin and cos';
  const spread = (n: number, low: number, high: number): number[] => [
    ...rng(seed).uniforms([n], { low, high }).data,
  ];
  const args = [
    ...spread(400, -4, 4),
    ...spread(100, -0.01, 0.01),
    ...spread(200, -1e5, 1e5),
    ...[1, 2, 3, 29, 63661].flatMap((quadrant) => around((quadrant * Math.PI) / 2, 2)),
    ...[1, 3, 5, 7].flatMap((eighth) => around((eighth * Math.PI) / 4, 5)),
    45.553093477052, // of all float64 up to 1e5 the one nearest to a multiple of π/2: 6e-19 away
    1e5,
    -1e5,
    1e-300,
  ];

  it('are within 0.7 ulp of a 50-digit oracle, next to multiples of π/2 as well', () => {
    const worstSin = worstUlpError(sin, (x) => new Decimal(new Wide(x).sin()), args);
    const worstCos = worstUlpError(cos, (x) => new Decimal(new Wide(x).cos()), args);
    for (const [name, worst] of Object.entries({ worstSin, worstCos })) {
      assert.ok(worst.error <= 0.7, `${name}: ${worst.error} ulp at ${worst.at}, seed ${seed}`);
      assert.ok(worst.error > 0.4, 'an error this small means that the test measures nothing');
    }
  });

  it('refuse what they could not reduce, and pass NaN on', () => {
    for (const f of [sin, cos]) {
      for (const x of [100000.00000000001, -1e300, Infinity]) {
        assert.throws(
          () => f(x),
          (e: Error) => e instanceof DomainError && e.message.includes(String(x)),
        );
      }
      assert.ok(Number.isNaN(f(NaN)));
    }
    assert.ok(Object.is(sin(-0), -0));
    assert.ok(Object.is(sin(0), 0));
    assert.equal(cos(-0), 1);
    assert.equal(sin(5e-324), 5e-324);
  });
});
