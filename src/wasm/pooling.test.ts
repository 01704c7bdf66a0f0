import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward, type PoolingSizes } from './pooling';

const random = rng('pooling');
/** Few different numbers, so that there are ties. */
const numbers = (length: number): Float32Array =>
  Float32Array.from({ length }, () => random.integer(9) / 7 - 0.5);

const SIZES: PoolingSizes[] = [];
for (const channels of [1, 3, 4, 5, 32]) {
  for (const [kernelSize, stride] of [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 1],
    [3, 2],
    [5, 2],
    [2, 3],
  ]) {
    SIZES.push({ images: 3, height: 8, width: 11, channels, kernelSize, stride });
  }
}
SIZES.push({ images: 0, height: 2, width: 2, channels: 3, kernelSize: 2, stride: 2 });

/** The plain loops, in float32: `which` of the maximum, and both results and gradients. */
function reference(x: Float32Array, dY: Float32Array, sizes: PoolingSizes) {
  const { images, height, width, channels, kernelSize, stride } = sizes;
  const [outHeight, outWidth] = outputOf(sizes);
  const [y, which, mean] = [0, 0, 0].map(() => new Float32Array(dY.length));
  const [dMax, dMean] = [new Float32Array(x.length), new Float32Array(x.length)];
  for (let image = 0, i = 0; image < images; image++) {
    for (let line = 0; line < outHeight; line++) {
      for (let column = 0; column < outWidth; column++) {
        for (let c = 0; c < channels; c++, i++) {
          const indices: number[] = [];
          for (let a = 0; a < kernelSize; a++) {
            for (let b = 0; b < kernelSize; b++) {
              const row = image * height + line * stride + a;
              indices.push((row * width + column * stride + b) * channels + c);
            }
          }
          const values = indices.map((index) => x[index]);
          const nan = values.map(Number.isNaN).lastIndexOf(true);
          which[i] = nan >= 0 ? nan : values.indexOf(Math.max(...values));
          y[i] = values[which[i]];
          dMax[indices[which[i]]] += dY[i];
          mean[i] = values.reduce((sum, value) => Math.fround(sum + value), 0) / values.length;
          for (const index of indices) dMean[index] += Math.fround(dY[i] / values.length);
        }
      }
    }
  }
  return { y, which, dMax, mean, dMean };
}

function outputOf({ height, width, kernelSize, stride }: PoolingSizes): [height: number, width: number] {
  return [Math.floor((height - kernelSize) / stride) + 1, Math.floor((width - kernelSize) / stride) + 1];
}

function kernels(x: Float32Array, dY: Float32Array, sizes: PoolingSizes): ReturnType<typeof reference> {
  const make = (length: number) => new Float32Array(length + 1).subarray(1).fill(NaN);
  const [y, which, mean] = [0, 0, 0].map(() => make(dY.length));
  const [dMax, dMean] = [make(x.length), make(x.length)];
  maxPool(x, y, which, sizes);
  maxPoolBackward(dY, which, dMax, sizes);
  averagePool(x, mean, sizes);
  averagePoolBackward(dY, dMean, sizes);
  return { y, which, dMax, mean, dMean };
}

function inputs(sizes: PoolingSizes): [x: Float32Array, dY: Float32Array] {
  const { images, height, width, channels } = sizes;
  const [outHeight, outWidth] = outputOf(sizes);
  return [numbers(images * height * width * channels), numbers(images * outHeight * outWidth * channels)];
}

/** Ordinary arrays: what bits a NaN has is left open, and typed arrays are compared by their bytes. */
function plain(results: ReturnType<typeof reference>): number[][] {
  return Object.values(results).map((data) => Array.from(data));
}

describe('maximum and average pooling', () => {
  it('give the bits of the plain loops over channels, windows and strides, the first of equals chosen', () => {
    for (const sizes of SIZES) {
      const [x, dY] = inputs(sizes);
      const label = JSON.stringify(sizes);
      assert.deepEqual(kernels(x, dY, sizes), reference(x, dY, sizes), label);
      assert.deepEqual(
        kernels(
          x.map((v) => v - 1000),
          dY,
          sizes,
        ).which,
        reference(x, dY, sizes).which,
        label,
      );
    }
  });

  it('let NaN and infinities through', () => {
    for (const sizes of SIZES) {
      const [x, dY] = inputs(sizes);
      const rare = x.map((v) => (random.uniform() < 0.9 ? v : [NaN, Infinity, -Infinity][random.integer(3)]));
      for (const images of [rare, new Float32Array(x.length).fill(-Infinity)]) {
        const [got, expected] = [kernels(images, dY, sizes), reference(images, dY, sizes)];
        assert.deepEqual(plain(got), plain(expected), JSON.stringify(sizes));
      }
    }
  });

  it('give the same bits on 1, 2, 3 and 8 threads', () => {
    const sizes = { images: 9, height: 31, width: 33, channels: 18, kernelSize: 3, stride: 2 };
    const [x, dY] = inputs(sizes);
    const results = onThreads(() => {
      return kernels(x, dY, sizes);
    });
    for (const result of results) assert.deepEqual(result, results[0]);
  });
});
