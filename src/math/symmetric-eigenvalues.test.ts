import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, ShapeError, rng, tensor, zeros } from '../core';
import { symmetricEigenvalues } from './symmetric-eigenvalues';

describe('symmetricEigenvalues', () => {
  it('gives those known in closed form, in ascending order', () => {
    // −1, 2, −1 on the diagonals: 2 − 2 cos(πk/(D + 1)).
    const size = 12;
    const a = zeros([size, size]);
    for (let i = 0; i < size; i++) {
      a.data[i * size + i] = 2;
      if (i > 0) a.data[i * size + i - 1] = a.data[(i - 1) * size + i] = -1;
    }
    symmetricEigenvalues(a).forEach((value, k) => {
      const expected = 2 - 2 * Math.cos((Math.PI * (k + 1)) / (size + 1));
      assert.ok(Math.abs(value - expected) < 1e-14, `${k}: ${value}, expected ${expected}`);
    });
  });

  it('finds the spectrum that a random matrix was built with, the tiny and the repeated ones too', () => {
    for (const seed of [1, 2, 3]) {
      const spectrum = [-2, -1e-9, 0, 0, 1e-6, 1, 1, 3];
      const values = symmetricEigenvalues(withSpectrum(spectrum, seed));
      values.forEach((value, i) =>
        assert.ok(Math.abs(value - spectrum[i]) < 1e-14, `seed ${seed}: ${value}, expected ${spectrum[i]}`),
      );
    }
  });

  it('takes a diagonal of very different magnitudes, and one number', () => {
    assert.deepEqual(
      [
        ...symmetricEigenvalues(
          tensor([
            [1e12, 0],
            [0, 1e-12],
          ]),
        ),
      ],
      [1e-12, 1e12],
    );
    assert.deepEqual([...symmetricEigenvalues(tensor([[-3]]))], [-3]);
    assert.deepEqual([...symmetricEigenvalues(zeros([3, 3]))], [0, 0, 0]);
  });

  it('refuses what is not square, not finite or not symmetric', () => {
    assert.throws(() => symmetricEigenvalues(zeros([2, 3])), ShapeError);
    assert.throws(
      () =>
        symmetricEigenvalues(
          tensor([
            [1, NaN],
            [NaN, 1],
          ]),
        ),
      /\[0, 1\] is NaN/,
    );
    assert.throws(
      () =>
        symmetricEigenvalues(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      DomainError,
    );
  });
});

/** QΛQᵀ with Q a product of reflections. */
function withSpectrum(spectrum: number[], seed: number) {
  const size = spectrum.length;
  let a = spectrum.map((value, i) => spectrum.map((_, j) => (i === j ? value : 0)));
  const r = rng(seed);
  for (let turn = 0; turn < 3; turn++) {
    const v = spectrum.map(() => r.normal());
    const norm = v.reduce((sum, x) => sum + x * x, 0);
    const h = v.map((x, i) => v.map((y, j) => Number(i === j) - (2 * x * y) / norm));
    const product = (x: number[][], y: number[][]) =>
      x.map((row) => y[0].map((_, j) => row.reduce((sum, value, k) => sum + value * y[k][j], 0)));
    a = product(product(h, a), h);
  }
  return tensor(a.flat(), { shape: [size, size] });
}
