import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as nn from '.';
import { OptionError, ShapeError, rng, tensor, zeros, type DType, type Rng, type Tensor } from '../core';
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
  { name: 'maxPool2d', make: () => nn.maxPool2d({ kernelSize: 2 }), input: [2, 4, 5, 2], apart: true },
  { name: 'avgPool2d', make: () => nn.avgPool2d({ kernelSize: 3, stride: 1 }), input: [1, 5, 4, 3] },
  { name: 'flatten', make: () => nn.flatten(), input: [2, 3, 2, 2] },
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

/** What the folder exports that is no layer, and the embedding, whose input is no real number: embedding.test.ts. */
const NOT_LAYERS = [
  'embedding',
  'initializers',
  'parameterGradients',
  'matmul',
  'matmulTransposedLeft',
  'matmulTransposedRight',
];

/** Σ upstream·output: a scalar whose gradient with respect to the output is `upstream`. */
function scalar(layer: Layer, x: Tensor, upstream: Tensor): number {
  const [output] = layer.forward(x);
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
    const makers = Object.keys(nn).filter((name) => !NOT_LAYERS.includes(name));
    assert.deepEqual([...new Set(LAYERS.map(({ name }) => name))].sort(), makers.sort());
  });

  for (const { name, make, input, apart } of LAYERS) {
    for (const seed of [1, 2, 3]) {
      const setUp = () => {
        const r = rng(seed);
        const layer = make(r, 'float64');
        // The gradient must depend on the parameters as they are, biases not zero.
        for (const p of Object.values(layer.parameters)) p.data.set(r.normals(p.shape).data);
        const x = r.normals(input);
        if (apart) r.permutation(x.data.length).forEach((rank, i) => (x.data[i] = rank / 8));
        const [output, cache] = layer.forward(x);
        return { layer, x, cache, upstream: r.normals(output.shape) };
      };

      it(`has gradients that agree with finite differences: ${name} ${JSON.stringify(input)}, seed ${seed}`, () => {
        const { layer, x, cache, upstream } = setUp();
        const { dInput, gradients } = layer.backward(cache, upstream);
        const f = () => scalar(layer, x, upstream);
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

      it(`gives the same parameter gradients without that of the input: ${name}, seed ${seed}`, () => {
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

describe('linear', () => {
  it('computes xW + b by hand', () => {
    const layer = nn.linear(2, 2, { initializer: nn.initializers.zeros });
    layer.parameters.weight.data.set([1, 2, 3, 4]);
    layer.parameters.bias.data.set([10, 20]);
    const x = tensor([
      [1, 1],
      [0, 2],
    ]);
    const [z, cache] = layer.forward(x);
    assert.deepEqual(Array.from(z.data), [14, 26, 16, 28]);
    const { dInput, gradients } = layer.backward(
      cache,
      tensor([
        [1, 0],
        [0, 1],
      ]),
    );
    assert.deepEqual(Array.from(dInput.data), [1, 3, 2, 4]);
    assert.deepEqual(Array.from(gradients.weight.data), [1, 0, 1, 2]);
    assert.deepEqual(Array.from(gradients.bias.data), [1, 1]);
  });

  it('takes an empty batch', () => {
    const layer = nn.linear(2, 3, { initializer: nn.initializers.zeros });
    const [z, cache] = layer.forward(zeros([0, 2]));
    assert.deepEqual(z.shape, [0, 3]);
    assert.deepEqual(layer.backward(cache, z).gradients.weight, zeros([2, 3]));
  });

  it('names the shapes, sizes, options and types that it refuses', () => {
    const layer = nn.linear(2, 3, { rng: rng(1) });
    const refuses = (x: Tensor, message: RegExp) =>
      assert.throws(
        () => layer.forward(x),
        (e) => e instanceof ShapeError && message.test(e.message),
      );
    refuses(zeros([5, 3]), /\[N, 2\].*\[5, 3\]/);
    refuses(zeros([4]), /\[N, K\].*\[4\]/);
    refuses(zeros([5, 2], 'float32'), /float64 and float32/);
    const [, cache] = layer.forward(zeros([5, 2]));
    assert.throws(() => layer.backward(cache, zeros([4, 3])), ShapeError);
    assert.throws(() => nn.linear(2, 3), { name: 'OptionError', message: /rng\(1\).*zeros/ });
    assert.throws(() => nn.linear(0, 3, { rng: rng(1) }), OptionError);
    assert.throws(() => nn.linear(2, 3, { seed: 1 } as object), { name: 'OptionError', message: /'seed'/ });
  });
});

describe('relu and tanh', () => {
  it('are what they are at zero, at the extremes and at NaN', () => {
    const x = tensor([-Infinity, -1e4, -0, 0, 1e4, Infinity, NaN]);
    const ones = tensor([1, 1, 1, 1, 1, 1, 1]);
    const [y, cache] = nn.relu().forward(x);
    assert.deepEqual(Array.from(y.data), [0, 0, 0, 0, 1e4, Infinity, NaN]);
    assert.deepEqual(Array.from(nn.relu().backward(cache, ones).dInput.data), [0, 0, 0, 0, 1, 1, NaN]);
    const [t, kept] = nn.tanh().forward(x);
    assert.deepEqual(Array.from(t.data), [-1, -1, -0, 0, 1, 1, NaN]);
    assert.deepEqual(Array.from(nn.tanh().backward(kept, ones).dInput.data), [0, 0, 1, 1, 0, 0, NaN]);
  });

  it('of float32 are those of float64, rounded once, also where there are many numbers', () => {
    for (const layer of [nn.relu(), nn.tanh()]) {
      const wide = (x: Tensor) => tensor(Float64Array.from(x.data), { shape: x.shape });
      const [x, upstream] = [1, 2].map((seed) => rng(seed).normals([40, 51], { dtype: 'float32' }));
      const [y, cache] = layer.forward(x);
      assert.deepEqual(y.data, Float32Array.from(layer.forward(wide(x))[0].data));
      const { dInput } = layer.backward(cache, upstream);
      assert.deepEqual(dInput.data, Float32Array.from(layer.backward(wide(y), wide(upstream)).dInput.data));
    }
  });

  it('refuse an upstream gradient of another shape or type', () => {
    const [, cache] = nn.relu().forward(zeros([2, 3]));
    assert.throws(() => nn.relu().backward(cache, zeros([3, 2])), {
      name: 'ShapeError',
      message: /\[2, 3\].*\[3, 2\]/,
    });
    assert.throws(() => nn.relu().backward(cache, zeros([2, 3], 'float32')), ShapeError);
  });
});

describe('sequential', () => {
  it('names parameters by position, nested ones too, and shares their memory', () => {
    const first = nn.linear(2, 3, { rng: rng(1) });
    const model = nn.sequential(
      first,
      nn.relu(),
      nn.sequential(nn.linear(3, 1, { rng: rng(2), bias: false })),
    );
    assert.deepEqual(Object.keys(model.parameters), ['0.weight', '0.bias', '2.0.weight']);
    assert.equal(model.parameters['0.weight'], first.parameters.weight);
  });

  it("never asks the first layer with parameters, nor those before it, for the input's gradient", () => {
    const forbidden: Layer = {
      ...nn.relu(),
      backward: () => assert.fail('not needed'),
    };
    const linear = nn.linear(2, 3, { rng: rng(1) });
    const model = nn.sequential(
      forbidden,
      { ...linear, backward: () => assert.fail('not needed') },
      nn.tanh(),
    );
    const [y, cache] = model.forward(tensor([[1, 2]]));
    assert.deepEqual(Object.keys(nn.parameterGradients(model, cache, y)), ['1.weight', '1.bias']);
  });

  it('takes plain objects with the three members as layers, and refuses what is none', () => {
    const twice = {
      name: 'twice',
      parameters: {},
      forward: (x: Tensor): [Tensor, null] => [
        tensor(x.data.map((v: number) => 2 * v) as Float64Array),
        null,
      ],
      backward: (_: null, d: Tensor) => ({ dInput: d, gradients: {} }),
    };
    assert.deepEqual(Array.from(nn.sequential(twice, twice).forward(tensor([1, 2]))[0].data), [4, 8]);
    assert.deepEqual(nn.parameterGradients(nn.sequential(twice), [null], tensor([1])), {});
    assert.throws(() => nn.sequential(), OptionError);
    assert.throws(() => nn.sequential(nn.relu(), {} as Layer), {
      name: 'OptionError',
      message: /argument 1/,
    });
  });
});

describe('initializers', () => {
  const moments = (x: Tensor) => {
    const values = Array.from(x.data);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const square = values.reduce((a, b) => a + b * b, 0) / values.length;
    return { mean, std: Math.sqrt(square - mean * mean) };
  };
  const { zeros: zero, normal, he, glorot } = nn.initializers;

  it('have the spread that their papers give', () => {
    for (const [initializer, std] of [
      [normal(0.01), 0.01],
      [he, Math.sqrt(2 / 300)],
      [glorot, Math.sqrt(2 / (300 + 200))], // that of the uniform on ±√(6/(D + K))
    ] as const) {
      const got = moments(initializer(300, 200, 'float64', rng(7)));
      // 60,000 draws: the mean is within 5 standard errors, the spread within 2 %.
      assert.ok(Math.abs(got.mean) < (5 * std) / Math.sqrt(60000), `mean ${got.mean}`);
      assert.ok(Math.abs(got.std / std - 1) < 0.02, `std ${got.std}, expected ${std}`);
    }
    const bound = Math.sqrt(6 / 500);
    assert.ok(glorot(300, 200, 'float64', rng(8)).data.every((w: number) => Math.abs(w) <= bound));
    assert.deepEqual(zero(2, 2, 'float32'), zeros([2, 2], 'float32'));
  });

  it('give the same bits for the same seed, and refuse a negative spread', () => {
    assert.deepEqual(he(3, 4, 'float32', rng(1)), he(3, 4, 'float32', rng(1)));
    assert.notDeepEqual(he(3, 4, 'float32', rng(1)), he(3, 4, 'float32', rng(2)));
    assert.throws(() => normal(-1), OptionError);
    assert.throws(() => he(3, 4, 'float64'), OptionError);
  });
});
