import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convert, rng, tensor, zeros } from '../core';
import * as wasm from '../wasm';
import { batchNorm, linear, sequential, stateOf } from '.';

const training = { training: true };

function near(got: ArrayLike<number>, expected: ArrayLike<number>, bound: number): void {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < got.length; i++) {
    assert.ok(Math.abs(got[i] - expected[i]) <= bound, `${got[i]} at ${i}, expected ${expected[i]}`);
  }
}

describe('batchNorm', () => {
  it('normalises by hand', () => {
    const layer = batchNorm(2, { epsilon: 0 });
    layer.parameters.weight.data.set([2, 1]);
    layer.parameters.bias.data.set([0, 5]);
    const [y] = layer.forward(tensor([[1, 10], [3, 30], [5, 20]]), training); // prettier-ignore
    const root = Math.sqrt(1.5);
    near(y.data, [-2 * root, 5 - root, 0, 5 + root, 2 * root, 5], 1e-14);
    near(layer.buffers!.runningMean.data, [0.3, 2], 1e-15);
    near(layer.buffers!.runningVariance.data, [0.9 + 0.1 * 4, 0.9 + 0.1 * 100], 1e-13);
  });

  it('predicts by the running moments, and changes nothing then', () => {
    const layer = batchNorm(1, { momentum: 1, epsilon: 0 });
    layer.forward(tensor([[1], [3]]), training);
    const before = structuredClone(Object.values(stateOf(layer)).map(({ data }) => Array.from(data)));
    const [y] = layer.forward(tensor([[2], [4]]));
    near(y.data, [0, Math.SQRT2], 1e-15); // mean 2, variance 2
    assert.deepEqual(
      Object.values(stateOf(layer)).map(({ data }) => Array.from(data)),
      before,
    );
  });

  it('in float32 agrees with float64, by kernels and without', () => {
    for (const shape of [
      [50, 3],
      [8, 4, 4, 3],
      [64, 9, 9, 7],
      [64, 8, 8, 64],
    ]) {
      // prettier-ignore
      const channels = shape[shape.length - 1];
      const random = rng(1);
      const x = random.normals(shape, { mean: 5, std: 3 });
      const g = random.normals(shape);
      const [wide, narrow] = (['float64', 'float32'] as const).map((dtype) => {
        const layer = batchNorm(channels, { dtype });
        const r = rng(2);
        for (const p of Object.values(layer.parameters)) p.data.set(r.normals(p.shape).data);
        const [y, cache] = layer.forward(convert(x, dtype), training);
        const { dInput, gradients } = layer.backward(cache, convert(g, dtype));
        return { y, dInput, ...gradients, ...layer.buffers };
      });
      const size = Math.sqrt(x.data.length / channels);
      for (const [name, { data }] of Object.entries(wide)) {
        const scale = name === 'weight' || name === 'bias' ? size : 10;
        near(narrow[name as keyof typeof narrow].data, data, 1e-6 * scale);
      }
    }
  });

  it('keeps the digits of small differences on a large mean', () => {
    const x = tensor(
      Float32Array.from({ length: 8192 }, (_, i) => 4096 + (i % 2)),
      { shape: [8192, 1] },
    );
    const [y] = batchNorm(1, { dtype: 'float32', epsilon: 0 }).forward(x, training);
    near(y.data.subarray(0, 4), [-1, 1, -1, 1], 1e-6);
  });

  it('names a wrong number of channels, and a single row to train with', () => {
    const layer = batchNorm(3);
    assert.throws(() => layer.forward(zeros([2, 4])), {
      name: 'ShapeError',
      message: /\[N, …, 3\], got \[2, 4\]/,
    });
    assert.throws(() => layer.forward(zeros([1, 3]), training), {
      name: 'ShapeError',
      message: /more than one row/,
    });
    assert.deepEqual(layer.forward(zeros([1, 3]))[0].shape, [1, 3]);
    for (const call of [
      () => batchNorm(0),
      () => batchNorm(2, { momentum: 2 }),
      () => batchNorm(2, { epsilon: -1 }),
    ]) {
      assert.throws(call, { name: 'OptionError' });
    }
  });

  it('hands its buffers to a model', () => {
    const model = sequential(linear(2, 3, { rng: rng(1) }), batchNorm(3));
    assert.deepEqual(Object.keys(model.buffers!), ['1.runningMean', '1.runningVariance']);
  });

  it('leaves nothing behind in the memory of a scope', () => {
    if (!wasm.available()) return;
    const layer = batchNorm(64, { dtype: 'float32' });
    const x = zeros([256, 64], { dtype: 'float32' });
    const peak = wasm.peakBytes(() => {
      for (let i = 0; i < 200; i++) {
        wasm.scope(() => {
          const [y, cache] = layer.forward(x, training);
          layer.backward(cache, y);
        });
      }
    });
    assert.ok(peak < 1e6, `${peak} bytes`);
  });
});
