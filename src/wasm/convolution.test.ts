import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import {
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
  isConvolvable,
  type ConvolutionSizes,
} from './convolution';

const random = rng('convolution');
/** `zeros` of them are 0, as gradients are after pooling. */
const numbers = (length: number, zeros = 0): Float32Array =>
  Float32Array.from({ length }, () => (random.uniform() < zeros ? 0 : random.normal()));

/** A sum in float64, and that of the magnitudes, which bounds the error. */
interface Sums {
  exact: Float64Array;
  magnitude: Float64Array;
  terms: Float64Array;
}

function outLength(length: number, { kernelSize, stride, padding }: ConvolutionSizes): number {
  return Math.floor((length + 2 * padding - kernelSize) / stride) + 1;
}

function countsOf(sizes: ConvolutionSizes) {
  const { images, height, width, channels, outputs, kernelSize } = sizes;
  return {
    x: images * height * width * channels,
    weight: kernelSize * kernelSize * channels * outputs,
    y: images * outLength(height, sizes) * outLength(width, sizes) * outputs,
  };
}

/** Calls `visit` with the indices of each product that the definition has; pixels outside the image are in none. */
function forEachProduct(
  sizes: ConvolutionSizes,
  visit: (x: number, weight: number, y: number) => void,
): void {
  const { images, height, width, channels, outputs, kernelSize, stride, padding } = sizes;
  const [outHeight, outWidth] = [outLength(height, sizes), outLength(width, sizes)];
  for (let y = 0; y < images * outHeight * outWidth; y++) {
    const [column, line] = [y % outWidth, Math.floor(y / outWidth) % outHeight];
    const image = Math.floor(y / outWidth / outHeight);
    for (let tap = 0; tap < kernelSize * kernelSize; tap++) {
      const row = line * stride + Math.floor(tap / kernelSize) - padding;
      const pixel = column * stride + (tap % kernelSize) - padding;
      if (row < 0 || row >= height || pixel < 0 || pixel >= width) continue;
      for (let c = 0; c < channels; c++) {
        const x = ((image * height + row) * width + pixel) * channels + c;
        for (let o = 0; o < outputs; o++) visit(x, (tap * channels + c) * outputs + o, y * outputs + o);
      }
    }
  }
}

function sums(length: number): Sums {
  const make = () => new Float64Array(length);
  return { exact: make(), magnitude: make(), terms: make() };
}

function add(to: Sums, i: number, product: number): void {
  to.exact[i] += product;
  to.magnitude[i] += Math.abs(product);
  if (product !== 0) to.terms[i]++;
}

/** Runs a kernel with a result that lies unaligned between other numbers, and compares it with the sums. */
function check(where: string, { exact, magnitude, terms }: Sums, run: (to: Float32Array) => void): void {
  const around = new Float32Array(exact.length + 20).fill(12345);
  const to = around.subarray(7, 7 + exact.length).fill(NaN);
  run(to);
  to.forEach((value, i) => {
    const error = Math.abs(value - exact[i]);
    const bound = (terms[i] + 2) * 5.960464477539063e-8 * magnitude[i];
    assert.ok(error <= bound, `${where}: element ${i} is ${value}, not ${exact[i]}`);
  });
  assert.ok(around.every((value, i) => value === 12345 || (i >= 7 && i < 7 + exact.length)));
}

function checkAll(sizes: ConvolutionSizes, zeros: number, withBias: boolean): void {
  const where = JSON.stringify({ ...sizes, zeros });
  const counts = countsOf(sizes);
  const [x, weight, dY] = [
    numbers(counts.x + 1).subarray(1),
    numbers(counts.weight),
    numbers(counts.y, zeros),
  ];
  const bias = withBias ? numbers(sizes.outputs) : undefined;
  const [y, dWeight, dX] = [sums(counts.y), sums(counts.weight), sums(counts.x)];
  if (bias) for (let i = 0; i < counts.y; i++) add(y, i, bias[i % sizes.outputs]);
  forEachProduct(sizes, (i, w, o) => {
    add(y, o, x[i] * weight[w]);
    add(dWeight, w, x[i] * dY[o]);
    add(dX, i, dY[o] * weight[w]);
  });
  check(`forward ${where}`, y, (to) => convolution(x, weight, bias, to, sizes));
  check(`weights ${where}`, dWeight, (to) => convolutionWeightGradient(x, dY, to, sizes));
  check(`input ${where}`, dX, (to) => convolutionInputGradient(dY, weight, to, sizes));
}

describe('convolution and its gradients', () => {
  it('are within their error bounds over kernels, strides, paddings and channels', () => {
    for (const kernelSize of [1, 2, 3, 5]) {
      for (const [stride, padding] of [
        [1, 0],
        [1, 1],
        [1, 2],
        [2, 0],
        [2, 1],
        [2, 2],
      ]) {
        for (const [channels, outputs] of [
          [1, 1],
          [1, 8],
          [3, 5],
          [5, 17],
          [32, 3],
        ]) {
          const sizes = { images: 2, height: 5, width: 7, channels, outputs, kernelSize, stride, padding };
          checkAll(sizes, stride === 1 ? 0.7 : 0, channels !== 3);
        }
      }
    }
  });

  it('are within their error bounds over numbers of positions, images and outputs', () => {
    const sizes = { channels: 3, outputs: 4, kernelSize: 3, stride: 1, padding: 1 };
    for (const [images, height, width] of [
      [1, 1, 1],
      [1, 1, 4],
      [3, 2, 1],
      [5, 3, 13],
      [2, 40, 31], // more positions than are listed at a time
      [23, 13, 9],
    ]) {
      checkAll({ ...sizes, images, height, width }, 0.5, true);
    }
    checkAll({ ...sizes, images: 3, height: 4, width: 4, channels: 20, outputs: 37 }, 0.5, true);
    checkAll({ ...sizes, images: 2, height: 3, width: 3, channels: 33, outputs: 300 }, 0.5, true);
  });

  it('are within their error bounds where pieces of patches end within a vector, or at its end', () => {
    const sizes = { images: 1, height: 3, width: 4, outputs: 6, kernelSize: 1, stride: 1, padding: 0 };
    for (const channels of [4, 15, 16, 17, 31, 33, 48, 49, 64]) checkAll({ ...sizes, channels }, 0.3, false);
  });

  it('list a row at a time where the outputs are very many', () => {
    const sizes = { images: 1, height: 2, width: 2, channels: 1, outputs: 20001, kernelSize: 2, stride: 1 };
    checkAll({ ...sizes, padding: 1 }, 0.5, true);
  });

  it('copy few patches at a time where they are very long', () => {
    const sizes = { images: 1, height: 4, width: 5, outputs: 3, kernelSize: 2, stride: 1, padding: 0 };
    for (const channels of [1500, 1600, 5120]) {
      assert.ok(isConvolvable({ ...sizes, channels }));
      checkAll({ ...sizes, channels }, 0.5, false);
    }
    assert.ok(!isConvolvable({ ...sizes, channels: 5121 }));
  });

  it('take no images', () => {
    const sizes = {
      images: 0,
      height: 5,
      width: 5,
      channels: 3,
      outputs: 4,
      kernelSize: 3,
      stride: 1,
      padding: 1,
    };
    checkAll(sizes, 0, true);
  });

  it('give the same bits on 1, 2, 3 and 8 threads', () => {
    const sizes = {
      images: 9,
      height: 16,
      width: 15,
      channels: 6,
      outputs: 20,
      kernelSize: 3,
      stride: 1,
      padding: 1,
    };
    const counts = countsOf(sizes);
    const [x, weight, dY] = [numbers(counts.x), numbers(counts.weight), numbers(counts.y, 0.7)];
    const results = onThreads(() => {
      const [y, dWeight, dX] = [counts.y, counts.weight, counts.x].map((n) => new Float32Array(n));
      convolution(x, weight, undefined, y, sizes);
      convolutionWeightGradient(x, dY, dWeight, sizes);
      convolutionInputGradient(dY, weight, dX, sizes);
      return { y, dWeight, dX };
    });
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('let NaN and infinity through to what depends on them alone, also where the other factor is 0', () => {
    const sizes = {
      images: 1,
      height: 6,
      width: 6,
      channels: 2,
      outputs: 5,
      kernelSize: 3,
      stride: 1,
      padding: 0,
    };
    const counts = countsOf(sizes);
    type Name = keyof typeof counts;
    const BAD = { x: 31, weight: 17, y: 40 };
    const KERNELS: Record<Name, (to: Float32Array, from: Record<Name, Float32Array>) => void> = {
      x: (to, { y, weight }) => convolutionInputGradient(y, weight, to, sizes),
      weight: (to, { x, y }) => convolutionWeightGradient(x, y, to, sizes),
      y: (to, { x, weight }) => convolution(x, weight, undefined, to, sizes),
    };
    const names = Object.keys(counts) as Name[];
    for (const [from, to] of names.flatMap((from) => names.map((to) => [from, to]))) {
      if (from === to) continue;
      const expected = new Array<boolean>(counts[to]).fill(false);
      forEachProduct(sizes, (x, weight, y) => {
        const indices = { x, weight, y };
        if (indices[from] === BAD[from]) expected[indices[to]] = true;
      });
      for (const value of [NaN, Infinity]) {
        const operands = {
          x: numbers(counts.x),
          weight: numbers(counts.weight),
          y: new Float32Array(counts.y),
        };
        operands[from][BAD[from]] = value;
        const result = new Float32Array(counts[to]);
        KERNELS[to](result, operands);
        const got = Array.from(result, (value) => !Number.isFinite(value));
        assert.deepEqual(got, expected, `${value} in ${from}, ${to}`);
      }
    }
  });
});
