import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { studyBounds } from '../../test/support/bound-study';
import { errorsOf, type ErrorAndBound } from '../../test/support/double-double-oracle';
import { KINDS } from '../../test/support/rows-that-hurt';
import { Decimal, exactly } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { logSumExp } from './log-sum-exp';
import { logSumExpWithBound } from './log-sum-exp-with-bound';
import { softmax } from './softmax';
import { softmaxWithBound } from './softmax-with-bound';

const seed = 'with bound';

function everyKind(rowsOfEach: number, check: (z: number[], kind: string) => void): void {
  const random = rng(seed);
  for (const [kind, make] of Object.entries(KINDS)) {
    for (let n = 0; n < rowsOfEach; n++) check(make(1 + random.integer(9), random), kind);
  }
}

describe('logSumExpWithBound and softmaxWithBound', () => {
  it('give the bits of logSumExp and softmax', () => {
    everyKind(20, (z, kind) => {
      assert.equal(logSumExpWithBound(z).value, logSumExp(z), `${kind}: ${z.join()}`);
      assert.deepEqual(softmaxWithBound(z).value, softmax(z), `${kind}: ${z.join()}`);
    });
    const z = tensor(Float32Array.of(1, 2, 3, 4, 5, 6), { shape: [2, 3] });
    const mask = [true, false, true];
    assert.deepEqual(logSumExpWithBound(z, { mask }).value, logSumExp(z, { mask }));
    assert.deepEqual(softmaxWithBound(z, { mask }).value, softmax(z, { mask }));
  });

  it('are never further from the exact result than the bound, on 5,000 rows that hurt', () => {
    for (const [what, { ratio, at }] of Object.entries(studyBounds(5000, rng(seed)).worst)) {
      assert.ok(ratio <= 1, `${what}: error/bound ${ratio} at ${at}, seed ${seed}`);
    }
  });

  it('have bounds of float64 that are small: 9u of each probability, 10u and the rounding of the maximum', () => {
    const u = 2 ** -53;
    everyKind(20, (z, kind) => {
      const { value, bound } = softmaxWithBound(z);
      value.forEach((p, k) => assert.ok(bound[k] <= 9.001 * u * p + 2e-323, `${kind}: ${z.join()}`));
      const sum = logSumExpWithBound(z);
      const size = Math.min(z.length, 10) * u + Math.abs(sum.value) * u;
      assert.ok(sum.bound <= 10 * size, `${kind}: ${z.join()}`);
    });
  });

  it('have the bound 0 where the result is exact', () => {
    assert.deepEqual(logSumExpWithBound([0.1]), { value: 0.1, bound: 0 });
    assert.deepEqual(logSumExpWithBound([7, -Infinity]), { value: 7, bound: 0 });
    assert.deepEqual(logSumExpWithBound([1, 2], { mask: [0, 0] }), { value: -Infinity, bound: 0 });
    assert.deepEqual(logSumExpWithBound([1, Infinity]), { value: Infinity, bound: 0 });
    assert.deepEqual(softmaxWithBound([3, -Infinity]), { value: [1, 0], bound: [0, 0] });
    assert.deepEqual(softmaxWithBound([3, 9], { mask: [1, 0] }), { value: [1, 0], bound: [0, 0] });
  });

  it('have the bound NaN where the result is NaN', () => {
    assert.deepEqual(logSumExpWithBound([NaN, 0]), { value: NaN, bound: NaN });
    assert.deepEqual(softmaxWithBound([0, NaN]), { value: [NaN, NaN], bound: [NaN, NaN] });
  });

  it('count the rounding to float32, in float64', () => {
    const z = tensor(Float32Array.of(0, 0, 0), { shape: [1, 3] });
    const { value, bound } = softmaxWithBound(z);
    assert.deepEqual([value.dtype, bound.dtype, bound.shape], ['float32', 'float64', [1, 3]]);
    assert.ok(Math.abs(bound.data[0] - Math.abs(Math.fround(1 / 3) - 1 / 3)) < 1e-15);
    const sum = logSumExpWithBound(z);
    assert.deepEqual([sum.bound.dtype, sum.bound.shape], ['float64', [1]]);
    assert.ok(Math.abs(sum.bound.data[0] - Math.abs(Math.fround(Math.log(3)) - Math.log(3))) < 1e-15);
  });

  it('refuse what logSumExp and softmax refuse, by their own names', () => {
    assert.throws(() => softmaxWithBound([-Infinity]), { name: 'DomainError', message: /^softmaxWithBound/ });
    assert.throws(() => logSumExpWithBound([]), { name: 'ShapeError', message: /^logSumExpWithBound/ });
    const options = { temperature: 2 } as object;
    assert.throws(() => softmaxWithBound([1], options), { name: 'OptionError', message: /it takes mask/ });
  });
});

describe('the double-double oracle of the bounds', () => {
  it('agrees with 50 digits on rows of every kind', () => {
    everyKind(6, (z, kind) => {
      const results = { logSumExp: logSumExpWithBound(z), softmax: softmaxWithBound(z) };
      const got = errorsOf(z, results);
      const max = Math.max(...z);
      const e = z.map((x) => (x === -Infinity ? new Decimal(0) : exactly(x).minus(exactly(max)).exp()));
      const sum = e.reduce((a, b) => a.plus(b));
      // For a tiny sum of the others, ln(1 + s) in 50 digits would lose all of it.
      const s = e.reduce((a, b, k) => (k === z.indexOf(max) ? a : a.plus(b)), new Decimal(0));
      const tail = s.lt('1e-20') ? s.minus(s.times(s).div(2)) : s.plus(1).ln();
      const compare = (pair: ErrorAndBound, value: number, parts: Decimal[], what: string): void => {
        const exact = parts.reduce((a, b) => a.plus(b));
        const error = exactly(value).minus(exact).abs();
        const apart = error.times(pair.scale).minus(pair.error).abs().toNumber();
        const size = parts
          .reduce((a, b) => a.plus(b.abs()), new Decimal(0))
          .times(pair.scale)
          .toNumber();
        assert.ok(apart <= 2 ** -90 * (size + 2 ** -700), `${what}, ${kind}: ${apart}, ${z.join()}`);
      };
      compare(got.logSumExp, results.logSumExp.value, [exactly(max), tail], 'logSumExp');
      got.softmax.forEach((pair, k) =>
        compare(pair, results.softmax.value[k], [e[k].div(sum)], `softmax ${k}`),
      );
    });
  });
});
