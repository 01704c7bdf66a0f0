import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertNear, dense, problem } from '../../test/support/sampled-problem';
import { exp, rng, tensor, zeros, type RowGradient, type Tensor } from '../core';
import * as optim from '../optim';
import { linearCrossEntropy } from './linear-cross-entropy';
import { sampledSoftmax } from './sampled-softmax';
import { uniformSampler } from './uniform-sampler';
import { unigramSampler } from './unigram-sampler';

const every = (classes: number): Int32Array => Int32Array.from({ length: classes }, (_, k) => k);

const ones = (rows: number): Tensor => tensor(Array.from({ length: rows }, () => [1]));

describe('sampledSoftmax', () => {
  it('is the full softmax when all classes are sampled once, without correction or with that of a uniform q', () => {
    const { x, weight, bias, labels } = problem(9, 4, 23);
    const full = linearCrossEntropy.withGradient(x, weight, labels, { bias, classesFirst: true });
    for (const correction of ['none', 'negatives', 'both'] as const) {
      const options = { sampler: uniformSampler(23), sampled: every(23), bias, correction };
      const { loss, gradients } = sampledSoftmax.withGradient(x, weight, labels, options);
      assert.ok(Math.abs(loss - full.loss) < 1e-14 * full.loss);
      assertNear(gradients.x, full.gradients.x, 1e-13);
      assertNear(dense(gradients.weight, weight), full.gradients.weight, 1e-13);
      assertNear(dense(gradients.bias as RowGradient, bias), full.gradients.bias as Tensor, 1e-13);
    }
  });

  it('estimates the sum over all classes without bias: its mean over all draws is exact', () => {
    const { x, weight, sampler } = problem(1, 3, 11);
    const lossWith = (k: number): number => sampledSoftmax(x, weight, [4], { sampler, sampled: [k] });
    const mean = every(11).reduce((sum, k) => sum + exp(sampler.logProbability(k) + lossWith(k)), 0);
    const full = exp(linearCrossEntropy(x, weight, [4], { classesFirst: true }));
    assert.ok(Math.abs(mean / full - 1) < 1e-13, `${mean} ${full}`);
  });

  it('has on average the gradient of the full softmax as the sample grows; without correction it has not', () => {
    const { x, weight, labels, sampler } = problem(8, 4, 30);
    const full = linearCrossEntropy.withGradient(x, weight, labels, { classesFirst: true }).gradients.x;
    const bias = (correction: 'negatives' | 'none', m: number): number => {
      const draws = rng(correction);
      const sum = new Float64Array(full.data.length);
      const repetitions = 400;
      for (let r = 0; r < repetitions; r++) {
        const options = { sampler, sampled: sampler.sample(m, draws), correction };
        const { gradients } = sampledSoftmax.withGradient(x, weight, labels, options);
        gradients.x.data.forEach((g, i) => (sum[i] += g / repetitions));
      }
      const size = (v: ArrayLike<number>): number =>
        Math.sqrt(Array.from(v, (g) => g * g).reduce((a, b) => a + b));
      return size(sum.map((g, i) => g - full.data[i])) / size(full.data);
    };
    const biases = [bias('negatives', 4), bias('negatives', 30), bias('negatives', 300)];
    assert.ok(biases[0] > 1.5 * biases[1] && biases[1] > 4 * biases[2] && biases[2] < 0.05, `${biases}`);
    const uncorrected = bias('none', 300);
    assert.ok(uncorrected > 3 * biases[2], `${uncorrected} ${biases}`);
  });

  it('trains the full softmax by gradients of rows; without correction another model', () => {
    const classes = 60;
    const random = rng('training');
    const sampler = unigramSampler(Array.from({ length: classes }, (_, k) => 1000 / (k + 1)));
    const frequencies = every(classes).map((k) => Math.round(3000 / (k + 1)));
    const all = Array.from(frequencies).flatMap((n, k) => Array.from({ length: n }, () => k));
    const entropy = Array.from(frequencies).reduce(
      (h, n) => h - (n / all.length) * Math.log(n / all.length),
      0,
    );
    /** Nats above the best that a model without input can have. */
    const excess = (correction: 'negatives' | 'both' | 'none'): number => {
      const weight = zeros([classes, 1]);
      const optimizer = optim.adam({ learningRate: 0.1 });
      for (let step = 0; step < 400; step++) {
        optimizer.state.learningRate = 0.1 * (1 - step / 400);
        const labels = random.choice(all, { size: 64 });
        const options = { sampler, samples: 20, rng: random, correction };
        const { gradients } = sampledSoftmax.withGradient(ones(64), weight, labels, options);
        optimizer.step({ weight }, { weight: gradients.weight });
      }
      return linearCrossEntropy(ones(all.length), weight, all, { classesFirst: true }) - entropy;
    };
    const [negatives, both, none] = (['negatives', 'both', 'none'] as const).map(excess);
    assert.ok(negatives < 0.05 && both < 0.1 && none > 0.3, `${negatives} ${both} ${none}`);
  });

  it('keeps the digits of confident rows, and costs nothing where only hits were drawn', () => {
    // z = [40, 0]: the loss log1p(e⁻⁴⁰) and the gradient −e⁻⁴⁰/(1 + e⁻⁴⁰) are 4.248e-18.
    for (const [dtype, tolerance] of [
      ['float64', 1e-15],
      ['float32', 1e-7],
    ] as const) {
      const [x, weight] = [tensor([[40]], { dtype }), tensor([[1], [0]], { dtype })];
      const options = { sampler: uniformSampler(2), correction: 'none' } as const;
      const { loss, gradients } = sampledSoftmax.withGradient(x, weight, [0], { ...options, sampled: [1] });
      assert.ok(Math.abs(loss / 4.248354255291589e-18 - 1) < tolerance);
      assert.ok(Math.abs(gradients.x.data[0] / -4.248354255291589e-18 - 1) < tolerance);
      const hit = sampledSoftmax.withGradient(x, weight, [0], { ...options, sampled: [0, 0] });
      assert.deepEqual([hit.loss, Math.abs(hit.gradients.x.data[0])], [0, 0]);
    }
  });
});
