import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { columnSums } from './column-sums';
import { add, relu, reluBackward, scale } from './elementwise';
import { float32Array } from './float32-array';
import { adamStep, sgdStep } from './optimizers';

const random = rng('elementwise');
const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38];
const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 200_003];

/** A place for results, at an address that is no multiple of 16. */
const place = (length: number): Float32Array =>
  float32Array(length + 1)
    .fill(7)
    .subarray(1);

/** Normal draws and special numbers. */
function numbers(length: number, special = true): Float32Array {
  const data = place(length);
  for (let i = 0; i < length; i++) {
    data[i] = special && random.uniform() < 0.2 ? SPECIAL[random.integer(SPECIAL.length)] : random.normal();
  }
  return data;
}

const map = (length: number, f: (i: number) => number): Float32Array =>
  Float32Array.from({ length }, (_, i) => f(i));

/** A copy in which all NaNs are alike: neither language says what is in their bits. */
const plainNaN = (x: Float32Array): Float32Array => x.map((value) => (Number.isNaN(value) ? NaN : value));

type Same = (expected: readonly Float32Array[], run: () => readonly Float32Array[]) => void;

/** Runs kernels into fresh arrays on 1, 2, 3 and 8 threads, and compares them to the bit. */
function compare(each: (same: Same) => void): void {
  const pairs: Parameters<Same>[] = [];
  each((expected, run) => pairs.push([expected.map(plainNaN), run]));
  onThreads(() => {
    for (const [expected, run] of pairs) assert.deepEqual(run().map(plainNaN), expected);
  });
}

describe('the elementwise kernels', () => {
  it('have the bits of the plain loops', () => {
    compare((same) =>
      SIZES.forEach((size) => {
        const [x, y] = [numbers(size), numbers(size)];
        const into = (f: (to: Float32Array) => void) => () => {
          const to = place(size);
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
      }),
    );
  });
});

describe('columnSums', () => {
  it('has the bits of the plain float64 loop', () => {
    const shapes = [
      [0, 3],
      [1, 1],
      [5, 10],
      [1000, 7],
      [3, 70_001],
    ];
    compare((same) =>
      shapes.forEach(([rows, columns]) => {
        const x = numbers(rows * columns, false);
        const sums = new Float64Array(columns);
        x.forEach((value, i) => (sums[i % columns] += value));
        same([Float32Array.from(sums)], () => {
          const to = place(columns);
          columnSums(x, rows, columns, to);
          return [to];
        });
      }),
    );
  });
});

describe('the steps of the optimisers', () => {
  const [learningRate, weightDecay, momentum] = [0.1, 0.01, 0.9];

  it('of SGD have the bits of the plain loop', () => {
    compare((same) =>
      SIZES.forEach((size) => {
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
      }),
    );
  });

  it('of Adam have the bits of the plain loop', () => {
    const betas = [0.9, 0.999] as const;
    const [epsilon, penalty, shrink, corrections] = [1e-8, 0.02, 0.999, [0.271, 0.002997] as const];
    compare((same) =>
      SIZES.forEach((size) => {
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
      }),
    );
  });
});
