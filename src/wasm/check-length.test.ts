import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as wasm from '.';

type Arrays = Record<string, Float32Array | Float64Array | Int32Array | undefined>;

const single = (length: number): Float32Array => new Float32Array(length);
const double = (length: number): Float64Array => new Float64Array(length);
const elements = { x: single(9), y: single(9), g: single(9), to: single(9) };
const sizes = { m: 4, n: 5, k: 6 };
const sgd = { learningRate: 0.1, weightDecay: 0, momentum: 0.9, nesterov: false };
const adam = {
  learningRate: 0.1,
  betas: [0.9, 0.99],
  epsilon: 1,
  corrections: [1, 1],
  penalty: 0,
  shrink: 1,
};
const images = { images: 2, height: 4, width: 5, channels: 3, kernelSize: 2, stride: 1 };
const convolution = { ...images, outputs: 7, padding: 1 };
const [x, weight, y] = [single(120), single(84), single(2 * 5 * 6 * 7)];
const pooled = single(2 * 3 * 4 * 3);
const linear = { rows: 3, inputs: 4, classes: 5, classesFirst: false, smooth: true };
const row = (): wasm.RowGradient => ({ logSum: 0, gain: 0, pull: 0, label: 0 });
const logits = { logits: single(15), gradient: single(15), losses: single(3) };
const weights = { rowWeights: double(3), classWeights: double(5) };
const matrices = { x: single(12), weight: single(20), bias: single(5) };

/** Each call with arrays that are just long enough, and the names of those that are checked against the others. */
const calls: Record<string, [arrays: Arrays, call: (arrays: never) => void, checked?: string]> = {
  add: [elements, ({ x, y, to }) => wasm.add(x, y, to), 'x y'],
  scale: [elements, ({ x, to }) => wasm.scale(x, 2, to), 'x'],
  relu: [elements, ({ x, to }) => wasm.relu(x, to), 'x'],
  reluBackward: [elements, ({ y, g, to }) => wasm.reluBackward(y, g, to), 'y g'],
  exp: [elements, ({ x, to }) => wasm.exp(x, to), 'x'],
  log: [elements, ({ x, to }) => wasm.log(x, to), 'x'],
  sigmoid: [elements, ({ x, to }) => wasm.sigmoid(x, to), 'x'],
  softplus: [elements, ({ x, to }) => wasm.softplus(x, to), 'x'],
  tanh: [elements, ({ x, to }) => wasm.tanh(x, to), 'x'],
  tanhBackward: [elements, ({ y, g, to }) => wasm.tanhBackward(y, g, to), 'y g'],
  columnSums: [{ x: single(12), to: single(4) }, ({ x, to }) => wasm.columnSums(x, 3, 4, to)],
  gemm: [
    { a: single(24), b: single(30), c: single(20), bias: single(5) },
    ({ a, b, c, bias }) => wasm.gemm(a, b, c, sizes, { bias }),
  ],
  narrowGemm: [
    { a: single(24), b: single(30), c: single(20) },
    ({ a, b, c }) => wasm.narrowGemm(a, b, c, sizes),
  ],
  sgdStep: [
    { w: single(9), g: single(9), velocity: single(9) },
    ({ w, g, velocity }) => wasm.sgdStep(w, g, velocity, sgd),
    'g velocity',
  ],
  adamStep: [
    { w: single(9), g: single(9), m: single(9), v: single(9) },
    ({ w, g, m, v }) => wasm.adamStep(w, g, m, v, adam as unknown as wasm.AdamStep),
    'g m v',
  ],
  softmax: [{ z: single(15), p: single(15) }, ({ z, p }) => wasm.softmax(z, 5, p), 'p'],
  logSoftmax: [{ z: single(15), to: single(15) }, ({ z, to }) => wasm.logSoftmax(z, 5, to), 'to'],
  logSumExp: [
    { logits: single(15), to: single(3) },
    ({ logits, to }) => wasm.logSumExp(logits, 5, to),
    'logits',
  ],
  softmaxCrossEntropy: [
    { ...logits, ...weights, target: new Int32Array(3), zLosses: single(3) },
    (run: object) => wasm.softmaxCrossEntropy({ ...(run as wasm.SoftmaxCrossEntropyRun), scale: 1 }),
    'gradient rowWeights classWeights target zLosses',
  ],
  'softmaxCrossEntropy of probabilities': [
    { ...logits, target: single(15) },
    (run: object) => wasm.softmaxCrossEntropy({ ...(run as wasm.SoftmaxCrossEntropyRun), scale: 1 }),
    'gradient target',
  ],
  sigmoidCrossEntropy: [
    { logits: single(9), targets: single(9), gradient: single(9), losses: single(9) },
    (run: object) => wasm.sigmoidCrossEntropy({ ...(run as wasm.SigmoidCrossEntropyRun), scale: 1 }),
    'logits targets gradient',
  ],
  linearCrossEntropy: [
    { ...matrices, labels: new Int32Array(3), classWeights: single(5) },
    (run: object) =>
      wasm.linearCrossEntropy({ ...linear, row, ...(run as typeof matrices & { labels: Int32Array }) }),
  ],
  'linearCrossEntropy, gradients': [
    matrices,
    (gradients) =>
      wasm.linearCrossEntropy({ ...linear, row, ...matrices, labels: new Int32Array(3), gradients }),
  ],
  convolution: [
    { x, weight, y, bias: single(7) },
    ({ x, weight, y, bias }) => wasm.convolution(x, weight, bias, y, convolution),
  ],
  convolutionWeightGradient: [
    { x, dWeight: weight, dY: y },
    ({ x, dY, dWeight }) => wasm.convolutionWeightGradient(x, dY, dWeight, convolution),
  ],
  convolutionInputGradient: [
    { dX: x, weight, dY: y },
    ({ dX, weight, dY }) => wasm.convolutionInputGradient(dY, weight, dX, convolution),
  ],
  maxPool: [{ x, y: pooled, which: pooled }, ({ x, y, which }) => wasm.maxPool(x, y, which, images)],
  maxPoolBackward: [
    { dY: pooled, which: pooled, dX: x },
    ({ dY, which, dX }) => wasm.maxPoolBackward(dY, which, dX, images),
  ],
  averagePool: [{ x, y: pooled }, ({ x, y }) => wasm.averagePool(x, y, images)],
  averagePoolBackward: [{ dY: pooled, dX: x }, ({ dY, dX }) => wasm.averagePoolBackward(dY, dX, images)],
};

describe('Arrays that are too short for a kernel', () => {
  for (const [name, [arrays, call, checked]] of Object.entries(calls)) {
    it(`are named by ${name}`, () => {
      const run = call as (arrays: Arrays) => void;
      run(arrays);
      for (const key of checked?.split(' ') ?? Object.keys(arrays)) {
        const short = arrays[key]?.subarray(1);
        assert.throws(() => run({ ...arrays, [key]: short }), {
          name: 'ShapeError',
          message: new RegExp(
            `: (gradients\\.)?${key} should hold at least \\d+ numbers, got ${short?.length}$`,
          ),
        });
      }
    });
  }

  it('include the room for the terms of a narrow product', () => {
    const [a, b] = [single(16385), single(16385)];
    assert.throws(() => wasm.narrowGemm(a, b, single(1), { m: 1, n: 1, k: 16385 }), {
      name: 'ShapeError',
      message: /at most 16384 values, got 16385/,
    });
  });
});
