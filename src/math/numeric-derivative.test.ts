import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError } from '../core';
import { kinkAt, numericDerivative } from './numeric-derivative';

const { exp, log, sin, cos, sqrt, PI } = Math;

const SMOOTH: [name: string, f: (x: number) => number, slope: (x: number) => number, at: number[]][] = [
  ['exp', exp, exp, [0, 1, -30, 20, 300]],
  ['log, close to the end of its domain', log, (x) => 1 / x, [1e-4, 0.01, 1, 1e5]],
  ['a fast oscillation', (x) => sin(50 * x), (x) => 50 * cos(50 * x), [0, 0.3, 10]],
  ['a period of ¼', (x) => sin(8 * PI * x), (x) => 8 * PI * cos(8 * PI * x), [0, 0.25, 1, 3]],
  ['sqrt', sqrt, (x) => 0.5 / sqrt(x), [1e-3, 2]],
  ['a line far from 0', (x) => 3 * x - 7, () => 3, [0, 1e6, -1e9]],
  ['a constant', () => 5, () => 0, [0, 2]],
  ['a quintic', (x) => x ** 5 - x ** 3, (x) => 5 * x ** 4 - 3 * x ** 2, [0, 1, -3, 100]],
  ['a kink a thousandth away', (x) => Math.abs(x), Math.sign, [1e-3, -1e-3]],
];

describe('numericDerivative', () => {
  for (const [name, f, slope, at] of SMOOTH) {
    it(`is right within its own estimate, which is small: ${name}`, () => {
      for (const x of at) {
        const { value, error } = numericDerivative(f, x);
        assert.ok(Math.abs(value - slope(x)) <= error, `at ${x}: ${value} ± ${error}, ${slope(x)}`);
        const size = Math.abs(slope(x)) + Math.abs(f(x)) / Math.max(1, Math.abs(x));
        assert.ok(error <= 1e-8 * size + 1e-12, `at ${x}: estimate ${error}`);
      }
    });
  }

  it('takes a DomainError beyond the domain for NaN, and passes other errors on', () => {
    const f = (x: number): number => {
      if (x <= 0) throw new DomainError('f: no');
      return log(x);
    };
    const { value } = numericDerivative(f, 0.25);
    assert.ok(Math.abs(value - 4) < 1e-9, String(value));
    assert.throws(() => numericDerivative(() => assert.fail('f fails'), 1), /f fails/);
  });

  it('is NaN where the function is', () => {
    assert.ok(Number.isNaN(numericDerivative(() => NaN, 1).value));
    assert.ok(Number.isNaN(numericDerivative(log, -1).value));
  });
});

describe('kinkAt', () => {
  it('finds kinks, with the slopes of their sides', () => {
    assert.deepEqual(kinkAt(Math.abs, 0), { left: -1, right: 1 });
    assert.deepEqual(
      kinkAt((x) => Math.max(0, x - 4), 4),
      { left: 0, right: 1 },
    );
  });

  it('finds none in what is smooth', () => {
    for (const [name, f, , at] of SMOOTH)
      for (const x of at) assert.equal(kinkAt(f, x), undefined, `${name}, ${x}`);
  });
});
