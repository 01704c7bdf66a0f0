import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from 'decimal.js';
import { jupyterDisplay, rng, tensor, type Tensor } from '../core';
import type { Complex, FormulaNumber } from './complex';
import { gradCheck, type GradCheckOptions } from './grad-check';
import { logSumExp } from './log-sum-exp';
import { softmax } from './softmax';

const seed = 'gradCheck';
const Z = [0.3, -1.2, 2, 0];
const P = softmax(Z);

/** The definition of log-sum-exp, in whatever numbers. */
function definition<T extends FormulaNumber<T>>(z: T[]): T {
  return z
    .map((v) => v.exp())
    .reduce((a, b) => a.plus(b))
    .ln();
}
const complexStep = (z: number[], gradient: number[]) =>
  gradCheck((x: Complex[]) => definition(x), z, gradient, { method: 'complexStep' });
const oracle = (z: number[], gradient: number[]) =>
  gradCheck((x: Decimal[]) => definition(x), z, gradient, { method: 'oracle', Decimal });
const byDifferences = (z: number[], gradient: number[], options?: GradCheckOptions) =>
  gradCheck((x: number[]) => logSumExp(x), z, gradient, { ...options, method: 'differences' });
const METHODS = { differences: byDifferences, complexStep, oracle };

describe('gradCheck', () => {
  for (const [method, check] of Object.entries(METHODS)) {
    it(`passes a right gradient: ${method}`, () => {
      const random = rng(seed);
      for (let n = 0; n < 20; n++) {
        const z = [...random.normals([1 + random.integer(6)], { std: 10 }).data];
        const { passed, verdict, relativeError } = check(z, softmax(z));
        assert.ok(passed, `${verdict}, ${z.join()}, seed ${seed}`);
        assert.ok(relativeError < 1e-9, String(relativeError));
      }
    });

    it(`finds a wrong sign, a factor, and one element off by a millionth: ${method}`, () => {
      for (const wrong of [
        P.map((p) => -p),
        P.map((p) => 2 * p),
        P.map((p, k) => p * (k === 3 ? 1.000001 : 1)),
      ]) {
        const { passed, verdict } = check(Z, wrong);
        assert.ok(!passed && verdict.startsWith('✗'), verdict);
      }
      const { elements } = check(Z, [...P.slice(0, 3), 1]);
      assert.deepEqual(
        elements.map((e) => e.verdict),
        ['agrees', 'agrees', 'agrees', 'differs'],
      );
      assert.deepEqual(elements[3].index, [3]);
    });

    it(`does not judge a masked class, and the others all the same: ${method}`, () => {
      const z = [1, -Infinity, 2];
      const { passed, elements, verdict } = check(z, softmax(z));
      assert.ok(passed, verdict);
      assert.equal(elements[1].verdict, 'not finite');
      assert.match(verdict, /1 not checked/);
    });
  }

  it('sees by the oracle that tiny slopes have lost their digits, which differences cannot', () => {
    const z = [40, 0];
    const lost = [1, 1 - softmax(z)[0]]; // 0, where the truth is 4e-18
    const { passed, elements } = byDifferences(z, lost);
    assert.ok(passed);
    assert.equal(elements[1].verdict, 'too small');
    assert.ok(!byDifferences(z, [0, 0]).passed);
    assert.ok(!oracle(z, lost).passed);
    assert.ok(oracle(z, softmax(z)).passed);
  });

  it('gives f what x is', () => {
    const square = (x: ArrayLike<number>): number => x[0] * x[0] + 3 * x[1];
    assert.ok(gradCheck((x: number[]) => (Array.isArray(x) ? square(x) : NaN), [2, 5], [4, 3]).passed);
    assert.ok(
      gradCheck((x) => (x instanceof Float64Array ? square(x) : NaN), Float64Array.of(2, 5), [4, 3]).passed,
    );
    const check = gradCheck((x) => square(x.data), tensor([[2, 5]]), tensor([[4, 3]]));
    assert.ok(check.passed);
    assert.deepEqual(
      check.elements.map((e) => e.index),
      [
        [0, 0],
        [0, 1],
      ],
    );
  });

  it('compares a float32 gradient with derivatives in float64, to five digits', () => {
    const z = tensor(Float32Array.from(Z));
    const gradient = softmax(z);
    const f = (x: Tensor): number => (x.dtype === 'float64' ? logSumExp(x).data[0] : NaN);
    assert.ok(gradCheck(f, z, gradient).passed);
    assert.ok(!gradCheck(f, z, gradient, { tolerance: 1e-12 }).passed);
  });

  it('takes any slope between the sides of a kink, and none outside', () => {
    const f = (x: number[]): number => Math.max(0, x[0]) + x[1];
    const verdicts = (slope: number): string[] =>
      gradCheck(f, [0, 1], [slope, 1]).elements.map((e) => e.verdict);
    for (const slope of [0, 1, 0.3]) assert.deepEqual(verdicts(slope), ['kink', 'agrees']);
    assert.deepEqual(verdicts(0.5), ['agrees', 'agrees']); // what symmetric differences give
    for (const slope of [-0.1, 1.1]) assert.deepEqual(verdicts(slope), ['differs', 'agrees']);
  });

  it('does not pass what it could not judge', () => {
    const { passed, verdict } = gradCheck(() => NaN, [1], [0]);
    assert.ok(!passed);
    assert.equal(
      verdict,
      '? 0 of 1 elements agree with the numeric derivative; 1 not checked: x or f is not finite there',
    );
    assert.ok(!gradCheck(() => 3, [], []).passed);
    const tiny = gradCheck((x: number[]) => 1 + 1e-20 * x[0], [1], [-1e-20]);
    assert.ok(!tiny.passed && /^\? .*1 too small/.test(tiny.verdict), tiny.verdict);
    assert.equal(gradCheck((x: number[]) => x[0], [1], [NaN]).elements[0].verdict, 'differs');
  });

  it('shows itself as a table, the verdict above it', () => {
    const { verdict, ...check } = gradCheck((x: number[]) => 3 * x[0], [1], [2]);
    assert.equal(
      verdict,
      '✗ 0 of 1 elements agree with the numeric derivative; 1 differs, the first at [0]: 2 for 3',
    );
    const lines = String(check[jupyterDisplay]()['text/plain']).split('\n');
    assert.equal(lines[0], `${verdict} (differences)`);
    assert.match(lines[1], /index +analytic +numeric +relative error +threshold +verdict/);
    assert.match(lines[3], /^\[0\] +2 +3 +0\.3333 .* differs$/);
  });

  it('shows what differs first', () => {
    const check = gradCheck((x: number[]) => x[0] + x[1], [1, 2], [1, 5]);
    const lines = String(check[jupyterDisplay]()['text/plain']).split('\n');
    assert.match(lines[3], /^\[1\] .* differs$/);
    assert.match(lines[4], /^\[0\] .* agrees$/);
  });

  it('names what it cannot take', () => {
    const f = (): number => 0;
    assert.throws(() => gradCheck(f, [1, 2], [1]), {
      name: 'ShapeError',
      message: /the gradient has shape \[1\], but x has \[2\]/,
    });
    assert.throws(() => gradCheck(f, [1], [1], { method: 'guess' } as object), {
      name: 'OptionError',
      message: /method should be 'differences'/,
    });
    assert.throws(() => gradCheck(f, [1], [1], { method: 'oracle' } as object), {
      name: 'OptionError',
      message: /\{ Decimal \}/,
    });
    assert.throws(() => gradCheck(f, [1], [1], { step: 1 } as object), { name: 'OptionError' });
  });
});
