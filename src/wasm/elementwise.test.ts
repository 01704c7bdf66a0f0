import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { columnSums } from './column-sums';
import { add, relu, reluBackward, scale } from './elementwise';
import { float32Array } from './float32-array';
import { adamStep, sgdStep } from './optimizers';
import { setThreads } from './thread-count';

const random = rng('elementwise');
const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38];
const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 200_003];

/** Normal draws and special numbers, at an address that is no multiple of 16. */
function numbers(length: number, special = true): Float32Array {
  const data = float32Array(length + 1).subarray(1);
  for (let i = 0; i < length; i++) {
    data[i] = special && random.uniform() < 0.2 ? SPECIAL[random.integer(SPECIAL.length)] : random.normal();
  }
  return data;
}

const map = (length: number, f: (i: number) => number): Float32Array =>
  Float32Array.from({ length }, (_, i) => f(i));

/** A copy in which all NaNs are alike: neither language says what is in their bits. */
const plainNaN = (x: Float32Array): Float32Array => x.map((value) => (Number.isNaN(value) ? NaN : value));

/** Runs a kernel into fresh arrays on 1, 2, 3 and 8 threads, and compares them to the bit. */
function same(expected: readonly Float32Array[], run: () => readonly Float32Array[]): void {
  for (const count of [1, 2, 3, 8]) {
    setThreads(count);
    const got = run();
    expected.forEach((data, i) =>
      assert.deepEqual(plainNaN(got[i]), plainNaN(data), `${data.length} numbers, ${count} threads`),
    );
  }
}

describe('the elementwise kernels', () => {
  it('have the bits of the plain loops', () => {
    for (const size of SIZES) {
      const [x, y] = [numbers(size), numbers(size)];
      const into = (f: (to: Float32Array) => void) => () => {
        const to = numbers(size);
        f(to);
        return [to];
      };
      same(
        [map(size, (i) => x[i] + y[i])],
        into((to) => add(x, y, to)),
      );
      same(
        [map(size, (i) => x[i] * Math.fround(0.1))],
        into((to) => scale(x, 0.1, to)),
      );
      const rectified = map(size, (i) => (x[i] <= 0 ? 0 : x[i]));
      same(
        [rectified],
        into((to) => relu(x, to)),
      );
      const back = map(size, (i) => y[i] * (rectified[i] > 0 ? 1 : rectified[i]));
      same(
        [back],
        into((to) => reluBackward(rectified, y, to)),
      );
    }
  });
});

describe('columnSums', () => {
  it('has the bits of the plain float64 loop', () => {
    for (const [rows, columns] of [
      [0, 3],
      [1, 1],
      [5, 10],
      [1000, 7],
      [3, 70_001],
    ]) {
      const x = numbers(rows * columns, false);
      const sums = new Float64Array(columns);
      x.forEach((value, i) => (sums[i % columns] += value));
      same([Float32Array.from(sums)], () => {
        const to = numbers(columns);
        columnSums(x, rows, columns, to);
        return [to];
      });
    }
  });
});

describe('the steps of the optimisers', () => {
  const [learningRate, weightDecay, momentum] = [0.1, 0.01, 0.9];

  it('of SGD have the bits of the plain loop', () => {
    for (const size of SIZES) {
      const [w, g, v] = [0, 1, 2].map(() => numbers(size));
      const decayed = (i: number): number => g[i] + weightDecay * w[i];
      same([map(size, (i) => w[i] - learningRate * decayed(i))], () => {
        const to = w.slice();
        sgdStep(to, g, undefined, { learningRate, weightDecay, momentum: 0, nesterov: false });
        return [to];
      });
      for (const nesterov of [false, true]) {
        const velocity = map(size, (i) => momentum * v[i] + decayed(i));
        const ahead = (i: number): number => (nesterov ? decayed(i) + momentum * velocity[i] : velocity[i]);
        same([map(size, (i) => w[i] - learningRate * ahead(i)), velocity], () => {
          const [to, kept] = [w.slice(), v.slice()];
          sgdStep(to, g, kept, { learningRate, weightDecay, momentum, nesterov });
          return [to, kept];
        });
      }
    }
  });

  it('of Adam have the bits of the plain loop', () => {
    const betas = [0.9, 0.999] as const;
    const [epsilon, penalty, shrink, corrections] = [1e-8, 0.02, 0.999, [0.271, 0.002997] as const];
    for (const size of SIZES) {
      const [w, g, m, v] = [0, 1, 2, 3].map(() => numbers(size));
      const slope = (i: number): number => g[i] + penalty * w[i];
      const mean = map(size, (i) => betas[0] * m[i] + (1 - betas[0]) * slope(i));
      const square = map(size, (i) => betas[1] * v[i] + (1 - betas[1]) * slope(i) * slope(i));
      const expected = map(size, (i) => {
        const step = mean[i] / corrections[0] / (Math.sqrt(square[i] / corrections[1]) + epsilon);
        return shrink * w[i] - learningRate * step;
      });
      same([expected, mean, square], () => {
        const [to, first, second] = [w.slice(), m.slice(), v.slice()];
        adamStep(to, g, first, second, { learningRate, betas, epsilon, corrections, penalty, shrink });
        return [to, first, second];
      });
    }
  });
});
