import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { keepProbabilities } from './keep-probabilities';
import { subsample } from './subsample';

describe('keepProbabilities', () => {
  it('is √(t/f) + t/f, at most one', () => {
    const [often, seldom, never] = keepProbabilities([9900, 100, 0], 0.0001);
    assert.ok(Math.abs(often - (Math.sqrt(0.0001 / 0.99) + 0.0001 / 0.99)) < 1e-15);
    assert.ok(Math.abs(seldom - 0.11) < 1e-15);
    assert.equal(never, 1);
    assert.deepEqual([...keepProbabilities([1, 1], 0.5)], [1, 1]);
  });

  it('refuses counts of nothing, and what are none', () => {
    assert.throws(() => keepProbabilities([0, 0], 1), { name: 'DomainError', message: /no word occurs/ });
    assert.throws(() => keepProbabilities([], 1), { name: 'DomainError' });
    assert.throws(() => keepProbabilities([1, -1], 1), { name: 'OptionError', message: /counts\[1\].*-1/ });
    assert.throws(() => keepProbabilities([1], 0), { name: 'OptionError', message: /threshold.*> 0, got 0/ });
  });
});

describe('subsample', () => {
  const counts = [9000, 900, 100];
  const indices = Int32Array.from({ length: 10_000 }, (_, i) => (i % 10 ? 0 : i % 100 ? 1 : 2));
  const options = { counts, threshold: 0.01 };

  it('keeps words in order, as often as their probabilities say', () => {
    const kept = subsample(indices, { ...options, rng: rng(1) });
    keepProbabilities(counts, 0.01).forEach((p, k) => {
      const found = kept.filter((index) => index === k).length;
      const deviation = Math.sqrt(counts[k] * p * (1 - p));
      assert.ok(Math.abs(found - counts[k] * p) <= 4 * deviation, `${k}: ${found} of ${counts[k]}, p ${p}`);
    });
  });

  it('is the same for the same seed', () => {
    const text = subsample(indices, { ...options, rng: rng(2) });
    assert.deepEqual(subsample(indices, { ...options, rng: rng(2) }), text);
    assert.notDeepEqual(subsample(indices, { ...options, rng: rng(3) }), text);
    assert.deepEqual(subsample([], { ...options, rng: rng(2) }), new Int32Array(0));
  });

  it('refuses what is no word of the vocabulary', () => {
    const of = (indices: number[]) => () => subsample(indices, { ...options, rng: rng(1) });
    assert.throws(of([0, 3]), {
      name: 'LabelError',
      message: /indices\[1\] is 3, expected an integer of 0 … 2/,
    });
    assert.throws(() => subsample([0], options as never), { name: 'OptionError', message: /rng\(seed\)/ });
  });
});
