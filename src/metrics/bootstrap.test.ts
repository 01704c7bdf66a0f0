import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, OptionError, rng } from '../core';
import { bootstrap } from '.';

const data = Float64Array.from(rng('data').normals([400]).data);
const mean = (items: Int32Array): number =>
  Array.from(items).reduce((sum, i) => sum + data[i], 0) / items.length;

describe('bootstrap', () => {
  it('gives the standard error of a mean, and an interval of two of them on each side', () => {
    const { value, standardError, interval } = bootstrap(400, mean, { rng: rng(1), resamples: 2000 });
    const deviation = Math.sqrt(data.reduce((sum, v) => sum + (v - value) ** 2, 0) / 400);
    assert.ok(Math.abs(standardError / (deviation / 20) - 1) < 0.05);
    for (const [i, sign] of [-1, 1].entries()) {
      assert.ok(Math.abs(interval[i] - value - sign * 1.96 * standardError) < 0.25 * standardError);
    }
  });

  it('is the same for the same seed, and narrower for a lower level', () => {
    const run = (level?: number) => bootstrap(400, mean, { rng: rng(2), resamples: 300, level });
    assert.deepEqual(run(), run(0.95));
    const [[low, high], [lower, higher]] = [run(0.5).interval, run().interval];
    assert.ok(lower < low && low < high && high < higher);
  });

  it('refuses wrong options, and a number that is none', () => {
    assert.throws(() => bootstrap(0, mean, { rng: rng(1) }), OptionError);
    assert.throws(() => bootstrap(3, mean, {} as never), /rng should be a generator/);
    assert.throws(() => bootstrap(3, mean, { rng: rng(1), level: 1 }), /level should be above 0 and below 1/);
    assert.throws(() => bootstrap(3, () => NaN, { rng: rng(1) }), DomainError);
  });
});
