import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import { layerNorm, layerNormBackward } from './layer-norm';

const EPSILON = 1e-5;
const random = rng('layer norm kernel');
const normals = (length: number, mean = 0): Float32Array =>
  Float32Array.from({ length: length + 1 }, () => mean + random.normal()).subarray(1);

function run(x: Float32Array, g: Float32Array, weight: Float32Array, bias: Float32Array) {
  const [y, dx] = [new Float32Array(x.length), new Float32Array(x.length)];
  layerNorm(x, weight, bias, EPSILON, y);
  return { y, dx, ...layerNormBackward(x, g, weight, EPSILON, dx) };
}

/** As the formulas are, in float64. */
function plain(x: Float32Array, g: Float32Array, weight: Float32Array, bias: Float32Array) {
  const size = weight.length;
  const result = {
    y: [] as number[],
    dx: [] as number[],
    dWeight: Array(size).fill(0),
    dBias: Array(size).fill(0),
  };
  for (let at = 0; at < x.length; at += size) {
    const [row, G] = [Array.from(x.subarray(at, at + size)), g.subarray(at, at + size)];
    const mean = (values: number[]): number => values.reduce((sum, v) => sum + v) / size;
    const m = mean(row);
    const inverse = 1 / Math.sqrt(mean(row.map((v) => (v - m) * (v - m))) + EPSILON);
    const normalised = row.map((v) => (v - m) * inverse);
    const weighted = row.map((_, k) => G[k] * weight[k]);
    const [middle, tilt] = [mean(weighted), mean(weighted.map((v, k) => v * normalised[k]))];
    normalised.forEach((v, k) => {
      result.y.push(v * weight[k] + bias[k]);
      result.dx.push((weighted[k] - middle - v * tilt) * inverse);
      result.dWeight[k] += G[k] * v;
      result.dBias[k] += G[k];
    });
  }
  return result;
}

describe('The kernels of layer normalisation', () => {
  for (const [rows, size, mean] of [
    [5, 1, 0],
    [3, 7, 0],
    [9, 8, 2],
    [4, 64, 1000],
    [700, 33, 0],
  ] as const) {
    // prettier-ignore
    it(`round once from float64: ${rows}×${size} about ${mean}`, () => {
      const args = [normals(rows * size, mean), normals(rows * size), normals(size), normals(size)] as const;
      const expected = plain(...args);
      for (const [name, values] of Object.entries(run(...args))) {
        const exact = expected[name as keyof typeof expected] as number[];
        values.forEach((v: number, i: number) =>
          assert.ok(Math.abs(v - exact[i]) <= 1e-7 * Math.abs(exact[i]) + 1e-12, `${name}[${i}]: ${v}, ${exact[i]}`),
        );
      }
    });
  }

  it('give the same bits on 1, 2, 3 and 8 threads', () => {
    const args = [normals(2000 * 40), normals(2000 * 40), normals(40), normals(40)] as const;
    const [first, ...others] = onThreads(() => run(...args));
    for (const other of others) assert.deepEqual(other, first);
  });
});
