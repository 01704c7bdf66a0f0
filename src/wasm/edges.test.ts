import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros, type Tensor } from '../core';
import * as losses from '../losses';
import * as math from '../math';
import * as nn from '../nn';
import * as wasm from '.';

const float32 = (...shape: number[]): Tensor => zeros(shape, { dtype: 'float32' });
const spoilt = (length: number): Float32Array => new Float32Array(length).fill(NaN);

describe('Kernels of nothing', () => {
  it('multiply matrices without rows, columns or inner length', () => {
    for (const [m, n, k] of [
      [0, 3, 2],
      [3, 0, 2],
      [3, 2, 0],
      [0, 0, 0],
      [40, 50, 0],
    ]) {
      const [a, b] = [spoilt(m * k), spoilt(k * n)];
      const bias = new Float32Array(n).fill(-1);
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
      ]) {
        const c = spoilt(m * n);
        wasm.gemm(a, b, c, { m, n, k }, { transposeA, transposeB });
        assert.deepEqual(c, new Float32Array(m * n));
        wasm.gemm(a, b, c, { m, n, k }, { transposeA, transposeB, bias });
        assert.ok(c.every((value) => value === -1));
      }
      for (const transposeA of [false, true]) {
        const c = spoilt(m * n);
        wasm.narrowGemm(a, b, c, { m, n, k }, { transposeA });
        assert.deepEqual(c, new Float32Array(m * n));
      }
      assert.deepEqual(nn.matmul(float32(m, k), float32(k, n)), float32(m, n));
      assert.deepEqual(nn.matmulTransposedLeft(float32(k, m), float32(k, n)), float32(m, n));
      assert.deepEqual(nn.matmulTransposedRight(float32(m, k), float32(n, k)), float32(m, n));
    }
  });

  it('take rows of no number, and no rows', () => {
    const none = new Float32Array(0);
    wasm.softmax(none, 0, none);
    wasm.softmax(none, 5, none);
    wasm.logSoftmax(none, 5, none);
    wasm.logSumExp(none, 5, none);
    const sums = spoilt(3);
    wasm.logSumExp(none, 0, sums);
    assert.deepEqual([...sums], [-Infinity, -Infinity, -Infinity]); // an empty sum is 0
    wasm.columnSums(none, 0, 3, sums);
    assert.deepEqual([...sums], [0, 0, 0]);
    wasm.columnSums(none, 3, 0, none);
    wasm.gatherRows(none, new Int32Array(4), 0, none);
    wasm.scatterAddRows(none, new Int32Array(4), 0, none);
    wasm.scatterAddRows(none, new Int32Array(0), 3, sums);
    assert.deepEqual([...sums], [0, 0, 0]);
    const run = { logits: none, scale: 1, gradient: none, losses: none };
    wasm.softmaxCrossEntropy({ ...run, target: new Int32Array(0) });
    wasm.softmaxCrossEntropy({ ...run, target: new Int32Array(0), labelSmoothing: 0.1 });
    wasm.sigmoidCrossEntropy({ ...run, targets: none });
  });

  it('have their answer, or their error, in the functions that use them', () => {
    assert.deepEqual(math.softmax(float32(0, 5)), float32(0, 5));
    assert.deepEqual(math.logSumExp(float32(0, 5)), float32(0));
    assert.deepEqual(math.sigmoid(float32(0)), float32(0));
    for (const f of [math.softmax, math.logSoftmax, math.logSumExp]) {
      assert.throws(() => f(float32(600, 0)), { name: 'ShapeError', message: /600, 0/ });
    }
    assert.ok(Number.isNaN(losses.softmaxCrossEntropy(float32(0, 3), [])));
    assert.ok(Number.isNaN(losses.binaryCrossEntropy(float32(0, 3), float32(0, 3))));
    assert.throws(() => losses.softmaxCrossEntropy(float32(600, 0), new Int32Array(600)), {
      name: 'ShapeError',
      message: /600, 0/,
    });
    const layer = nn.linear(3, 4, { rng: rng(1), dtype: 'float32' });
    const [y, cache] = layer.forward(float32(0, 3));
    assert.deepEqual(layer.backward(cache, y).gradients.weight, float32(3, 4));
  });
});

describe('Kernels of a single class', () => {
  const rows = 700;
  const z = rng('one class').normals([rows, 1], { std: 30, dtype: 'float32' });

  it('give the probability 1, the loss 0, the gradient 0', () => {
    assert.ok(math.softmax(z).data.every((p) => p === 1));
    assert.ok(math.logSoftmax(z).data.every((p) => p === 0));
    assert.deepEqual(math.logSumExp(z), tensor(z.data, { shape: [rows] }));
    const labels = new Int32Array(rows);
    for (const options of [{}, { labelSmoothing: 0.1 }, { weight: [3] }]) {
      const { loss, gradient } = losses.softmaxCrossEntropy.withGradient(z, labels, options);
      assert.equal(loss, 0);
      assert.ok(gradient.data.every((g) => g === 0));
    }
  });

  it('multiply a column by a row, and a row by a column', () => {
    const row = tensor(z.data, { shape: [1, rows] });
    const outer = nn.matmul(z, row);
    assert.ok(
      outer.data.every((value, j) => value === Math.fround(z.data[Math.floor(j / rows)] * z.data[j % rows])),
    );
    const square = nn.matmul(row, z).data[0];
    const exact = Array.from(z.data).reduce((sum, value) => sum + value * value, 0);
    assert.ok(Math.abs(square / exact - 1) < 1e-5);
  });
});
