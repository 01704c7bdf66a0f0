import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, ShapeError, rng, tensor, zeros, type Tensor } from '../core';
import {
  brierDecomposition,
  brierScore,
  classwiseExpectedCalibrationError,
  expectedCalibrationError,
  maximumCalibrationError,
  reliabilityDiagram,
  smoothExpectedCalibrationError,
} from '.';
import { normalQuantile, wilsonInterval } from './wilson-interval';

function close(actual: number, expected: number, tolerance = 1e-15): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${actual}, expected ${expected}`);
}

/** N rows of two classes with the given probability of class 0. */
const pairs = (...first: number[]): Tensor => tensor(first.map((p) => [p, 1 - p]));

/** Rows whose probability of class 0 is right: calibrated, but for chance. */
function calibrated(rows: number, seed: number): [p: Tensor, labels: number[]] {
  const r = rng(seed);
  const first = Array.from({ length: rows }, () => r.uniform());
  return [pairs(...first), first.map((p) => (r.uniform() < p ? 0 : 1))];
}

describe('metrics of calibration', () => {
  it('refuse what is no distribution, naming the row, and empty input, bad labels and bad options', () => {
    const metrics = { classwiseExpectedCalibrationError, brierDecomposition, maximumCalibrationError, smoothExpectedCalibrationError }; // prettier-ignore
    for (const [name, metric] of Object.entries(metrics)) {
      const named = (kind: string) => ({ name: kind, message: new RegExp(`^${name}: `) });
      assert.throws(() => metric(tensor([[2, -1]]), [0]), named('DomainError'));
      assert.throws(() => metric(tensor([[NaN, 0.5]]), [0]), DomainError);
      assert.throws(() => metric(zeros([0, 2]), []), ShapeError);
      assert.throws(() => metric(pairs(0.5), [2]), LabelError);
      if (metric === smoothExpectedCalibrationError) continue;
      assert.throws(() => metric(pairs(0.5), [0], { bins: 0 }), named('OptionError'));
      assert.throws(() => metric(pairs(0.5), [0], { binning: 'size' as 'mass' }), named('OptionError'));
      assert.throws(() => metric(pairs(0.5), [0], { level: 0.95 } as object), named('OptionError'));
    }
  });

  it('leave their arguments alone', () => {
    const [p, labels] = calibrated(20, 3);
    const before = [Array.from(p.data), [...labels]];
    reliabilityDiagram(p, labels, { binning: 'mass', level: 0.9 });
    brierDecomposition(p, labels, { binning: 'mass' });
    smoothExpectedCalibrationError(p, labels);
    assert.deepEqual([Array.from(p.data), labels], before);
  });
});

describe('bins of equal mass', () => {
  const count = (p: Tensor, bins: number): number[] =>
    reliabilityDiagram(p, new Int32Array(p.shape[0]), { bins, binning: 'mass' }).count;

  it('hold as many rows each, or one more or less', () => {
    const p = pairs(0.51, 0.99, 0.6, 0.95, 0.7, 0.8, 0.9);
    assert.deepEqual(count(p, 1), [7]);
    assert.deepEqual(count(p, 3), [3, 2, 2]);
    assert.deepEqual(count(p, 7), [1, 1, 1, 1, 1, 1, 1]);
  });

  it('have quantiles as edges, each in the bin below it, from 0 to 1', () => {
    const { lower, upper } = reliabilityDiagram(pairs(0.6, 0.7, 0.8, 0.9), [0, 0, 0, 0], {
      bins: 2,
      binning: 'mass',
    });
    assert.deepEqual([lower, upper], [[0, 0.7], [0.7, 1]]); // prettier-ignore
  });

  it('keep equal values together, and are fewer than asked for rather than empty', () => {
    assert.deepEqual(count(pairs(0.9, 0.9, 0.9, 0.9, 0.6), 5), [1, 4]);
    assert.deepEqual(count(pairs(1, 1, 1), 15), [3]);
    assert.deepEqual(count(pairs(0.8), 15), [1]);
    assert.deepEqual(count(pairs(0.6, 0.7), 15), [1, 1]);
  });

  it('do not depend on the order of rows with ties', () => {
    const there = reliabilityDiagram(pairs(0.9, 0.9, 0.6, 0.9), [0, 1, 0, 1], { bins: 2, binning: 'mass' });
    const back = reliabilityDiagram(pairs(0.9, 0.6, 0.9, 0.9), [1, 0, 1, 0], { bins: 2, binning: 'mass' });
    assert.deepEqual(there.count, back.count);
    assert.deepEqual(there.accuracy, back.accuracy);
  });

  it('make the expected error by hand', () => {
    // (0, 0.7]: 0.6 ✓, 0.7 ✗; (0.7, 1]: 0.8 ✓, 1 ✓
    close(
      expectedCalibrationError(pairs(0.6, 0.7, 0.8, 1), [0, 1, 0, 0], { bins: 2, binning: 'mass' }),
      (2 * 0.15 + 2 * 0.1) / 4,
    );
  });
});

describe('the maximum calibration error', () => {
  it('is that of the worst bin, which the diagram has too', () => {
    const p = pairs(0.9, 0.9, 0.6);
    close(maximumCalibrationError(p, [0, 0, 1]), 0.6);
    assert.equal(
      maximumCalibrationError(p, [0, 0, 1]),
      reliabilityDiagram(p, [0, 0, 1]).maximumCalibrationError,
    );
  });
});

describe('the classwise calibration error', () => {
  it('is by hand the mean over the classes of the error of each', () => {
    // class 0: 0.9 ✓, 0.2 ✗; class 1: 0.1 ✗, 0.3 ✓; class 2: 0 ✗, 0.5 ✗
    const p = tensor([[0.9, 0.1, 0], [0.2, 0.3, 0.5]]); // prettier-ignore
    const gaps = [0.1 + 0.2, 0.1 + 0.7, 0 + 0.5];
    close(classwiseExpectedCalibrationError(p, [0, 1], { bins: 10 }), (gaps[0] + gaps[1] + gaps[2]) / 2 / 3);
  });

  it('sees what the predicted class alone does not: second places that are wrong', () => {
    const p = tensor(Array.from({ length: 10 }, () => [0.6, 0.4, 0]));
    const labels = [0, 0, 0, 0, 0, 0, 2, 2, 2, 2];
    close(expectedCalibrationError(p, labels), 0);
    close(classwiseExpectedCalibrationError(p, labels), 0.8 / 3);
  });
});

describe('the smooth calibration error', () => {
  it('is the residual of a row alone, 0 and 1 at the extremes', () => {
    close(smoothExpectedCalibrationError(pairs(0.75), [0]), 0.25, 1e-9);
    assert.equal(smoothExpectedCalibrationError(pairs(1, 1), [0, 0]), 0);
    close(smoothExpectedCalibrationError(pairs(1, 1), [1, 1]), 1, 1e-9);
  });

  it('has no edges: rows on both sides of one change it as little as they move', () => {
    const [p, labels] = calibrated(200, 1);
    const value = smoothExpectedCalibrationError(p, labels);
    const moved = pairs(...Array.from({ length: 200 }, (_, i) => Math.min(1, p.data[2 * i] + 1e-6)));
    assert.ok(Math.abs(smoothExpectedCalibrationError(moved, labels) - value) < 1e-5);
  });

  it('falls with the number of rows of a calibrated model, and finds one that is not', () => {
    const [few, many] = [100, 10_000].map((rows) => smoothExpectedCalibrationError(...calibrated(rows, 2)));
    assert.ok(many < few / 2 && many < 0.02, `${few}, ${many}`);
    const r = rng(5);
    const first = Array.from({ length: 10_000 }, () => 0.5 + r.uniform() / 2);
    const labels = first.map((p) => (r.uniform() < p - 0.1 ? 0 : 1));
    const error = smoothExpectedCalibrationError(pairs(...first), labels);
    assert.ok(error > 0.08 && error < 0.12, String(error));
  });

  it('gives what it can tell of errors below its narrowest bandwidth', () => {
    const p = tensor(Array.from({ length: 4 }, () => [0.9999, 0.0001]));
    const error = smoothExpectedCalibrationError(p, [0, 0, 0, 0]);
    close(error, 0.0001, 1e-12);
  });
});

describe('the decomposition of the Brier score', () => {
  it('is by hand that of a model with two answers', () => {
    // 0.75 twice, once right; 1 twice, right: all of a bin are equal, so that Murphy's three parts suffice
    const parts = brierDecomposition(pairs(0.75, 0.75, 1, 1), [0, 1, 0, 0]);
    close(parts.reliability, 2 * (0.0625 / 2));
    close(parts.uncertainty, 2 * (3 / 16));
    close(parts.resolution, 2 * (1 / 16));
    assert.deepEqual([parts.withinBinVariance, parts.withinBinCovariance], [0, 0]);
    close(parts.score, parts.reliability - parts.resolution + parts.uncertainty);
  });

  it('adds up to the score whatever the bins', () => {
    const [p, labels] = calibrated(500, 4);
    for (const binning of ['width', 'mass'] as const) {
      for (const bins of [1, 2, 7, 100]) {
        const d = brierDecomposition(p, labels, { bins, binning });
        const sum =
          d.reliability - d.resolution + d.uncertainty + d.withinBinVariance - d.withinBinCovariance;
        close(sum, brierScore(p, labels), 1e-14);
        close(d.score, brierScore(p, labels), 1e-14);
      }
    }
  });

  it('has nothing but uncertainty for the frequencies themselves', () => {
    const d = brierDecomposition(pairs(0.75, 0.75, 0.75, 0.75), [0, 0, 0, 1]);
    assert.deepEqual({ ...d }, { score: 0.375, reliability: 0, resolution: 0, uncertainty: 0.375, withinBinVariance: 0, withinBinCovariance: 0 }); // prettier-ignore
  });
});

describe('intervals of a reliability diagram', () => {
  it('are there if a level is given, NaN in empty bins', () => {
    assert.equal('interval' in reliabilityDiagram(pairs(0.9), [0]), false);
    const { interval } = reliabilityDiagram(pairs(0.9), [0], { bins: 2, level: 0.95 });
    assert.ok(interval);
    assert.deepEqual(interval[0], [NaN, NaN]);
    assert.ok(interval[1][0] > 0.2 && interval[1][0] < 0.21 && interval[1][1] === 1, String(interval[1]));
    for (const level of [0, 1, NaN, '0.95']) {
      assert.throws(() => reliabilityDiagram(pairs(0.9), [0], { level: level as number }), OptionError);
    }
  });

  it('hold the true accuracy as often as they say', () => {
    const r = rng(9);
    for (const [probability, rows] of [
      [0.5, 10],
      [0.9, 30],
      [0.97, 100],
    ]) {
      // prettier-ignore
      const z = normalQuantile(0.975);
      let held = 0;
      for (let trial = 0; trial < 4000; trial++) {
        let right = 0;
        for (let i = 0; i < rows; i++) if (r.uniform() < probability) right++;
        const [low, high] = wilsonInterval(right / rows, rows, z);
        if (low <= probability && probability <= high) held++;
      }
      assert.ok(held / 4000 > 0.93 && held / 4000 < 0.99, `${probability} of ${rows}: ${held / 4000}`);
    }
  });

  it('are of known quantiles of the normal distribution', () => {
    close(normalQuantile(0.975), 1.959963984540054, 1e-14);
    close(normalQuantile(0.75), 0.6744897501960817, 1e-14);
    assert.equal(Math.abs(normalQuantile(0.5)) < 1e-15, true);
  });
});
