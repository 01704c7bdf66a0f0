import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { convert, largeVocab, tensor, zeros, type DType, type Tensor } from '../../src';

interface SampledCase {
  call: 'sampled_softmax_loss' | 'nce_loss';
  dtype: DType;
  sample: string;
  correction: 'negatives' | 'both' | 'none';
  remove: boolean;
  losses: number[];
  gradients: { x: number[][]; weight: number[][]; bias: number[] };
}

const reference = JSON.parse(readFileSync(join(__dirname, 'tensorflow.json'), 'utf8')) as {
  batch: { x: number[][]; weight: number[][]; bias: number[] };
  labels: number[];
  samples: Record<string, number[]>;
  counts: number[];
  count: number;
  expected: Record<'uniform' | 'logUniform' | 'unigram', number[]>;
  cases: SampledCase[];
};
const { batch, labels, counts, cases } = reference;
const classes = counts.length;
const SAMPLERS = {
  uniform: largeVocab.uniformSampler(classes),
  logUniform: largeVocab.logUniformSampler(classes),
  unigram: largeVocab.unigramSampler(counts),
};

/** Sums of some 20 numbers of size 30. */
const TOLERANCE = { float32: 2e-5, float64: 1e-13 };

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  Array.from(expected).forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) <= tolerance, `[${i}] is ${actual[i]}, not ${value}`),
  );
}

function dense({ rows, values }: { rows: Int32Array; values: Tensor }, width: number): Tensor['data'] {
  const { data } = zeros([classes * width]);
  rows.forEach((row, r) => data.set(values.data.subarray(r * width, (r + 1) * width), row * width));
  return data;
}

/** What means the same with ours. A correction by 1 is none: `nce_loss` without one is negative sampling. */
function ours({ call, dtype, sample, correction, remove }: SampledCase) {
  // float32 numbers in either type
  const [x, weight, bias] = [batch.x, batch.weight, batch.bias].map((numbers) =>
    convert(tensor(numbers, { dtype: 'float32' }), dtype),
  );
  const options = {
    sampler: SAMPLERS.logUniform,
    sampled: reference.samples[sample],
    bias,
    removeAccidentalHits: remove,
    reduction: 'none',
  } as const;
  if (call === 'sampled_softmax_loss') {
    return largeVocab.sampledSoftmax.withGradient(x, weight, labels, { ...options, correction });
  }
  const logistic = correction === 'none' ? largeVocab.negativeSampling : largeVocab.noiseContrastive;
  return logistic.withGradient(x, weight, labels, options);
}

describe('TensorFlow, on equal samples', () => {
  it('expects each class as often as our samplers do', () => {
    for (const [name, expected] of Object.entries(reference.expected)) {
      const sampler = SAMPLERS[name as 'uniform'];
      expected.forEach((times, k) => {
        const own = reference.count * Math.exp(sampler.logProbability(k));
        assert.ok(Math.abs(own / times - 1) < 1e-6, `${name} ${k}: ${own}, not ${times}`);
      });
    }
  });

  for (const one of cases) {
    const { call, dtype, sample, correction, remove } = one;
    const hits = remove ? 'without' : 'with';
    it(`has our losses and gradients: ${call}, ${dtype}, ${sample}, ${correction}, ${hits} hits`, () => {
      const { loss, gradients } = ours(one);
      const tolerance = TOLERANCE[dtype];
      assertNear(loss.data, one.losses, tolerance);
      assertNear(gradients.x.data, one.gradients.x.flat(), tolerance);
      assertNear(dense(gradients.weight, batch.x[0].length), one.gradients.weight.flat(), tolerance);
      assert.ok(gradients.bias);
      assertNear(dense(gradients.bias, 1), one.gradients.bias, tolerance);
    });
  }

  it('has many cases', () => assert.equal(cases.length, 50));
});
