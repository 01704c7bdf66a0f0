import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, ShapeError } from '../core';
import { spearmanCorrelation } from '.';

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} and ${b}`);

describe('spearmanCorrelation', () => {
  it('is 1 − 6 Σ d² / (N (N² − 1)) without ties', () => {
    const [a, b] = [
      [86, 97, 99, 100, 101, 103, 106, 110, 112, 113],
      [2, 20, 28, 27, 50, 29, 7, 17, 6, 12],
    ];
    near(spearmanCorrelation(a, b), -29 / 165);
    near(spearmanCorrelation(a, Float64Array.from(a, Math.exp)), 1);
    near(
      spearmanCorrelation(
        a,
        a.map((v) => -v),
      ),
      -1,
    );
  });

  it('gives equal numbers the mean of their ranks', () => {
    // Ranks 1, 2.5, 2.5, 4 and 1.5, 1.5, 3, 4: 3.75 / √(4.5 · 4.5)
    near(spearmanCorrelation([1, 2, 2, 9], [5, 5, 7, Infinity]), 3.75 / 4.5);
  });

  it('refuses what has no rank correlation', () => {
    assert.throws(() => spearmanCorrelation([1], [1]), ShapeError);
    assert.throws(() => spearmanCorrelation([1, 2], [1, 2, 3]), ShapeError);
    assert.throws(() => spearmanCorrelation([1, NaN], [1, 2]), /a\[1\] is NaN/);
    assert.throws(() => spearmanCorrelation([1, 2], [3, 3]), DomainError);
  });
});
