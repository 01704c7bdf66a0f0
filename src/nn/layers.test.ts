import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { rng, type DType, type Rng, type Tensor } from '../core';
import type { Layer } from './layer';

/** Every layer, with an input it takes: a new one is tested by being listed here. */
const LAYERS: {
  name: string;
  make: (r: Rng, dtype: DType) => Layer;
  input: readonly number[];
  /** No two numbers so close that the steps of a difference change which is larger. */
  apart?: boolean;
}[] = [
  { name: 'linear', make: (r, dtype) => nn.linear(4, 3, { rng: r, dtype }), input: [5, 4] },
  { name: 'linear', make: (r, dtype) => nn.linear(4, 1, { rng: r, dtype, bias: false }), input: [1, 4] },
  { name: 'linear', make: (r, dtype) => nn.linear(4, 3, { rng: r, dtype }), input: [2, 3, 4] },
  { name: 'relu', make: () => nn.relu(), input: [3, 4] },
  { name: 'tanh', make: () => nn.tanh(), input: [2, 3, 2] },
  { name: 'logSoftmax', make: () => nn.logSoftmax(), input: [4, 3] },
  { name: 'softmax', make: () => nn.softmax(), input: [4, 3] },
  {
    name: 'conv2d',
    make: (r, dtype) => nn.conv2d(2, 3, { kernelSize: 3, padding: 1, rng: r, dtype }),
    input: [2, 3, 4, 2],
  },
  {
    name: 'conv2d',
    make: (r, dtype) => nn.conv2d(3, 2, { kernelSize: 2, stride: 2, padding: 1, bias: false, rng: r, dtype }),
    input: [1, 5, 4, 3],
  },
  {
    name: 'conv2d',
    make: (r, dtype) => nn.conv2d(4, 6, { kernelSize: 2, groups: 2, rng: r, dtype }),
    input: [2, 3, 4, 4],
  },
  {
    name: 'batchNorm',
    make: (_, dtype) => nn.batchNorm(3, { dtype }),
    input: [2, 2, 2, 3],
  },
  {
    name: 'concat',
    make: (r, dtype) =>
      nn.concat(
        nn.conv2d(2, 3, { kernelSize: 1, rng: r, dtype }),
        nn.sequential(nn.conv2d(2, 2, { kernelSize: 3, padding: 1, rng: r, dtype }), nn.tanh()),
      ),
    input: [2, 3, 3, 2],
  },
  { name: 'globalAvgPool2d', make: () => nn.globalAvgPool2d(), input: [2, 2, 3, 2] },
  { name: 'globalMaxPool2d', make: () => nn.globalMaxPool2d(), input: [2, 2, 3, 2], apart: true },
  { name: 'maxPool2d', make: () => nn.maxPool2d({ kernelSize: 2 }), input: [2, 4, 5, 2], apart: true },
  { name: 'avgPool2d', make: () => nn.avgPool2d({ kernelSize: 3, stride: 1 }), input: [1, 5, 4, 3] },
  { name: 'dropout', make: () => nn.dropout(0.5), input: [3, 4] },
  { name: 'flatten', make: () => nn.flatten(), input: [2, 3, 2, 2] },
  { name: 'gelu', make: () => nn.gelu(), input: [2, 3, 2] },
  { name: 'layerNorm', make: (_, dtype) => nn.layerNorm(4, { dtype }), input: [2, 3, 4] },
  { name: 'layerNorm', make: (_, dtype) => nn.layerNorm(3, { epsilon: 0.1, dtype }), input: [3] },
  {
    name: 'causalSelfAttention',
    make: (r, dtype) => nn.causalSelfAttention(4, { heads: 2, rng: r, dtype }),
    input: [2, 3, 4],
  },
  {
    name: 'causalSelfAttention',
    make: (r, dtype) => nn.causalSelfAttention(3, { heads: 1, rng: r, dtype }),
    input: [1, 5, 3],
  },
  {
    name: 'positionEmbedding',
    make: (r, dtype) => nn.positionEmbedding(4, 3, { rng: r, dtype }),
    input: [2, 3, 3],
  },
  {
    name: 'residual',
    make: (r, dtype) => nn.residual(nn.linear(4, 4, { rng: r, dtype }), nn.tanh()),
    input: [3, 4],
  },
  {
    name: 'sequential',
    make: (r, dtype) =>
      nn.sequential(
        nn.tanh(),
        nn.sequential(nn.linear(4, 6, { rng: r, dtype }), nn.relu()),
        nn.linear(6, 2, { rng: r, dtype }),
      ),
    input: [5, 4],
  },
];

/**
 * What the folder exports that is no layer, the embedding and a model around it, whose input is no real number
 * (embedding.test.ts, tied.test.ts), and SqueezeNet, which is made of layers (test/imagenet.test.ts).
 */
const NOT_LAYERS = [
  'embedding',
  'initializers',
  'parameterGradients',
  'squeezenetLayers',
  'stateOf',
  'tied',
  'matmul',
  'matmulTransposedLeft',
  'matmulTransposedRight',
];

/** A pass that predicts, and one of training, whose draws are always the same. */
const MODES = {
  predicting: () => undefined,
  training: () => ({ training: true, rng: rng('mode') }),
} as const;
type Mode = (typeof MODES)[keyof typeof MODES];

/** Σ upstream·output: a scalar whose gradient with respect to the output is `upstream`. */
function scalar(layer: Layer, x: Tensor, upstream: Tensor, mode: Mode = MODES.predicting): number {
  const [output] = layer.forward(x, mode());
  return Array.from(output.data).reduce((sum, y, i) => sum + y * upstream.data[i], 0);
}

/** The 4-point central difference of `f` when one element of `at` moves. */
function difference(f: () => number, at: Tensor, i: number): number {
  const [original, h] = [at.data[i], 1e-3];
  const value = (step: number): number => {
    at.data[i] = original + step * h;
    return f();
  };
  const slope = (8 * (value(1) - value(-1)) - (value(2) - value(-2))) / (12 * h);
  at.data[i] = original;
  return slope;
}

/** Largest error of a gradient, relative to its largest element. */
function relativeError(analytic: Tensor, numeric: readonly number[]): number {
  const size = Math.max(...numeric.map(Math.abs), 1e-3);
  return Math.max(...numeric.map((slope, i) => Math.abs(slope - analytic.data[i]))) / size;
}

describe('every layer', () => {
  it('that the folder exports is in the registry', () => {
    const known = [...LAYERS.map(({ name }) => name), ...NOT_LAYERS];
    const untested = Object.keys(nn).filter((name) => !known.includes(name));
    const names = untested.join(', ');
    assert.equal(
      names,
      '',
      `nn exports ${names}; list it in LAYERS of src/nn/layers.test.ts, whose layers are tested`,
    );
  });

  for (const { name, make, input, apart } of LAYERS) {
    const cases = [1, 2, 3].flatMap((seed) => Object.entries(MODES).map((mode) => [seed, ...mode] as const));
    for (const [seed, doing, mode] of cases) {
      const setUp = () => {
        const r = rng(seed);
        const layer = make(r, 'float64');
        // The gradient must depend on the parameters as they are, biases not zero.
        for (const p of Object.values(layer.parameters)) p.data.set(r.normals(p.shape).data);
        const x = r.normals(input);
        if (apart) r.permutation(x.data.length).forEach((rank, i) => (x.data[i] = rank / 8));
        const [output, cache] = layer.forward(x, mode());
        return { layer, x, cache, upstream: r.normals(output.shape) };
      };

      it(`has gradients that agree with finite differences: ${name} ${JSON.stringify(input)}, ${doing}, seed ${seed}`, () => {
        const { layer, x, cache, upstream } = setUp();
        const { dInput, gradients } = layer.backward(cache, upstream);
        const f = () => scalar(layer, x, upstream, mode);
        assert.deepEqual(dInput.shape, x.shape);
        assert.deepEqual(Object.keys(gradients), Object.keys(layer.parameters));
        for (const [which, variable, analytic] of [
          ['input', x, dInput] as const,
          ...Object.entries(layer.parameters).map(([key, p]) => [key, p, gradients[key]] as const),
        ]) {
          const numeric = Array.from(variable.data, (_, i) => difference(f, variable, i));
          assert.deepEqual(analytic.shape, variable.shape);
          const error = relativeError(analytic, numeric);
          assert.ok(error < 1e-9, `${name}, seed ${seed}: gradient of ${which} is off by ${error}`);
        }
      });

      it(`gives the same parameter gradients without that of the input: ${name}, ${doing}, seed ${seed}`, () => {
        const { layer, cache, upstream } = setUp();
        assert.deepEqual(
          nn.parameterGradients(layer, cache, upstream),
          layer.backward(cache, upstream).gradients,
        );
      });
    }

    it(`keeps float32, and changes neither its input nor the upstream gradient: ${name}`, () => {
      const r = rng(4);
      const layer = make(r, 'float32');
      const x = r.normals(input, { dtype: 'float32' });
      const before = Float32Array.from(x.data);
      const [output, cache] = layer.forward(x);
      const upstream = r.normals(output.shape, { dtype: 'float32' });
      const upstreamBefore = Float32Array.from(upstream.data);
      const { dInput, gradients } = layer.backward(cache, upstream);
      for (const t of [output, dInput, ...Object.values(gradients)]) {
        assert.equal(t.dtype, 'float32');
        assert.ok(t.data instanceof Float32Array);
      }
      assert.deepEqual(x.data, before);
      assert.deepEqual(upstream.data, upstreamBefore);
    });
  }

  it('would fail the comparison with a wrong sign', () => {
    const r = rng(5);
    const [layer, x, upstream] = [nn.tanh(), r.normals([2, 3]), r.normals([2, 3])];
    const { dInput } = layer.backward(layer.forward(x)[1], upstream);
    const wrong = { ...dInput, data: dInput.data.map((d: number) => -d) };
    const numeric = Array.from(x.data, (_, i) => difference(() => scalar(layer, x, upstream), x, i));
    assert.ok(relativeError(wrong, numeric) > 1);
  });
});
