import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exp, rng } from '../core';
import { aliasTable } from './alias-table';
import { logUniformSampler } from './log-uniform-sampler';
import type { Sampler } from './sampler';
import { uniformSampler } from './uniform-sampler';
import { unigramSampler } from './unigram-sampler';

const COUNTS = [7, 0, 1, 1, 0, 200, 30, 2, 0, 5];
const SAMPLERS: Record<string, () => Sampler> = {
  uniformSampler: () => uniformSampler(10),
  logUniformSampler: () => logUniformSampler(10),
  'unigramSampler, power 1': () => unigramSampler(COUNTS, { power: 1 }),
  'unigramSampler, power 0.75': () => unigramSampler(COUNTS),
  'unigramSampler, one class': () => unigramSampler([3]),
  'logUniformSampler, one class': () => logUniformSampler(1),
};

const probabilities = (sampler: Sampler): number[] =>
  Array.from({ length: sampler.classes }, (_, k) => exp(sampler.logProbability(k)));

describe('samplers', () => {
  for (const [name, make] of Object.entries(SAMPLERS)) {
    it(`draw by their probabilities, the same with the same seed: ${name}`, () => {
      const sampler = make();
      const q = probabilities(sampler);
      assert.ok(Math.abs(q.reduce((a, b) => a + b) - 1) < 1e-14);
      const draws = 100000;
      const drawn = sampler.sample(draws, rng('draws'));
      assert.deepEqual(sampler.sample(draws, rng('draws')), drawn);
      const counts = q.map(() => 0);
      drawn.forEach((k) => counts[k]++);
      q.forEach((p, k) => {
        const deviation = Math.sqrt(draws * p * (1 - p));
        assert.ok(Math.abs(counts[k] - draws * p) <= 4 * deviation, `${k}: ${counts[k]} of ${draws * p}`);
      });
    });

    it(`say what is wrong: ${name}`, () => {
      const sampler = make();
      const refuses = (call: () => unknown, message: RegExp): void =>
        assert.throws(call, { name: 'OptionError', message });
      refuses(
        () => sampler.sample(-1, rng(1)),
        /Sampler.sample: count should be a non-negative integer, got -1/,
      );
      refuses(() => sampler.sample(2, undefined as never), /rng should be a generator/);
      refuses(() => sampler.logProbability(sampler.classes), /the class should be an integer of 0 …/);
      refuses(() => sampler.logProbability(0.5), /got 0.5/);
      assert.equal(sampler.sample(0, rng(1)).length, 0);
    });
  }

  it('logUniformSampler prefers the first classes by the ratio of logarithms', () => {
    const q = probabilities(logUniformSampler(1000));
    assert.ok(Math.abs(q[0] - Math.log(2) / Math.log(1001)) < 1e-15);
    assert.ok(Math.abs((q[999] * Math.log(1001)) / Math.log1p(1 / 1000) - 1) < 1e-14);
  });

  it('unigramSampler raises counts to the power, of any size', () => {
    const q = probabilities(unigramSampler([1e300, 16e300, 0], { power: 0.5 }));
    [0.2, 0.8, 0].forEach((p, k) => assert.ok(Math.abs(q[k] - p) < 1e-15));
    const flat = probabilities(unigramSampler([1, 5], { power: 0 }));
    assert.deepEqual(flat, [0.5, 0.5]);
  });

  it('unigramSampler has the power ¾ of word2vec by default', () => {
    probabilities(unigramSampler([1, 16])).forEach((q, k) =>
      assert.ok(Math.abs(q - [1 / 9, 8 / 9][k]) < 1e-15),
    );
  });

  it('refuse no classes and bad counts', () => {
    for (const make of [uniformSampler, logUniformSampler]) {
      for (const classes of [0, 2.5, NaN]) {
        assert.throws(() => make(classes), { name: 'OptionError', message: /classes should be a positive/ });
      }
    }
    const refuses = (counts: number[], message: RegExp, options = {}): void =>
      assert.throws(() => unigramSampler(counts, options), { message });
    refuses([1, -1], /counts\[1\] is -1/);
    refuses([1, NaN], /counts\[1\] is NaN/);
    refuses([0, 0], /all counts are 0/);
    refuses([], /V > 0; got \[0\]/);
    refuses([1], /power should be a finite number ≥ 0/, { power: -1 });
    refuses([1], /unknown option 'alpha'/, { alpha: 1 });
  });
});

describe('aliasTable', () => {
  it('holds the distribution itself: the areas of a class are its probability', () => {
    const random = rng('alias');
    for (let n = 1; n < 200; n += 7) {
      const weights = Float64Array.from({ length: n }, (_, k) =>
        k % 3 === 1 ? 0 : exp(5 * random.normal()),
      );
      const total = weights.reduce((a, b) => a + b);
      const { thresholds, aliases } = aliasTable(weights, total);
      const areas = new Float64Array(n);
      thresholds.forEach((threshold, k) => {
        areas[k] += threshold / n;
        areas[aliases[k]] += (1 - threshold) / n;
      });
      areas.forEach((area, k) => {
        assert.ok(Math.abs(area - weights[k] / total) <= n * 2 ** -53, `${k} of ${n}`);
        if (weights[k] === 0) assert.equal(area, 0);
      });
    }
  });
});
