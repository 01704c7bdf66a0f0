import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNear, dense, problem } from '../../test/support/sampled-problem';
import { onThreads } from '../../test/support/on-threads';
import { convert, rng, tensor, zeros, type DType, type RowGradient, type Tensor } from '../core';
import { gradCheck } from '../math';
import { negativeSampling } from './negative-sampling';
import { noiseContrastive } from './noise-contrastive';
import { sampledSoftmax, type SampledSoftmaxOptions } from './sampled-softmax';
import { uniformSampler } from './uniform-sampler';
import { unigramSampler } from './unigram-sampler';

const LOSSES = {
  'sampledSoftmax, negatives': [sampledSoftmax, {}],
  'sampledSoftmax, both': [sampledSoftmax, { correction: 'both' }],
  'sampledSoftmax, none': [sampledSoftmax, { correction: 'none' }],
  noiseContrastive: [noiseContrastive, {}],
  negativeSampling: [negativeSampling, {}],
} as unknown as Record<string, [typeof sampledSoftmax, Partial<SampledSoftmaxOptions>]>;

describe('losses of sampled negatives', () => {
  for (const [name, [loss, own]] of Object.entries(LOSSES)) {
    for (const removeAccidentalHits of [true, false]) {
      it(`have the gradient that differences give: ${name}, ${removeAccidentalHits ? 'without' : 'with'} accidental hits`, () => {
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

    it(`touch the labels and the negatives alone, each row once: ${name}`, () => {
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

    it(`reduce as all losses do: ${name}`, () => {
      const { x, weight, labels, sampler } = problem(5, 2, 6);
      const options = { sampler, sampled: [1, 2, 4], ...own };
      const each = loss(x, weight, labels, { ...options, reduction: 'none' });
      const sum = loss(x, weight, labels, { ...options, reduction: 'sum' });
      assert.deepEqual([each.shape, each.data[3]], [[5], 0]);
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

    it(`draw what the generator gives, the same again with the same seed: ${name}`, () => {
      const { x, weight, labels, sampler } = problem(5, 2, 30);
      const drawn = loss.withGradient(x, weight, labels, { sampler, samples: 8, rng: rng(3), ...own });
      const sampled = sampler.sample(8, rng(3));
      assert.deepEqual(loss.withGradient(x, weight, labels, { sampler, sampled, ...own }), drawn);
    });

    it(`agree in float32 with float64, on 1, 2, 3 and 8 threads with the same bits: ${name}`, () => {
      for (const [rows, inputs, classes, m] of [
        [3, 2, 5, 4],
        [130, 33, 400, 101],
      ]) {
        const given = problem(rows, inputs, classes);
        const [x, weight, bias] = [given.x, given.weight, given.bias].map((t) => convert(t, 'float32'));
        const options = { sampler: given.sampler, sampled: given.sampler.sample(m, rng(1)), ...own };
        const results = onThreads(() => loss.withGradient(x, weight, given.labels, { ...options, bias }));
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

  it('say what is wrong', () => {
    const [x, weight, sampler] = [zeros([2, 3]), zeros([5, 3]), uniformSampler(5)];
    const refuses = (name: string, message: RegExp, options: object, w: Tensor = weight, labels = [0, 1]) =>
      assert.throws(() => sampledSoftmax(x, w, labels, options as SampledSoftmaxOptions), { name, message });
    const sampled = [1, 2];
    refuses('OptionError', /sampledSoftmax: sampler should be one, as .*\(5\) is; got undefined/, {});
    refuses('OptionError', /the sampler is of 4 classes, but the weight has 5 rows/, {
      sampler: uniformSampler(4),
      sampled,
    });
    refuses('OptionError', /give samples and rng .* or sampled/, { sampler });
    refuses('OptionError', /rng should be a generator/, { sampler, samples: 2 });
    refuses('OptionError', /samples should be a positive integer/, { sampler, samples: 0, rng: rng(1) });
    refuses('OptionError', /samples is 6, more than the 5 classes/, { sampler, samples: 6, rng: rng(1) });
    refuses('OptionError', /leave out samples and rng/, { sampler, sampled, rng: rng(1) });
    refuses('OptionError', /at least one class/, { sampler, sampled: [] });
    refuses('LabelError', /sampled\[1\] is 5, expected an integer of 0 … 4/, { sampler, sampled: [0, 5] });
    refuses('LabelError', /sampled\[0\] is -100/, { sampler, sampled: [-100] });
    refuses('OptionError', /correction should be one of 'negatives', 'both', 'none'/, {
      sampler,
      sampled,
      correction: 'labels',
    });
    refuses('OptionError', /unknown option 'classesFirst'/, { sampler, sampled, classesFirst: true });
    refuses('ShapeError', /bias should have shape \[5\]/, { sampler, sampled, bias: zeros([4]) });
    const good = { sampler, sampled };
    refuses('ShapeError', /should be \[V, 3\].*got \[3, 5\]; this is linear/, good, zeros([3, 5]));
    refuses('DTypeError', /x is float64, but weight is float32/, good, zeros([5, 3], { dtype: 'float32' }));
    refuses('LabelError', /labels\[1\] is 5/, good, weight, [0, 5]);
    refuses('ShapeError', /2 rows need 2 labels, got 1/, good, weight, [0]);
    assert.throws(() => noiseContrastive(x, weight, [0, 1], { ...good, correction: 'none' } as never), {
      message: /noiseContrastive: unknown option 'correction'/,
    });
  });

  it('refuse to correct by a probability of 0, where they do correct', () => {
    const [x, weight, sampler] = [zeros([1, 2]), zeros([3, 2]), unigramSampler([1, 0, 2])];
    const options = { sampler, sampled: [0, 2] };
    assert.throws(() => noiseContrastive(x, weight, [1], options), {
      name: 'DomainError',
      message: /the sampler gives class 1 the log-probability -Infinity/,
    });
    assert.throws(() => sampledSoftmax(x, weight, [1], { ...options, correction: 'both' }), /class 1/);
    assert.throws(() => sampledSoftmax(x, weight, [0], { sampler, sampled: [1] }), /class 1/);
    assert.ok(sampledSoftmax(x, weight, [1], options) > 0);
    assert.ok(negativeSampling(x, weight, [1], options) > 0);
  });

  it('mask with −∞, and let NaN and +∞ through', () => {
    for (const dtype of ['float64', 'float32'] as const) masksWithInfinity(dtype);
  });
});

function masksWithInfinity(dtype: DType): void {
  const [x, weight, sampler] = [
    tensor([[1]], { dtype }),
    tensor([[2], [1], [0]], { dtype }),
    uniformSampler(3),
  ];
  const options = { sampler, sampled: [1, 2] };
  const masked = { ...options, bias: tensor([0, -Infinity, 0], { dtype }) };
  const alone = { sampler, sampled: [2] };
  assert.equal(
    sampledSoftmax(x, weight, [0], { ...masked, correction: 'none' }),
    sampledSoftmax(x, weight, [0], { ...alone, correction: 'none' }),
  );
  assert.equal(negativeSampling(x, weight, [0], masked), negativeSampling(x, weight, [0], alone));
  assert.equal(sampledSoftmax(x, weight, [1], masked), Infinity);
  const all = { ...options, bias: tensor([-Infinity, -Infinity, -Infinity], { dtype }) };
  assert.throws(() => sampledSoftmax(x, weight, [0], all), {
    name: 'DomainError',
    message: /row 0's label/,
  });
  for (const loss of [sampledSoftmax, noiseContrastive, negativeSampling]) {
    assert.ok(Number.isNaN(loss([[NaN]], weight, [0], options)));
  }
  assert.ok(Number.isNaN(sampledSoftmax([[Infinity]], weight, [1], options)));
}
