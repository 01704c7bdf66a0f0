import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng, tensor, zeros, type DType, type Tensor } from '../core';
import { embedding } from './embedding';
import { parameterGradients } from './layer';
import { linear } from './linear';
import { matmul, matmulTransposedLeft } from './matmul';
import { sequential } from './sequential';

/** The definition: one-hot rows. */
function oneHot(indices: ArrayLike<number>, count: number, dtype: DType): Tensor {
  const rows = zeros([indices.length, count], { dtype });
  Array.from(indices, (index, i) => (rows.data[i * count + index] = 1));
  return rows;
}

describe('embedding', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    it(`is the product of one-hot rows and the table, forward and backward: ${dtype}`, () => {
      const [count, dimension, places] = [7, 5, 12];
      const r = rng(dtype);
      const layer = embedding(count, dimension, { rng: r, dtype });
      const indices = Int32Array.from({ length: places }, () => r.integer(count));
      const hot = oneHot(indices, count, dtype);
      const x = tensor(Float64Array.from(indices), { shape: [3, 4], dtype });
      const [y, cache] = layer.forward(x);
      assert.deepEqual([y.shape, y.dtype], [[3, 4, dimension], dtype]);
      assert.deepEqual(y.data, matmul(hot, layer.parameters.weight).data);
      const upstream = r.normals(y.shape, { dtype });
      const flat = { ...upstream, shape: [places, dimension] };
      const { dInput, gradients } = layer.backward(cache, upstream);
      assert.deepEqual(dInput, zeros([3, 4], { dtype }));
      assert.deepEqual(gradients.weight, matmulTransposedLeft(hot, flat));
      assert.deepEqual(parameterGradients(layer, cache, upstream), gradients);
    });
  }

  it('has a gradient that agrees with finite differences, where an index comes twice and where it comes never', () => {
    const layer = embedding(4, 3, { rng: rng(1) });
    const { weight } = layer.parameters;
    const [y, cache] = layer.forward([1, 3, 1]);
    const upstream = rng(2).normals(y.shape);
    const { data } = layer.backward(cache, upstream).gradients.weight;
    const value = (): number =>
      Array.from(layer.forward([1, 3, 1])[0].data).reduce((sum, v, i) => sum + v * upstream.data[i], 0);
    for (let i = 0; i < data.length; i++) {
      const [original, h] = [weight.data[i], 1e-3];
      weight.data[i] = original + h;
      const above = value();
      weight.data[i] = original - h;
      const slope = (above - value()) / (2 * h);
      weight.data[i] = original;
      assert.ok(Math.abs(slope - data[i]) < 1e-10, `weight ${i}: ${slope}, ${data[i]}`);
    }
    assert.deepEqual([...data.subarray(0, 3), ...data.subarray(6, 9)], [0, 0, 0, 0, 0, 0]);
  });

  it('gives the same bits on 1, 2, 3 and 8 threads', () => {
    const layer = embedding(3000, 48, { rng: rng(1), dtype: 'float32' });
    const r = rng(2);
    const x = Int32Array.from({ length: 5000 }, () => r.integer(3000));
    const upstream = r.normals([5000, 48], { dtype: 'float32' });
    const [first, ...others] = onThreads(() => {
      const [y, cache] = layer.forward(x);
      return [y, layer.backward(cache, upstream).gradients];
    });
    for (const other of others) assert.deepEqual(other, first);
  });

  it('is the first layer of a model', () => {
    const model = sequential(embedding(5, 2, { rng: rng(1) }), linear(2, 3, { rng: rng(2) }));
    const [y, cache] = model.forward(tensor([4, 0]));
    assert.deepEqual(Object.keys(parameterGradients(model, cache, y)), ['0.weight', '1.weight', '1.bias']);
  });

  it('takes no indices', () => {
    const layer = embedding(5, 2, { rng: rng(1), dtype: 'float32' });
    const [y, cache] = layer.forward([]);
    assert.deepEqual(y.shape, [0, 2]);
    assert.deepEqual(layer.backward(cache, y).gradients.weight, zeros([5, 2], { dtype: 'float32' }));
  });

  it('names the index, the shape, the option that it refuses', () => {
    const layer = embedding(10, 2, { rng: rng(1) });
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    fails(() => layer.forward([3, 10]), 'LabelError', /x\[1\] is 10, expected an integer of 0 … 9/);
    fails(
      () =>
        layer.forward(
          tensor([
            [1, 2],
            [3, -1],
          ]),
        ),
      'LabelError',
      /x\[1, 1\] is -1/,
    );
    fails(() => layer.forward([0.5]), 'LabelError', /x\[0\] is 0\.5/);
    fails(() => layer.forward([NaN]), 'LabelError', /x\[0\] is NaN/);
    fails(() => layer.forward([2 ** 32]), 'LabelError', /x\[0\] is 4294967296/);
    fails(() => layer.forward(3 as never), 'ShapeError', /got 3/);
    const [y, cache] = layer.forward([1, 2]);
    fails(() => layer.backward(cache, zeros([2, 3])), 'ShapeError', /\[2, 2\].*\[2, 3\]/);
    fails(
      () => layer.backward(cache, zeros(y.shape, { dtype: 'float32' })),
      'DTypeError',
      /dOutput is float32, but weight is float64/,
    );
    fails(() => embedding(0, 2, { rng: rng(1) }), 'OptionError', /got 0/);
    fails(() => embedding(2, 2), 'OptionError', /rng\(1\)/);
    fails(() => embedding(2, 2, { bias: true } as object), 'OptionError', /'bias'/);
  });
});
