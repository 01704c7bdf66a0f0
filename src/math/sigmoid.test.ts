import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { around, Decimal, worstUlpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { numericDerivative } from './numeric-derivative';
import { sigmoid, sigmoidDerivative } from './sigmoid';

const args = [
  ...rng('sigmoid').uniforms([600], { low: -700, high: 40 }).data,
  ...around(1, 20),
  0,
  -0,
  1e-10,
];

describe('sigmoid', () => {
  it('is what one computes by hand', () => {
    assert.equal(sigmoid(0), 0.5);
    assert.ok(Math.abs(sigmoid(Math.log(3)) - 0.75) < 2e-16);
    assert.deepEqual(sigmoid([0, -Math.log(3)]), [0.5, sigmoid(-Math.log(3))]);
    assert.ok(Math.abs(sigmoid(-Math.log(3)) - 0.25) < 1e-16);
  });

  it('is within 2 ulp of a 50-digit oracle, for tiny values too', () => {
    const worst = worstUlpError(sigmoid, (x) => new Decimal(1).div(x.neg().exp().plus(1)), args);
    assert.ok(worst.error <= 2, `error ${worst.error} ulp at ${worst.at}`);
  });

  it('sums to one with its mirror image, and keeps its limits', () => {
    for (const x of args) assert.ok(Math.abs(sigmoid(x) + sigmoid(-x) - 1) <= 2 ** -52, String(x));
    assert.deepEqual(sigmoid([-Infinity, -1e4, 1e4, Infinity, NaN]), [0, 0, 1, 1, NaN]);
  });

  it('takes arrays, and tensors of any shape and both types', () => {
    const x = tensor([[[0, 1]], [[2, 3]]]);
    assert.deepEqual(sigmoid(x), {
      data: Float64Array.from(x.data, (v) => sigmoid(v)),
      shape: [2, 1, 2],
      dtype: 'float64',
    });
    const single = tensor(Float32Array.of(1, -1));
    assert.deepEqual(sigmoid(single).data, Float32Array.of(sigmoid(1), sigmoid(-1)));
    assert.deepEqual(sigmoid(Float64Array.of(0)), [0.5]);
    assert.deepEqual(sigmoid([]), []);
  });

  it('names what it got instead of numbers', () => {
    assert.throws(() => sigmoid('1' as unknown as number), {
      name: 'ShapeError',
      message: /sigmoid: x .* got '1'/,
    });
    assert.throws(() => sigmoid([[1, 2], 3]), { message: /sigmoid: x\[1\] should be an array, got 3/ });
  });
});

describe('sigmoidDerivative', () => {
  it('agrees with 4-point differences and, within 3 ulp, with the oracle', () => {
    for (let x = -10; x <= 10; x += 0.37) {
      const numeric = numericDerivative(sigmoid, x).value;
      assert.ok(Math.abs(sigmoidDerivative(x) - numeric) < 1e-11, `at ${x}: ${numeric}`);
    }
    const oracle = (x: Decimal): Decimal => {
      const e = x.abs().neg().exp();
      return e.div(e.plus(1).pow(2));
    };
    const worst = worstUlpError(sigmoidDerivative, oracle, args);
    assert.ok(worst.error <= 3, `error ${worst.error} ulp at ${worst.at}`);
  });

  it('is ¼ at 0, even, and 0 far out', () => {
    assert.equal(sigmoidDerivative(0), 0.25);
    for (const x of args) assert.equal(sigmoidDerivative(x), sigmoidDerivative(-x));
    assert.deepEqual(sigmoidDerivative([-1e4, Infinity, NaN]), [0, 0, NaN]);
  });
});
