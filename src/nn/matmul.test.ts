import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShapeError, rng, tensor, zeros, type Tensor } from '../core';
import { matmul, matmulTransposedLeft, matmulTransposedRight } from './matmul';

/** The definition: one dot product an element. */
function product(a: Tensor, b: Tensor): number[] {
  const [[n, d], [, k]] = [a.shape, b.shape];
  return Array.from({ length: n * k }, (_, at) => {
    const [i, j] = [Math.floor(at / k), at % k];
    let sum = 0;
    for (let m = 0; m < d; m++) sum += a.data[i * d + m] * b.data[m * k + j];
    return sum;
  });
}

function transpose(x: Tensor): Tensor {
  const [rows, columns] = x.shape;
  const out = zeros([columns, rows], { dtype: x.dtype });
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out.data[j * rows + i] = x.data[i * columns + j];
  }
  return out;
}

/** Normal draws of which about half are zero. */
function sparse(seed: number, shape: readonly number[], dtype: 'float32' | 'float64' = 'float64'): Tensor {
  const x = rng(seed).normals(shape, { dtype });
  for (let i = 0; i < x.data.length; i++) if (x.data[i] < 0) x.data[i] = i % 3 === 0 ? -0 : 0;
  return x;
}

describe('the matrix products', () => {
  it('are to the bit the plain sums of their definition, zeros skipped or not', () => {
    for (const seed of [1, 2, 3]) {
      const [a, b] = [sparse(seed, [7, 5]), rng(seed).normals([5, 4])];
      const expected = product(a, b);
      assert.deepEqual(Array.from(matmul(a, b).data), expected, `seed ${seed}`);
      assert.deepEqual(Array.from(matmulTransposedLeft(transpose(a), b).data), expected, `seed ${seed}`);
      assert.deepEqual(Array.from(matmulTransposedRight(a, transpose(b)).data), expected, `seed ${seed}`);
    }
  });

  it('of float32 are the float64 sums rounded once', () => {
    const [a, b] = [sparse(4, [3, 300], 'float32'), rng(4).normals([300, 4], { dtype: 'float32' })];
    const expected = Float32Array.from(product(a, b));
    assert.deepEqual(matmul(a, b).data, expected);
    assert.deepEqual(matmulTransposedLeft(transpose(a), b).data, expected);
    assert.deepEqual(matmulTransposedRight(a, transpose(b)).data, expected);
  });

  it('let NaN and infinity through, also where they meet a zero', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const [a, b] = [tensor([[0, 1]]), tensor([[bad], [1]])];
      assert.deepEqual(Array.from(matmul(a, b).data), [NaN]);
      assert.deepEqual(Array.from(matmulTransposedLeft(transpose(a), b).data), [NaN]);
      assert.deepEqual(Array.from(matmulTransposedRight(a, transpose(b)).data), [NaN]);
    }
  });

  it('name both shapes when they do not fit, and refuse mixed types', () => {
    const [a, b] = [zeros([2, 3]), zeros([4, 5])];
    for (const multiply of [matmul, matmulTransposedLeft, matmulTransposedRight]) {
      assert.throws(() => multiply(a, b), { name: 'ShapeError', message: /\[2, 3\].*\[4, 5\]/ });
      assert.throws(() => multiply(zeros([2, 2]), zeros([2, 2], { dtype: 'float32' })), {
        name: 'DTypeError',
        message: /: a is float64, but b is float32; .*convert\(a, 'float32'\)/,
      });
      assert.throws(() => multiply(zeros([2]), zeros([2, 2])), ShapeError);
    }
  });
});
