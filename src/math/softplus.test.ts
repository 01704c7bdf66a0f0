import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, worstUlpError } from '../../test/support/ulp';
import { rng } from '../core';
import { logSigmoid, logSigmoidDerivative } from './log-sigmoid';
import { numericDerivative } from './numeric-derivative';
import { sigmoid } from './sigmoid';
import { softplus, softplusDerivative } from './softplus';

const args = [...rng('softplus').uniforms([250], { low: -700, high: 700 }).data, 0, -0, 1e-10, 37, -37];
/** ln(1 + eˣ): of a tiny e = eˣ only the series keeps the digits. */
const Wide = Decimal.clone({ precision: 100 });
const oracle = (x: Decimal): Decimal => {
  const e = new Wide(x).exp();
  return new Decimal(e.lt('1e-40') ? e.minus(e.times(e).div(2)) : e.plus(1).ln());
};

describe('softplus and logSigmoid', () => {
  it('are what one computes by hand', () => {
    assert.equal(softplus(0), Math.LN2);
    assert.equal(logSigmoid(0), -Math.LN2);
    assert.equal(softplus(1000), 1000);
    assert.equal(logSigmoid(-1000), -1000);
    assert.equal(-logSigmoid(-1000), 1000);
  });

  it('are within 2 ulp of a 50-digit oracle, where eˣ overflows and underflows too', () => {
    const worst = worstUlpError(softplus, oracle, args);
    assert.ok(worst.error <= 2, `softplus: error ${worst.error} ulp at ${worst.at}`);
    const worstLog = worstUlpError(logSigmoid, (x) => oracle(x.neg()).neg(), args);
    assert.ok(worstLog.error <= 2, `logSigmoid: error ${worstLog.error} ulp at ${worstLog.at}`);
  });

  it('are each other: logSigmoid(x) = −softplus(−x), and softplus(x) − softplus(−x) = x', () => {
    for (const x of args) {
      assert.equal(logSigmoid(x), -softplus(-x), String(x));
      assert.ok(Math.abs(softplus(x) - softplus(-x) - x) <= 4e-16 * Math.abs(x) + 2e-16, String(x));
    }
  });

  it('keep their limits', () => {
    assert.deepEqual(softplus([-Infinity, -1e4, 1e4, Infinity, NaN]), [0, 0, 1e4, Infinity, NaN]);
    assert.deepEqual(logSigmoid([-Infinity, -1e4, 1e4, Infinity, NaN]), [-Infinity, -1e4, 0, 0, NaN]);
  });

  it('have the derivatives σ(x) and σ(−x)', () => {
    for (let x = -10; x <= 10; x += 0.37) {
      assert.ok(Math.abs(softplusDerivative(x) - numericDerivative(softplus, x).value) < 1e-11, String(x));
      assert.ok(
        Math.abs(logSigmoidDerivative(x) - numericDerivative(logSigmoid, x).value) < 1e-11,
        String(x),
      );
    }
    assert.deepEqual(softplusDerivative(args), sigmoid(args));
    assert.ok(logSigmoidDerivative(40) > 0, '1 − σ(40) would be 0');
  });
});
