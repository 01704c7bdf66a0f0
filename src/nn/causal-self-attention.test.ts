import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { convert, rng, tensor, zeros, type DType, type NamedTensors, type Tensor } from '../core';
import { softmax } from '../math';
import { causalSelfAttention } from './causal-self-attention';
import type { Layer } from './layer';
import { matmul } from './matmul';

/** x·W + b of one sequence. */
function project(x: Tensor, parameters: NamedTensors, name: string): Tensor {
  const z = matmul(x, parameters[`${name}.weight`]);
  const bias = parameters[`${name}.bias`]?.data ?? [];
  return {
    ...z,
    data: z.data.map((v: number, i: number) => v + (bias[i % z.shape[1]] ?? 0)),
  };
}

/** softmax(QKᵀ/√d + mask)·V of each head, written as the formula is, for one sequence. */
function naive(x: Tensor, parameters: NamedTensors, heads: number): { y: Tensor; weights: number[] } {
  const [T, size] = x.shape;
  const [q, k, v] = ['query', 'key', 'value'].map((name) => project(x, parameters, name).data);
  const width = size / heads;
  const mixed = zeros([T, size]);
  const weights: number[] = [];
  for (let h = 0; h < heads; h++) {
    const at = (t: number, c: number): number => t * size + h * width + c;
    const scores = Array.from({ length: T }, (_, t) =>
      Array.from({ length: T }, (_, s) => {
        let score = 0;
        for (let c = 0; c < width; c++) score += q[at(t, c)] * k[at(s, c)];
        return s > t ? -Infinity : score / Math.sqrt(width);
      }),
    );
    const { data: p } = softmax(tensor(scores));
    weights.push(...p);
    for (let t = 0; t < T; t++)
      for (let c = 0; c < width; c++)
        for (let s = 0; s < T; s++) mixed.data[at(t, c)] += p[t * T + s] * v[at(s, c)];
  }
  return { y: project(mixed, parameters, 'output'), weights };
}

/** Biases not zero. */
function layerOf(size: number, heads: number, dtype: DType) {
  const r = rng(size);
  const layer = causalSelfAttention(size, { heads, rng: r, dtype });
  for (const p of Object.values(layer.parameters)) p.data.set(r.normals(p.shape, { std: 0.3 }).data);
  return layer;
}

const inFloat64 = (tensors: NamedTensors): NamedTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, convert(x, 'float64')]));

/** Both ways of float32: the plain loops, and the kernels. */
const SHAPES = [
  [2, 5, 6, 3],
  [3, 40, 24, 2],
] as const;

function near(got: Tensor, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(got.data.length, expected.length);
  got.data.forEach((v: number, i: number) =>
    assert.ok(Math.abs(v - expected[i]) <= tolerance, `${what}[${i}]: ${v}, expected ${expected[i]}`),
  );
}

describe('causalSelfAttention', () => {
  for (const [N, T, size, heads] of SHAPES) {
    for (const [dtype, tolerance] of [
      ['float64', 1e-13],
      ['float32', 1e-5],
    ] as const) {
      const shape = `[${N}, ${T}, ${size}], ${heads} heads, ${dtype}`;

      it(`is softmax(QKᵀ/√d + mask)·V: ${shape}`, () => {
        const layer = layerOf(size, heads, dtype);
        const x = rng(1).normals([N, T, size], { dtype });
        const [y, { weights }] = layer.forward(x);
        assert.deepEqual(
          [y.shape, weights.shape],
          [
            [N, T, size],
            [N, heads, T, T],
          ],
        );
        const results = Array.from({ length: N }, (_, n) => {
          const data = Float64Array.from(x.data.subarray(n * T * size, (n + 1) * T * size));
          return naive(tensor(data, { shape: [T, size] }), inFloat64(layer.parameters), heads);
        });
        near(
          y,
          results.flatMap((result) => [...result.y.data]),
          tolerance,
          'y',
        );
        near(
          weights,
          results.flatMap((result) => result.weights),
          tolerance,
          'weights',
        );
      });

      it(`depends on no later position, to the last bit, forward and backward: ${shape}`, () => {
        const layer = layerOf(size, heads, dtype);
        const x = rng(2).normals([N, T, size], { dtype });
        const upstream = rng(3).normals([N, T, size], { dtype });
        const [{ data: before }] = layer.forward(x);
        for (const own of [0, 1, Math.floor(T / 2), T - 2]) {
          const changed = rng(4).normals([N, T, size], { dtype });
          const early = (i: number): boolean => Math.floor(i / size) % T <= own;
          const g = zeros([N, T, size], { dtype });
          for (let i = 0; i < x.data.length; i++) {
            if (early(i)) changed.data[i] = x.data[i];
            if (early(i)) g.data[i] = upstream.data[i];
          }
          const [{ data: after }, cache] = layer.forward(changed);
          const { data: dInput } = layer.backward(cache, g).dInput;
          for (let i = 0; i < x.data.length; i++) {
            if (early(i)) assert.equal(after[i], before[i], `position ≤ ${own}, number ${i}`);
            else assert.equal(dInput[i], 0, `gradient beyond ${own}, number ${i}`);
          }
        }
      });
    }
  }

  it('has the same gradients in float32, by the kernels, as in float64', () => {
    const [N, T, size, heads] = SHAPES[1];
    const [single, double] = (['float32', 'float64'] as const).map((dtype) => layerOf(size, heads, dtype));
    for (const [name, p] of Object.entries(single.parameters)) double.parameters[name].data.set(p.data);
    const [x, upstream] = [5, 6].map((seed) => rng(seed).normals([N, T, size], { dtype: 'float32' }));
    const run = (layer: Layer<unknown>, dtype: DType): Tensor[] => {
      const [, cache] = layer.forward(convert(x, dtype));
      const { dInput, gradients } = layer.backward(cache, convert(upstream, dtype));
      return [dInput, ...Object.values(gradients)];
    };
    const expected = run(double, 'float64');
    run(single, 'float32').forEach((got, i) => {
      const size = Math.max(...expected[i].data.map(Math.abs));
      near(got, expected[i].data, 3e-6 * size, `gradient ${i}`);
    });
  });

  it('gives the same bits on 1, 2, 3 and 8 threads', () => {
    const layer = layerOf(32, 2, 'float32');
    const x = rng(7).normals([4, 64, 32], { dtype: 'float32' });
    const [first, ...others] = onThreads(() => {
      const [y, cache] = layer.forward(x);
      return [y, layer.backward(cache, x)];
    });
    for (const other of others) assert.deepEqual(other, first);
  });

  it('attends to itself alone in the first position, and stays finite for huge scores', () => {
    for (const [N, T, size, heads] of SHAPES) {
      for (const dtype of ['float64', 'float32'] as const) {
        const layer = layerOf(size, heads, dtype);
        const x = rng(8).normals([N, T, size], { std: 1e4, dtype });
        const [y, cache] = layer.forward(x);
        const { data } = cache.weights;
        for (let head = 0; head < N * heads; head++) {
          const row = [...data.subarray(head * T * T, head * T * T + T)];
          assert.deepEqual(row, [1, ...Array<number>(T - 1).fill(0)]);
        }
        const { dInput } = layer.backward(cache, y);
        assert.ok([...y.data, ...dInput.data].every(Number.isFinite));
      }
    }
  });

  it('takes one position, none, and no sequence', () => {
    const layer = causalSelfAttention(4, { heads: 2, rng: rng(1) });
    for (const shape of [
      [2, 1, 4],
      [2, 0, 4],
      [0, 3, 4],
    ]) {
      const [y, cache] = layer.forward(zeros(shape));
      assert.deepEqual([y.shape, layer.backward(cache, y).dInput.shape], [shape, shape]);
    }
  });

  it('names the heads, the shape, the cache that it refuses', () => {
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    const r = rng(1);
    fails(
      () => causalSelfAttention(6, { heads: 4, rng: r }),
      'OptionError',
      /heads should divide the size, 6, got 4/,
    );
    fails(() => causalSelfAttention(6, { heads: 0, rng: r }), 'OptionError', /heads .* got 0/);
    fails(() => causalSelfAttention(6, { heads: 2 }), 'OptionError', /rng\(1\)/);
    const layer = causalSelfAttention(6, { heads: 2, rng: r });
    fails(() => layer.forward(zeros([3, 6])), 'ShapeError', /\[N, T, 6\], got \[3, 6\]/);
    fails(() => layer.forward(zeros([1, 3, 6], { dtype: 'float32' })), 'DTypeError', /x is float32/);
    const [y, cache] = causalSelfAttention(6, { heads: 3, rng: r }).forward(zeros([1, 2, 6]));
    fails(() => layer.backward(cache, y), 'OptionError', /the cache should be .* of 2 heads/);
  });
});
