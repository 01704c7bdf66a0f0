import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { log, rng, tensor } from '../core';
import { categorical } from './categorical';
import { samplingDistribution, type SamplingOptions } from './sampling-distribution';

const logits = [1, 4, 2, 3].map(log);

describe('samplingDistribution', () => {
  const cases: [options: SamplingOptions, expected: number[]][] = [
    [{}, [0.1, 0.4, 0.2, 0.3]],
    [{ temperature: 0.5 }, [1 / 30, 16 / 30, 4 / 30, 9 / 30]],
    [{ temperature: 0 }, [0, 1, 0, 0]],
    [{ temperature: Infinity }, [0.25, 0.25, 0.25, 0.25]],
    [{ topK: 2 }, [0, 4 / 7, 0, 3 / 7]],
    [{ topP: 0.4 - 1e-9 }, [0, 1, 0, 0]],
    [{ topP: 0.5 }, [0, 4 / 7, 0, 3 / 7]],
    [{ topP: 0.71 }, [0, 4 / 9, 2 / 9, 3 / 9]],
    // 4/7 of what top-k left, not 0.4: one class is enough. At temperature ½ its share is 16/25.
    [{ topK: 2, topP: 0.55 }, [0, 1, 0, 0]],
    [{ temperature: 0.5, topK: 3, topP: 0.56 }, [0, 16 / 25, 0, 9 / 25]],
    [{ temperature: Infinity, topK: 2 }, [0, 0.5, 0, 0.5]],
  ];
  for (const [options, expected] of cases) {
    it(`is what is worked out by hand: ${JSON.stringify(options)} (${String(options.temperature)})`, () => {
      samplingDistribution(logits, options).forEach((p, k) =>
        assert.ok(Math.abs(p - expected[k]) < 1e-15, `${k}: ${p}, expected ${expected[k]}`),
      );
    });
  }

  it('takes the lower index of equal logits first, and never −∞', () => {
    assert.deepEqual(samplingDistribution([1, 2, 2, 2], { topK: 2 }), [0, 0.5, 0.5, 0]);
    assert.deepEqual(samplingDistribution([1, 2, 2, 2], { temperature: 0 }), [0, 1, 0, 0]);
    assert.deepEqual(
      samplingDistribution([0, -Infinity, 0], { temperature: Infinity, topK: 3 }),
      [0.5, 0, 0.5],
    );
    assert.deepEqual(samplingDistribution([7, 7, 7, 7], { topP: 0.5 }), [0.5, 0.5, 0, 0]);
  });

  it('keeps the type of a tensor, and each row by itself', () => {
    const rows = tensor(
      [
        [0, 0],
        [800, -800],
      ],
      { dtype: 'float32' },
    );
    assert.deepEqual(samplingDistribution(rows).data, Float32Array.of(0.5, 0.5, 1, 0));
  });

  it('refuses what is out of range, by name', () => {
    const fails = (options: SamplingOptions, message: RegExp): void =>
      assert.throws(() => samplingDistribution(logits, options), { name: 'OptionError', message });
    fails({ topK: 5 }, /topK should be an integer of 1 … 4, .* got 5/);
    fails({ topK: 0 }, /topK .* got 0/);
    fails({ topP: 0 }, /topP .* got 0/);
    fails({ topP: 1.1 }, /topP .* got 1.1/);
    fails({ temperature: -1 }, /temperature .* got -1/);
    fails({ temperature: NaN }, /temperature .* got NaN/);
    for (const row of [
      [1, NaN],
      [1, Infinity],
      [-Infinity, -Infinity],
    ]) {
      assert.throws(() => samplingDistribution(row), { name: 'DomainError', message: /row 0/ });
    }
  });
});

describe('categorical', () => {
  it('draws as often as the distribution says', () => {
    const many = 20_000;
    const rows = tensor(Array.from({ length: many }, () => logits));
    for (const options of [{}, { temperature: 2 }, { topK: 3 }, { topP: 0.8, temperature: 1.5 }]) {
      const counts = [0, 0, 0, 0];
      for (const k of categorical(rows, { rng: rng('categorical'), ...options })) counts[k]++;
      const p = samplingDistribution(logits, options);
      const chi2 = p.reduce(
        (sum, share, k) => sum + (share && (counts[k] - many * share) ** 2 / (many * share)),
        0,
      );
      p.forEach((share, k) => assert.ok(share > 0 || counts[k] === 0));
      assert.ok(chi2 < 16.3, `χ² is ${chi2}`); // 3 degrees of freedom: 0.1 %
    }
  });

  it('gives one index for a single row, the largest at temperature 0, and draws the same again', () => {
    assert.deepEqual(categorical(logits, { rng: rng(1), temperature: 0 }), Int32Array.of(1));
    const draw = (): Int32Array => categorical(tensor([logits, logits, logits]), { rng: rng(3) });
    assert.deepEqual(draw(), draw());
  });

  it('wants an rng', () => {
    assert.throws(() => categorical(logits, {} as never), { name: 'OptionError', message: /rng/ });
  });
});
