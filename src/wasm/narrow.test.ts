import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { isNarrow, narrowGemm } from './narrow';

const random = rng('narrow');
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
const sparse = (length: number): Float32Array =>
  Float32Array.from({ length }, () =>
    random.uniform() < 0.8 ? (random.uniform() < 0.5 ? 0 : -0) : random.normal(),
  );

function reference(
  a: Float32Array,
  b: Float32Array,
  m: number,
  n: number,
  k: number,
  transposed: boolean,
): Float32Array {
  return Float32Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let p = 0; p < k; p++) sum += a[transposed ? p * m + i : i * k + p] * b[p * n + j];
    return sum;
  });
}

function check(m: number, n: number, k: number, a = sparse(m * k), b = numbers(k * n)): void {
  for (const transposeA of [false, true]) {
    const around = new Float32Array(m * n + 12).fill(777);
    const c = around.subarray(5, 5 + m * n).fill(NaN);
    narrowGemm(a, b, c, { m, n, k }, { transposeA });
    const where = `${m}×${n}×${k}${transposeA ? ' transposed' : ''}`;
    assert.deepEqual(c.slice(), reference(a, b, m, n, k, transposeA), where);
    assert.ok(
      around.every((value, i) => value === 777 || (i >= 5 && i < 5 + m * n)),
      where,
    );
  }
}

describe('narrowGemm', () => {
  it('has the bits of the plain float64 loops, over odd shapes', () => {
    for (const m of [0, 1, 3, 4, 9]) {
      for (const n of [0, 1, 2, 3, 9, 10, 11, 13, 16]) {
        for (const k of [0, 1, 3, 4, 5, 30]) check(m, n, k);
      }
    }
    check(784, 10, 100);
    check(6000, 2, 7);
  });

  it('skips no zero that meets an infinity or NaN', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const at of [0, 7, 41]) {
        const b = numbers(42);
        b[at] = bad;
        check(5, 3, 14, sparse(70), b);
      }
      const a = sparse(70);
      a[13] = bad;
      check(5, 3, 14, a);
    }
  });

  it('gives the same bits on 1, 2, 3 and 8 threads', () => {
    const [m, n, k] = [900, 10, 784];
    const [a, b] = [sparse(m * k), numbers(k * n)];
    const results = onThreads(() => {
      const c = new Float32Array(m * n);
      narrowGemm(a, b, c, { m, n, k });
      return c;
    });
    for (const c of results) assert.deepEqual(c, results[0]);
  });

  it('is meant for few columns and many zeros', () => {
    assert.equal(isNarrow(sparse(700_001), { m: 1, n: 10, k: 100 }), true);
    assert.equal(isNarrow(numbers(100), { m: 1, n: 10, k: 100 }), false);
    assert.equal(isNarrow(sparse(100), { m: 1, n: 17, k: 100 }), false);
    assert.equal(isNarrow(sparse(100), { m: 1, n: 10, k: 16385 }), false);
  });
});
