import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SEED } from '../../test/losses/case';
import { rowCases } from '../../test/losses/rows';
import { jupyterDisplay, rng, tensor, type Labels, type Tensor } from '../core';
import { logSumExp, softmax, tanh } from '../math';
import { explain, type Explanation } from './explain';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';

const Z = [
  [0.5, -1.25, 2],
  [3, 0.1, -0.7],
];
const all = { labelSmoothing: 0.2, weight: [1, 2, 4], sampleWeight: [3, 0.5], zLoss: 0.01, softcap: 3 };

function close(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(got.length, want.length);
  Array.from(want, (value, j) =>
    assert.ok(
      Object.is(got[j], value) || Math.abs(got[j] - value) <= tolerance,
      `${what}[${j}]: ${got[j]}, ${value}`,
    ),
  );
}

/** The sum of the terms, and the largest of them, logit by logit. */
function sumsOf({ terms, gradient }: Explanation): { sum: number[]; largest: number[] } {
  const columns = Object.values(terms).map((term: Tensor) => term.data);
  const fold = (f: (total: number, x: number) => number): number[] =>
    Array.from(gradient.data, (_, j) => columns.reduce((total, column) => f(total, column[j]), 0));
  return { sum: fold((a, b) => a + b), largest: fold((a, b) => Math.max(a, Math.abs(b))) };
}

describe('explain', () => {
  it('is what one computes by hand', () => {
    const { terms, gradient } = explain(tensor([[0, 0]]), [1], { labelSmoothing: 0.5, reduction: 'sum' });
    assert.deepEqual([...terms.crossEntropy.data], [0.5, -0.5]);
    assert.deepEqual([...(terms.labelSmoothing as Tensor).data], [-0.25, 0.25]);
    assert.deepEqual([...gradient.data], [0.25, -0.25]);
  });

  it('adds up to the gradient within 8 ulp of the largest term, whatever the options and targets', () => {
    fc.assert(
      fc.property(
        rowCases(softmaxCrossEntropy, { takesProbabilities: true }).arbitrary,
        fc.constantFrom('mean', 'sum', 'none' as const),
        (call, reduction) => {
          const { normalizer, ...rest } = call.options as SoftmaxCrossEntropyOptions;
          const options = { ...rest, reduction, ...(reduction === 'mean' ? { normalizer } : {}) };
          const explanation = explain(call.input, call.target as Labels | Tensor, options);
          const { gradient } = softmaxCrossEntropy.withGradient(
            call.input,
            call.target as Labels | Tensor,
            options,
          );
          assert.deepEqual(explanation.gradient, gradient);
          const { sum, largest } = sumsOf(explanation);
          sum.forEach((x, j) => {
            const error = Math.abs(x - gradient.data[j]);
            assert.ok(error <= 8 * 2 ** -52 * largest[j] + 1e-300, `${j}: ${x}, ${gradient.data[j]}`);
          });
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('has the terms that its docstring states', () => {
    const { labelSmoothing: epsilon, weight, sampleWeight, zLoss, softcap } = all;
    const labels = [2, 0];
    const { terms } = explain(tensor(Z), labels, { ...all, reduction: 'sum' });
    labels.forEach((y, i) => {
      const z = Z[i].map((x) => softcap * tanh(x / softcap));
      const p = softmax(z);
      const t = p.map((_, k) => Number(k === y));
      const q = t.map((x) => (1 - epsilon) * x + epsilon / 3);
      const pull = q.reduce((sum, x, k) => sum + weight[k] * x, 0);
      const crossEntropy = p.map((x, k) => x - t[k]);
      const smoothing = t.map((x) => epsilon * (x - 1 / 3));
      const weighting = p.map((x, k) => (pull - 1) * x - (weight[k] - 1) * q[k]);
      const sampling = p.map(
        (_, k) => (sampleWeight[i] - 1) * (crossEntropy[k] + smoothing[k] + weighting[k]),
      );
      const zTerm = p.map((x) => 2 * zLoss * sampleWeight[i] * weight[y] * logSumExp(z) * x);
      const before = p.map((_, k) => crossEntropy[k] + smoothing[k] + weighting[k] + sampling[k] + zTerm[k]);
      const capping = before.map((x, k) => -x * tanh(Z[i][k] / softcap) ** 2);
      const wanted = {
        crossEntropy,
        labelSmoothing: smoothing,
        weight: weighting,
        sampleWeight: sampling,
        zLoss: zTerm,
        softcap: capping,
      };
      assert.deepEqual(Object.keys(terms), Object.keys(wanted));
      for (const [name, values] of Object.entries(wanted)) {
        const term = (terms as Record<string, Tensor>)[name];
        close(term.data.slice(3 * i, 3 * i + 3), values, 1e-14, `${name}, row ${i}`);
      }
    });
  });

  it('names only what is turned on', () => {
    const names = (options: SoftmaxCrossEntropyOptions): string[] =>
      Object.keys(explain(tensor(Z), [0, 1], options).terms);
    assert.deepEqual(names({}), ['crossEntropy']);
    assert.deepEqual(names({ labelSmoothing: 0, zLoss: 0 }), ['crossEntropy']);
    for (const [option, value] of Object.entries(all)) {
      assert.deepEqual(names({ [option]: value }), ['crossEntropy', option]);
    }
  });

  it('is 0 in every term of rows that do not count, whatever their logits', () => {
    const logits = tensor([
      [NaN, 1],
      [-Infinity, -Infinity],
      [0, 0],
    ]);
    const { terms, gradient } = explain(logits, [-100, 0, 1], {
      ...all,
      weight: [1, 2],
      sampleWeight: [1, 0, 1],
    });
    for (const term of Object.values(terms)) assert.deepEqual([...term.data.slice(0, 4)], [0, 0, 0, 0]);
    assert.deepEqual([...gradient.data.slice(0, 4)], [0, 0, 0, 0]);
    const empty = explain(tensor([[1, 2]]), [-100]);
    assert.deepEqual([...empty.terms.crossEntropy.data], [0, 0]);
  });

  it('explains float32 in float64, up to the rounding of the gradient', () => {
    const logits = tensor(Z, { dtype: 'float32' });
    const target = tensor(
      [
        [0.2, 0.3, 0.5],
        [0, 1, 0],
      ],
      { dtype: 'float32' },
    );
    const explanation = explain(logits, target, all);
    assert.equal(explanation.terms.crossEntropy.dtype, 'float64');
    assert.equal(explanation.gradient.dtype, 'float32');
    const { sum, largest } = sumsOf(explanation);
    sum.forEach((x, j) => close([x], [explanation.gradient.data[j]], 2 ** -23 * largest[j], String(j)));
  });

  it('adds up to the gradient of the float32 kernel within 2 ulp of the largest term', () => {
    const random = rng(SEED);
    const logits = tensor(random.normals([64, 10], { std: 5 }).data, { shape: [64, 10], dtype: 'float32' });
    const labels = Array.from({ length: 64 }, () => random.integer(10));
    const weight = Array.from({ length: 10 }, () => random.uniform());
    const explanation = explain(logits, labels, { weight, labelSmoothing: 0.1, zLoss: 0.01, softcap: 10 });
    const { sum, largest } = sumsOf(explanation);
    sum.forEach((x, j) => close([x], [explanation.gradient.data[j]], 2 ** -22 * largest[j], String(j)));
  });

  it('shows itself as a table with a line a logit', () => {
    const bundle = explain(tensor([[0, 0]]), [1], { labelSmoothing: 0.5 })[jupyterDisplay]();
    assert.equal(
      bundle['text/plain'],
      [
        'The gradient of softmaxCrossEntropy: its terms add up to it',
        'row  class  crossEntropy  labelSmoothing  gradient',
        '───  ─────  ────────────  ──────────────  ────────',
        '  0      0           0.5           −0.25      0.25',
        '  0      1          −0.5            0.25     −0.25',
      ].join('\n'),
    );
    assert.match(String(bundle['text/html']), /<th[^>]*>labelSmoothing<\/th>/);
  });

  it('refuses what the loss refuses', () => {
    assert.throws(() => explain(tensor(Z), [0, 3]), { name: 'LabelError' });
    assert.throws(() => explain(tensor(Z), [0, 1], { smoothing: 1 } as object), { name: 'OptionError' });
  });
});
