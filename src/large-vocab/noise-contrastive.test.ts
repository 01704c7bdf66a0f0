import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problem } from '../../test/support/sampled-problem';
import { exp, log, tensor, zeros } from '../core';
import { negativeSampling } from './negative-sampling';
import { noiseContrastive } from './noise-contrastive';
import type { Sampler } from './sampler';
import { uniformSampler } from './uniform-sampler';
import { unigramSampler } from './unigram-sampler';

/** A model of one row whose logits are the biases: its gradient averaged over labels of probabilities p and all negatives. */
function meanSlopes(
  loss: typeof noiseContrastive,
  logits: number[],
  p: number[],
  sampler: Sampler,
): number[] {
  const mean = logits.map(() => 0);
  p.forEach((probability, label) => {
    for (let k = 0; k < p.length; k++) {
      const options = { sampler, sampled: [k], bias: tensor(logits), removeAccidentalHits: false };
      const { bias } = loss.withGradient([[0]], zeros([p.length, 1]), [label], options).gradients;
      const weight = probability * exp(sampler.logProbability(k));
      bias?.rows.forEach((row, r) => (mean[row] += weight * bias.values.data[r]));
    }
  });
  return mean;
}

describe('noiseContrastive and negativeSampling', () => {
  const p = [0.5, 0.25, 0.15, 0.1];
  const sampler = unigramSampler([4, 1, 2, 2]);
  const size = (slopes: number[]): number => Math.max(...slopes.map(Math.abs));

  it('noiseContrastive is at rest at log-probabilities, whatever the noise, and not beside them', () => {
    const logs = p.map((v) => log(v));
    assert.ok(size(meanSlopes(noiseContrastive, logs, p, sampler)) < 1e-15);
    assert.ok(
      size(
        meanSlopes(
          noiseContrastive,
          logs.map((z) => z + 0.1),
          p,
          sampler,
        ),
      ) > 0.01,
    );
  });

  it('negativeSampling is at rest at ln(p/q) − ln k, the shifted mutual information', () => {
    const shifted = p.map((v, k) => log(v) - sampler.logProbability(k));
    assert.ok(size(meanSlopes(negativeSampling, shifted, p, sampler)) < 1e-15);
    assert.ok(
      size(
        meanSlopes(
          negativeSampling,
          p.map((v) => log(v)),
          p,
          sampler,
        ),
      ) > 0.01,
    );
  });

  it('differ by the correction alone', () => {
    const { x, weight, labels, sampler } = problem(5, 3, 8);
    const sampled = [1, 1, 7];
    const bias = tensor(Array.from({ length: 8 }, (_, k) => log(3) + sampler.logProbability(k)));
    const options = { sampler, sampled, removeAccidentalHits: true };
    const corrected = noiseContrastive(x, weight, labels, { ...options, bias });
    assert.ok(Math.abs(corrected - negativeSampling(x, weight, labels, options)) < 1e-14);
  });

  it('keep and remove accidental hits by default, as TensorFlow and word2vec', () => {
    const given = { sampler: uniformSampler(2), sampled: [0, 1] };
    const [x, weight] = [tensor([[1]]), tensor([[1], [2]])];
    for (const [loss, removes] of [
      [noiseContrastive, false],
      [negativeSampling, true],
    ] as const) {
      const [left, removed] = [false, true].map((removeAccidentalHits) =>
        loss(x, weight, [0], { ...given, removeAccidentalHits }),
      );
      assert.ok(removed < left);
      assert.equal(loss(x, weight, [0], given), removes ? removed : left);
    }
  });
});
