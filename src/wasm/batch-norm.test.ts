import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { batchGradientSums, batchMoments, batchNormBackward, batchNormalize } from './batch-norm';

const random = rng('batch-norm');
const SHAPES = [1, 2, 3, 4, 5, 8, 17, 64].flatMap((channels) =>
  [1, 2, 7, Math.ceil(40_000 / channels)].map((rows) => [rows, channels] as const),
);

/** At an address that is no multiple of 16. */
function numbers(length: number, offset = 0): Float32Array {
  const data = new Float32Array(length + 1).subarray(1);
  return data.map(() => offset + random.normal());
}

function column(x: Float32Array, channels: number, c: number): number[] {
  return Array.from({ length: x.length / channels }, (_, i) => x[i * channels + c]);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function near(got: number, expected: number, size: number, what: string): void {
  assert.ok(Math.abs(got - expected) <= 1e-12 * size, `${what}: ${got}, expected ${expected}`);
}

describe('batch normalisation kernels', () => {
  it('sum moments and gradients in float64', () => {
    for (const [rows, channels] of SHAPES) {
      const [x, g, mean] = [numbers(rows * channels, 3), numbers(rows * channels), numbers(channels, 3)];
      const moments = batchMoments(x, channels);
      const [sums, products] = batchGradientSums(x, g, mean);
      for (let c = 0; c < channels; c++) {
        const [values, slopes] = [column(x, channels, c), column(g, channels, c)];
        const middle = sum(values) / rows;
        const what = `${rows}×${channels}, channel ${c}`;
        near(moments.mean[c], middle, 10, `mean of ${what}`);
        near(
          moments.variance[c],
          sum(values.map((v) => (v - middle) ** 2)) / rows,
          10,
          `variance of ${what}`,
        );
        near(sums[c], sum(slopes), rows, `Σ g of ${what}`);
        near(
          products[c],
          sum(slopes.map((s, i) => s * (values[i] - mean[c]))),
          10 * rows,
          `Σ g(x − m) of ${what}`,
        );
      }
    }
  });

  it('keep the digits of a variance that is small beside the mean', () => {
    const x = numbers(8192, 4096);
    const { variance } = batchMoments(x, 1);
    const middle = sum(Array.from(x)) / x.length;
    near(variance[0], sum(Array.from(x, (v) => (v - middle) ** 2)) / x.length, 10, 'variance');
    assert.equal(batchMoments(new Float32Array(8192).fill(1e10), 1).variance[0], 0);
  });

  it('compute as the plain loops do, rounding each operation to float32', () => {
    const f = Math.fround;
    for (const [rows, channels] of SHAPES) {
      const [x, g] = [numbers(rows * channels, 3), numbers(rows * channels)];
      const [mean, factor, shift, slope] = [0, 0, 0, 0].map(() => numbers(channels));
      const [y, dx] = [new Float32Array(x.length), new Float32Array(x.length)];
      batchNormalize(x, { mean, factor, shift }, y);
      batchNormBackward(x, g, { mean, gMean: shift, slope, factor }, dx);
      assert.deepEqual(
        y,
        x.map((v, i) => f(f(f(v - mean[i % channels]) * factor[i % channels]) + shift[i % channels])),
      );
      assert.deepEqual(
        dx,
        x.map((v, i) => {
          const c = i % channels;
          return f(f(f(g[i] - shift[c]) - f(f(v - mean[c]) * slope[c])) * factor[c]);
        }),
      );
    }
  });

  it('give the same bits on any number of threads', () => {
    const [rows, channels] = [5000, 24];
    const [x, g, mean] = [numbers(rows * channels), numbers(rows * channels), numbers(channels)];
    const results = onThreads(() => {
      const { mean: middle, variance } = batchMoments(x, channels);
      const dx = new Float32Array(x.length);
      batchNormBackward(x, g, { mean, gMean: mean, slope: mean, factor: mean }, dx);
      return [...middle, ...variance, ...batchGradientSums(x, g, mean), ...dx];
    });
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('name arrays that are too short', () => {
    const [x, c] = [new Float32Array(8), new Float32Array(2)];
    const short = new Float32Array(1);
    const of = { mean: c, gMean: c, slope: c, factor: c };
    for (const call of [
      () => batchNormalize(short, { mean: c, factor: c, shift: c }, x),
      () => batchNormalize(x, { mean: c, factor: short, shift: c }, x),
      () => batchGradientSums(x, short, c),
      () => batchNormBackward(x, short, of, x),
      () => batchNormBackward(x, x, { ...of, slope: short }, x),
    ]) {
      assert.throws(call, { name: 'ShapeError' });
    }
  });
});
