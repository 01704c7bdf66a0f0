import assert from 'node:assert/strict';
import { unigramSampler } from '../../src/large-vocab/unigram-sampler';
import { rng, zeros, type RowGradient, type Tensor } from '../../src/core';

const random = rng('sampled losses');

/** A batch, some rows ignored, and a sampler of its classes. */
export function problem(rows: number, inputs: number, classes: number) {
  return {
    x: random.normals([rows, inputs]),
    weight: random.normals([classes, inputs]),
    bias: random.normals([classes], { std: 0.5 }),
    labels: Int32Array.from({ length: rows }, (_, i) => (i % 5 === 3 ? -100 : random.integer(classes))),
    sampler: unigramSampler(Array.from({ length: classes }, (_, k) => 1 + (k % 4) * 5)),
  };
}

/** As a tensor of the parameter's shape. */
export function dense({ rows, values }: RowGradient, { shape }: Tensor): Tensor {
  const all = zeros(shape, { dtype: values.dtype });
  const width = shape[1] ?? 1;
  rows.forEach((row, r) => all.data.set(values.data.subarray(r * width, (r + 1) * width), row * width));
  return all;
}

export function assertNear(actual: Tensor, expected: Tensor, tolerance: number): void {
  assert.deepEqual(actual.shape, expected.shape);
  const scale = Math.max(...Array.from(expected.data, Math.abs));
  actual.data.forEach((value, i) => {
    const error = Math.abs(value - expected.data[i]);
    assert.ok(error <= tolerance * scale, `[${i}] is ${value}, not ${expected.data[i]}`);
  });
}
