import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as optim from '.';
import { rng, tensor, zeros, type DType, type RowGradient } from '../core';
import type { Optimizer } from './optimizer';

const OPTIMIZERS: Record<string, () => Optimizer> = {
  sgd: () => optim.sgd({ learningRate: 0.1, weightDecay: 0.01 }),
  'sgd with momentum': () => optim.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  adam: () => optim.adam({ learningRate: 0.1 }),
  adamW: () => optim.adamW({ learningRate: 0.1 }),
};

describe('gradients of rows', () => {
  for (const [name, make] of Object.entries(OPTIMIZERS)) {
    it(`move those rows as a table of their own, and no others: ${name}`, () => {
      for (const dtype of ['float64', 'float32'] as DType[]) {
        // 600 rows of 3: the float32 kernels' size
        for (const [count, touched] of [
          [5, [1, 4]],
          [1000, Array.from({ length: 600 }, (_, i) => i + 7)],
        ] as [number, number[]][]) {
          const random = rng(name);
          const rows = Int32Array.from(touched);
          const weight = random.normals([count, 3], { dtype });
          const bias = random.normals([count], { dtype });
          const before = [...weight.data];
          const part = (of: typeof weight, width: number) =>
            tensor(
              touched.flatMap((row) => [...of.data.subarray(row * width, (row + 1) * width)]),
              { shape: width === 1 ? [touched.length] : [touched.length, width], dtype },
            );
          const small = { weight: part(weight, 3), bias: part(bias, 1) };
          const [sparse, dense] = [make(), make()];
          for (let step = 0; step < 3; step++) {
            const gradients = {
              weight: random.normals([touched.length, 3], { dtype }),
              bias: random.normals([touched.length], { dtype }),
            };
            dense.step(small, gradients);
            sparse.step(
              { weight, bias },
              { weight: { rows, values: gradients.weight }, bias: { rows, values: gradients.bias } },
            );
          }
          assert.deepEqual(part(weight, 3), small.weight);
          assert.deepEqual(part(bias, 1), small.bias);
          weight.data.forEach((w, i) => {
            if (!touched.includes(Math.floor(i / 3))) assert.equal(w, before[i]);
          });
        }
      }
    });
  }

  it('are refused where they do not fit, and nothing changes', () => {
    const optimizer = optim.sgd({ learningRate: 1 });
    const weight = zeros([4, 2]);
    const refuses = (gradient: object, message: RegExp, error = 'LabelError'): void =>
      assert.throws(() => optimizer.step({ weight }, { weight: gradient as RowGradient }), {
        name: error,
        message,
      });
    const values = tensor([
      [1, 1],
      [2, 2],
    ]);
    refuses({ rows: [0, 1], values }, /sgd: rows of the gradient of 'weight' should be an Int32Array/);
    refuses({ rows: Int32Array.of(0, 4), values }, /rows\[1\] of the gradient of 'weight' is 4/);
    refuses({ rows: Int32Array.of(2, 2), values }, /rows\[1\].* is 2, expected rising integers of 0 … 3/);
    refuses({ rows: Int32Array.of(-1, 2), values }, /rows\[0\].* is -1/);
    refuses({ rows: Int32Array.of(1), values }, /should have shape \[1, 2\].*got \[2, 2\]/, 'ShapeError');
    refuses({ rows: Int32Array.of(1, 2), values: [[1]] }, /values of .* should be a tensor/, 'ShapeError');
    const single = zeros([2, 2], { dtype: 'float32' });
    refuses({ rows: Int32Array.of(1, 2), values: single }, /is float32/, 'DTypeError');
    assert.ok(weight.data.every((w) => w === 0));
    optimizer.step({ weight }, { weight: { rows: new Int32Array(0), values: zeros([0, 2]) } });
    assert.ok(weight.data.every((w) => w === 0));
  });
});
