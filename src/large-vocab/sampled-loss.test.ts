import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampledLossContract } from '../../test/support/sampled-loss-contract';
import { rng, tensor, zeros, type DType, type Tensor } from '../core';
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

for (const [name, [loss, own]] of Object.entries(LOSSES)) {
  describe(`a loss of sampled negatives: ${name}`, () => sampledLossContract(loss, own));
}

describe('losses of sampled negatives', () => {
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
