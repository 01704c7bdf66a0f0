import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { gemm, type GemmOptions } from './gemm';
import type { GemmSizes } from './product';

const random = rng('gemm');
/** A prime number of them: no two rows of a matrix that is longer are alike. */
const POOL = Float32Array.from(
  { length: 65_537 },
  () => random.normal() * (random.uniform() < 0.1 ? 1000 : 1),
);
let taken = 0;

/** The next numbers of the pool, round and round. */
function numbers(length: number): Float32Array {
  const some = new Float32Array(length);
  for (let i = 0; i < length;) {
    const piece = POOL.subarray(taken, taken + length - i);
    some.set(piece, i);
    i += piece.length;
    taken = (taken + piece.length) % POOL.length;
  }
  return some;
}

const VARIANTS: GemmOptions[] = [{}, { transposeA: true }, { transposeB: true }];
VARIANTS.push({ transposeA: true, transposeB: true });

/** The plain product in float64, and with it the sums of magnitudes that bound the error. */
function reference(
  a: Float32Array,
  b: Float32Array,
  { m, n, k }: GemmSizes,
  { transposeA, transposeB, bias, activation }: GemmOptions,
): { exact: Float64Array; magnitude: Float64Array } {
  const [exact, magnitude] = [new Float64Array(m * n), new Float64Array(m * n)];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [sum, size] = [bias?.[j] ?? 0, Math.abs(bias?.[j] ?? 0)];
      for (let p = 0; p < k; p++) {
        const term = a[transposeA ? p * m + i : i * k + p] * b[transposeB ? j * k + p : p * n + j];
        sum += term;
        size += Math.abs(term);
      }
      exact[i * n + j] = activation === 'relu' ? Math.max(0, sum) : sum;
      magnitude[i * n + j] = size;
    }
  }
  return { exact, magnitude };
}

function check(sizes: GemmSizes, options: GemmOptions): void {
  const { m, n, k } = sizes;
  const [a, b] = [numbers(m * k), numbers(k * n)];
  const around = new Float32Array(m * n + 20).fill(12345);
  const c = around.subarray(7, 7 + m * n).fill(NaN);
  gemm(a, b, c, sizes, options);
  const { exact, magnitude } = reference(a, b, sizes, options);
  const bound = (Math.min(k, 256) + Math.ceil(k / 256) + 2) * 5.960464477539063e-8;
  const wrong = c.findIndex((value, i) => !(Math.abs(value - exact[i]) <= bound * magnitude[i]));
  const where = `${m}×${n}×${k} ${Object.keys(options)}: element ${wrong} is ${c[wrong]}, not ${exact[wrong]}`;
  assert.equal(wrong, -1, where);
  assert.ok(around.every((value, i) => value === 12345 || (i >= 7 && i < 7 + m * n)));
}

describe('gemm', () => {
  it('is within its error bound over odd shapes, transposed or not', () => {
    for (const options of VARIANTS) {
      for (const m of [0, 1, 2, 4, 5, 6, 39, 41, 83]) {
        for (const n of [0, 1, 3, 4, 7, 8, 9, 17, 31]) {
          for (const k of [0, 1, 2, 3, 4, 5, 33]) check({ m, n, k }, options);
        }
      }
      check({ m: 43, n: 21, k: 257 }, options);
      check({ m: 6, n: 1059, k: 259 }, options);
      check({ m: 3, n: 13, k: 1031 }, options);
      check({ m: 23, n: 515, k: 1283 }, options);
    }
  });

  it('is within it with few columns, in tiles of five', () => {
    for (const options of VARIANTS) {
      for (const n of [5, 9, 10, 11, 15]) {
        for (const m of [1, 7, 8, 9, 43]) {
          for (const k of [0, 1, 3, 4, 257, 1027]) check({ m, n, k }, options);
        }
        check({ m: 17, n, k: 2051 }, { ...options, bias: numbers(n), activation: 'relu' });
      }
    }
  });

  it('is within it with few rows, one column, and sums of few terms', () => {
    for (const options of VARIANTS) {
      for (const m of [1, 2, 3, 4]) {
        for (const [n, k] of [
          [16, 259],
          [1029, 6],
          [37, 515],
        ]) {
          check({ m, n, k }, options);
          check({ m, n, k }, { ...options, bias: numbers(n), activation: 'relu' });
          check({ m: 23, n, k: m }, { ...options, bias: numbers(n), activation: 'relu' });
        }
      }
      for (const m of [5, 7, 20]) {
        check({ m, n: 19, k: 259 }, options);
        check({ m, n: 2077, k: 2 }, { ...options, bias: numbers(2077), activation: 'relu' });
      }
      for (const m of [15, 16, 67]) {
        for (const k of [1, 3, 257]) check({ m, n: 1, k }, options);
        check({ m, n: 1, k: 300 }, { ...options, bias: numbers(1), activation: 'relu' });
        check({ m, n: 1, k: 300 }, { ...options, activation: 'relu' });
      }
    }
  });

  it('gives a row and a column the same bits whatever is beside it', () => {
    const [m, n, k] = [21, 37, 519];
    const [a, b, c] = [numbers(m * k), numbers(k * n), new Float32Array(m * n)];
    gemm(a, b, c, { m, n, k });
    const transposeOf = (x: Float32Array, rows: number): Float32Array =>
      x.map((_, i) => x[(i % rows) * (x.length / rows) + Math.floor(i / rows)]);
    const transposed = transposeOf(b, k);
    for (const rows of [1, 2, 3, 4, 5, 13, 20]) {
      const [some, result] = [a.slice(0, rows * k), new Float32Array(rows * n)];
      gemm(some, b, result, { m: rows, n, k });
      assert.deepEqual(result, c.slice(0, rows * n));
      gemm(some, transposed, result.fill(0), { m: rows, n, k }, { transposeB: true });
      assert.deepEqual(result, c.slice(0, rows * n));
      gemm(transposeOf(some, rows), b, result.fill(0), { m: rows, n, k }, { transposeA: true });
      assert.deepEqual(result, c.slice(0, rows * n));
    }
    const many = numbers(40 * k);
    const [row, products] = [new Float32Array(40), new Float32Array(40 * n)];
    gemm(many, b, products, { m: 40, n, k });
    const first = transposed.slice(0, k);
    for (const transposeB of [false, true]) {
      gemm(many, first, row.fill(0), { m: 40, n: 1, k }, { transposeB });
      assert.deepEqual(
        row,
        Float32Array.from(row, (_, i) => products[i * n]),
      );
      gemm(transposeOf(many, 40), first, row.fill(0), { m: 40, n: 1, k }, { transposeA: true, transposeB });
      assert.deepEqual(
        row,
        Float32Array.from(row, (_, i) => products[i * n]),
      );
    }
  });

  it('adds the bias and applies the rectifier, also where there is nothing to sum', () => {
    for (const options of VARIANTS) {
      for (const [m, n, k] of [
        [7, 13, 5],
        [41, 8, 300],
        [3, 9, 0],
      ]) {
        check({ m, n, k }, { ...options, bias: numbers(n) });
        check({ m, n, k }, { ...options, bias: numbers(n), activation: 'relu' });
        check({ m, n, k }, { ...options, activation: 'relu' });
      }
    }
  });

  it('gives the same bits on 1, 2, 3 and 8 threads', () => {
    const problems = [
      { m: 203, n: 301, k: 517 },
      { m: 203, n: 10, k: 3001 },
      { m: 2, n: 3001, k: 300 },
      { m: 17, n: 301, k: 517 },
      { m: 403, n: 210, k: 3 },
      { m: 3001, n: 1, k: 300 },
    ].map((sizes) => ({ sizes, a: numbers(sizes.m * sizes.k), b: numbers(sizes.k * sizes.n) }));
    const results = onThreads(() =>
      problems.flatMap(({ sizes, a, b }) =>
        VARIANTS.map((options) => {
          const c = new Float32Array(sizes.m * sizes.n);
          gemm(a, b, c, sizes, options);
          return c;
        }),
      ),
    );
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('lets NaN and infinity through, into their rows and columns alone', () => {
    const sizes = { m: 6, n: 9, k: 3 };
    for (const bad of [NaN, Infinity]) {
      const [a, b, c] = [numbers(18), numbers(27), new Float32Array(54)];
      a[4 * 3 + 1] = bad;
      gemm(a, b, c, sizes);
      c.forEach((value, i) => assert.equal(Number.isFinite(value), Math.floor(i / 9) !== 4));
      gemm(a, b, c, sizes, { activation: 'relu' });
      assert.equal(c.subarray(36, 45).some(Number.isNaN), Number.isNaN(bad));
    }
  });
});
