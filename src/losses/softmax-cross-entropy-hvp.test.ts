import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEED } from '../../test/losses/case';
import { rowCases } from '../../test/losses/rows';
import { Decimal } from '../../test/support/ulp';
import { rng, tensor, type Labels, type Tensor } from '../core';
import { softmax, softmaxJvp } from '../math';
import { numericDerivative } from '../math/numeric-derivative';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { softmaxCrossEntropyHvp } from './softmax-cross-entropy-hvp';

const seed = 'hvp';
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (x, j) => x * b[j]).reduce((x, y) => x + y, 0);

/** A random call of the loss with options that the Hessian knows, and two directions. */
const calls = fc
  .tuple(rowCases(softmaxCrossEntropy, { takesProbabilities: true }).arbitrary, fc.integer())
  .map(([call, n]) => {
    const options = { ...call.options };
    delete options.softcap;
    delete options.onEmpty;
    const random = rng(n);
    const [v, w] = [random.normals(call.input.shape), random.normals(call.input.shape)];
    return { logits: call.input, target: call.target as Labels | Tensor, options, v, w };
  });

describe('softmaxCrossEntropyHvp', () => {
  it('is (diag(p) − ppᵀ) v, over N for the mean', () => {
    const [z, v] = [
      [1, 2, 4],
      [0.5, -1, 3],
    ];
    const want = softmaxJvp(softmax(z), v);
    const got = softmaxCrossEntropyHvp(tensor([z, z]), [0, 2], tensor([v, v])).data;
    [...want, ...want].forEach((x, j) => assert.ok(Math.abs(got[j] - x / 2) < 1e-15, `${j}: ${got[j]}`));
    assert.deepEqual(
      [...softmaxCrossEntropyHvp(tensor([[0, 0]]), [0], tensor([[1, 0]])).data],
      [0.25, -0.25],
    );
  });

  it('is the derivative of the gradient along v, whatever the options and targets', () => {
    fc.assert(
      fc.property(calls, ({ logits, target, options, v }) => {
        const got = softmaxCrossEntropyHvp(logits, target, v, options).data;
        const along = (t: number): Tensor['data'] => {
          const data = logits.data.map((z, j) => z + t * v.data[j]);
          return softmaxCrossEntropy.withGradient({ ...logits, data }, target, options).gradient.data;
        };
        const size = Math.max(1, ...Array.from(along(0), Math.abs));
        got.forEach((x, j) => {
          const numeric = numericDerivative((t) => along(t)[j], 0).value;
          assert.ok(Math.abs(x - numeric) <= 1e-9 * size, `${j}: ${x}, ${numeric}`);
        });
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('is symmetric and, without a z-loss, positive semidefinite', () => {
    fc.assert(
      fc.property(calls, ({ logits, target, options, v, w }) => {
        const [hv, hw] = [v, w].map((x) => softmaxCrossEntropyHvp(logits, target, x, options).data);
        const size = dot(hv, hv) + dot(hw, hw) + dot(v.data, v.data) + dot(w.data, w.data);
        assert.ok(Math.abs(dot(w.data, hv) - dot(v.data, hw)) <= 1e-14 * size);
        if (options.zLoss === undefined) assert.ok(dot(v.data, hv) >= -1e-15 * size);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('keeps the digits of a confident row', () => {
    const got = softmaxCrossEntropyHvp(tensor([[40, 0]]), [0], tensor([[1, 0]])).data;
    const p = new Decimal(-40).exp();
    const want = p.div(p.plus(1).pow(2)).toNumber();
    got.forEach((x, k) => assert.ok(Math.abs(Math.abs(x) / want - 1) < 1e-15, `${k}: ${x}, ${want}`));
  });

  it('makes Xᵀ(H(XV)) the Hessian of a linear layer’s weights', () => {
    const random = rng(seed);
    const [N, D, K] = [5, 3, 4];
    const [x, w, v] = [
      [N, D],
      [D, K],
      [D, K],
    ].map((shape) => random.normals(shape).data);
    const labels = [0, 1, 2, 3, 1];
    const times = (matrix: ArrayLike<number>): Tensor => {
      const at = (n: number): number =>
        [...Array(D).keys()].reduce((s, d) => s + x[Math.floor(n / K) * D + d] * matrix[d * K + (n % K)], 0);
      return tensor(
        Float64Array.from({ length: N * K }, (_, n) => at(n)),
        { shape: [N, K] },
      );
    };
    const transposedTimes = (g: ArrayLike<number>): number[] =>
      Array.from({ length: D * K }, (_, n) =>
        [...Array(N).keys()].reduce((s, i) => s + x[i * D + Math.floor(n / K)] * g[i * K + (n % K)], 0),
      );
    const got = transposedTimes(softmaxCrossEntropyHvp(times(w), labels, times(v)).data);
    const gradientAt = (t: number): number[] => {
      const z = times(w.map((value, j) => value + t * v[j]));
      return transposedTimes(softmaxCrossEntropy.withGradient(z, labels).gradient.data);
    };
    got.forEach((value, j) => {
      const numeric = numericDerivative((t) => gradientAt(t)[j], 0).value;
      assert.ok(Math.abs(value - numeric) < 1e-10, `${j}: ${value}, ${numeric}`);
    });
  });

  it('keeps float32, is 0 where no row counts, and NaN where a logit is', () => {
    const [z, v] = [tensor([[1, 2]], { dtype: 'float32' }), tensor([[1, 0]], { dtype: 'float32' })];
    assert.equal(softmaxCrossEntropyHvp(z, [0], v).dtype, 'float32');
    assert.deepEqual([...softmaxCrossEntropyHvp(tensor([[1, 2]]), [-100], tensor([[1, 0]])).data], [0, 0]);
    assert.ok(softmaxCrossEntropyHvp(tensor([[1, NaN]]), [0], tensor([[1, 0]])).data.every(Number.isNaN));
  });

  it('names what it cannot take', () => {
    const [z, v] = [tensor([[1, 2]]), tensor([[1, 0]])];
    assert.throws(() => softmaxCrossEntropyHvp(z, [0], tensor([[1]])), {
      name: 'ShapeError',
      message: /v has shape \[1, 1\], but the logits has \[1, 2\]/,
    });
    assert.throws(() => softmaxCrossEntropyHvp(z, [0], v, { softcap: 3 } as object), {
      name: 'OptionError',
      message: /unknown option 'softcap'/,
    });
    assert.throws(() => softmaxCrossEntropyHvp(tensor([[-Infinity, -Infinity]]), [0], v), {
      name: 'DomainError',
      message: /row 0 is all −∞/,
    });
  });
});
