import assert from 'node:assert/strict';
import { it as nodeIt } from 'node:test';
import { convert, rng, type RowGradient, type Tensor } from '../../src/core';
import type { sampledSoftmax, SampledSoftmaxOptions } from '../../src/large-vocab';
import { gradCheck } from '../../src/math';
import { onThreads } from './on-threads';
import { assertNear, dense, problem } from './sampled-problem';

/** Tests what every loss of sampled negatives should do; `own` are options that it alone takes. */
export function sampledLossContract(
  loss: typeof sampledSoftmax,
  own: Partial<SampledSoftmaxOptions> = {},
  it: (name: string, test: () => void) => void = nodeIt,
): void {
  for (const removeAccidentalHits of [true, false]) {
    it(`have the gradient that differences give, ${removeAccidentalHits ? 'without' : 'with'} accidental hits`, () => {
      for (const more of [{}, { reduction: 'sum' }, { normalizer: 3 }] as const) {
        const { x, weight, bias, labels, sampler } = problem(4, 3, 9);
        const sampled = Int32Array.of(labels[0], 8, 2, 2, labels[1], 5);
        const options = { sampler, sampled, removeAccidentalHits, ...own, ...more };
        const at = (x: Tensor, weight: Tensor, bias: Tensor): number =>
          loss(x, weight, labels, { ...options, bias });
        const { gradients } = loss.withGradient(x, weight, labels, { ...options, bias });
        const { passed, verdict } = gradCheck((x: Tensor) => at(x, weight, bias), x, gradients.x);
        assert.ok(passed, verdict);
        const ofWeight = gradCheck((w: Tensor) => at(x, w, bias), weight, dense(gradients.weight, weight));
        assert.ok(ofWeight.passed, ofWeight.verdict);
        const ofBias = gradCheck(
          (b: Tensor) => at(x, weight, b),
          bias,
          dense(gradients.bias as RowGradient, bias),
        );
        assert.ok(ofBias.passed, ofBias.verdict);
      }
    });
  }

  it('touch the labels and the negatives alone, each row once', () => {
    const { x, weight, labels, sampler } = problem(6, 2, 50);
    const sampled = [7, 3, 3, 49];
    const { gradients } = loss.withGradient(x, weight, labels, { sampler, sampled, ...own });
    const expected = new Set([...sampled, ...labels].filter((k) => k >= 0));
    assert.deepEqual(
      [...gradients.weight.rows],
      [...expected].sort((a, b) => a - b),
    );
    assert.deepEqual(gradients.weight.values.shape, [expected.size, 2]);
    assert.equal(gradients.bias, undefined);
  });

  it('reduce as all losses do', () => {
    const { x, weight, labels, sampler } = problem(5, 2, 6);
    const options = { sampler, sampled: [1, 2, 4], ...own };
    const each = loss(x, weight, labels, { ...options, reduction: 'none' });
    const sum = loss(x, weight, labels, { ...options, reduction: 'sum' });
    assert.deepEqual([each.shape, each.data[3]], [[5], 0]);
    const gradientsOf = (reduction: 'none' | 'sum') =>
      loss.withGradient(x, weight, labels, { ...options, reduction } as typeof options).gradients;
    assert.deepEqual(gradientsOf('none'), gradientsOf('sum'));
    const single = [x, weight].map((t) => convert(t, 'float32'));
    assert.equal(loss(single[0], single[1], labels, { ...options, reduction: 'none' }).dtype, 'float32');
    assert.ok(Math.abs(Array.from(each.data).reduce((a, b) => a + b) - sum) < 1e-14 * sum);
    assert.ok(Math.abs(loss(x, weight, labels, options) - sum / 4) < 1e-14 * sum);
    assert.equal(loss(x, weight, labels, { ...options, normalizer: 8 }), sum / 8);
    const others = labels.map((k) => (k === -100 ? -7 : k));
    assert.equal(loss(x, weight, others, { ...options, ignoreIndex: -7, reduction: 'sum' }), sum);
    const none = labels.map(() => -100);
    const empty = loss.withGradient(x, weight, none, options);
    assert.ok(Number.isNaN(empty.loss));
    assert.ok([...empty.gradients.x.data, ...empty.gradients.weight.values.data].every((g) => g === 0));
    assert.equal(loss(x, weight, none, { ...options, onEmpty: 'zero' }), 0);
  });

  it('draw what the generator gives, the same again with the same seed', () => {
    const { x, weight, labels, sampler } = problem(5, 2, 30);
    const drawn = loss.withGradient(x, weight, labels, { sampler, samples: 8, rng: rng(3), ...own });
    const sampled = sampler.sample(8, rng(3));
    assert.deepEqual(loss.withGradient(x, weight, labels, { sampler, sampled, ...own }), drawn);
  });

  it('agree in float32 with float64, on 1, 2, 3 and 8 threads with the same bits', () => {
    for (const [rows, inputs, classes, m] of [
      [3, 2, 5, 4],
      [130, 33, 400, 101],
    ]) {
      const given = problem(rows, inputs, classes);
      const [x, weight, bias] = [given.x, given.weight, given.bias].map((t) => convert(t, 'float32'));
      const options = { sampler: given.sampler, sampled: given.sampler.sample(m, rng(1)), ...own };
      const compute = () => loss.withGradient(x, weight, given.labels, { ...options, bias });
      const results = rows > 100 ? onThreads(compute) : [compute()];
      for (const result of results) assert.deepEqual(result, results[0]);
      const [wideX, wideWeight, wideBias] = [x, weight, bias].map((t) => convert(t, 'float64'));
      const expected = loss.withGradient(wideX, wideWeight, given.labels, { ...options, bias: wideBias });
      const [{ loss: value, gradients }] = results;
      assert.ok(Math.abs(value / expected.loss - 1) < 1e-6);
      assert.equal(gradients.x.dtype, 'float32');
      assertNear(gradients.x, expected.gradients.x, 3e-6);
      assertNear(gradients.weight.values, expected.gradients.weight.values, 3e-6);
      assertNear(
        (gradients.bias as RowGradient).values,
        (expected.gradients.bias as RowGradient).values,
        3e-6,
      );
    }
  });
}
