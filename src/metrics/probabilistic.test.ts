import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, ShapeError, rng, tensor, zeros, type Tensor } from '../core';
import {
  brierScore,
  expectedCalibrationError,
  negativeLogLikelihoodFromLogits as fromLogits,
  negativeLogLikelihoodFromProbabilities as fromProbabilities,
  perplexity,
  reliabilityDiagram,
  rocAuc,
  rocCurve,
} from '.';

function close(actual: number, expected: number, tolerance = 1e-15): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${actual}, expected ${expected}`);
}

/** N rows of two classes with the given probability of class 0. */
const pairs = (...first: number[]): Tensor => tensor(first.map((p) => [p, 1 - p]));

describe('the negative log-likelihood', () => {
  it('is the mean of −log p of the labels', () => {
    close(fromProbabilities(pairs(0.5, 0.25), [0, 0]), (Math.log(2) + Math.log(4)) / 2);
    assert.equal(fromProbabilities(pairs(1, 1), [0, 0]), 0);
    assert.equal(fromProbabilities(pairs(1), [1]), Infinity);
  });

  it('from logits is that of their softmax, and exact where the softmax has saturated', () => {
    const r = rng(1);
    const logits = r.normals([20, 5], { std: 3 });
    const labels = Array.from({ length: 20 }, () => r.integer(5));
    const p = zeros([20, 5]);
    for (let i = 0; i < 20; i++) {
      const row = Array.from(logits.data.subarray(5 * i, 5 * i + 5), Math.exp);
      const total = row.reduce((a, b) => a + b);
      p.data.set(
        row.map((e) => e / total),
        5 * i,
      );
    }
    close(fromLogits(logits, labels), fromProbabilities(p, labels), 1e-14);
    assert.equal(fromLogits(tensor([[1000, 0]]), [1]), 1000);
    assert.equal(fromLogits(tensor([[-1e4, -1e4]]), [0]), Math.log(2));
    assert.equal(fromLogits(tensor([[0, -Infinity]]), [1]), Infinity);
    assert.equal(fromLogits(tensor([[0, -Infinity]]), [0]), 0);
  });

  it('lets NaN and a row of −∞ through as NaN', () => {
    assert.equal(
      fromLogits(
        tensor([
          [0, NaN],
          [0, 0],
        ]),
        [0, 0],
      ),
      NaN,
    );
    assert.equal(fromLogits(tensor([[-Infinity, -Infinity]]), [0]), NaN);
  });

  it('has the perplexity as its exponential: K for a uniform guess', () => {
    close(perplexity(fromLogits(zeros([3, 7]), [0, 3, 6])), 7, 1e-14);
    assert.equal(perplexity(0), 1);
    assert.equal(perplexity(Infinity), Infinity);
  });
});

describe('metrics of probabilities', () => {
  it('refuse what is no distribution, naming the row, and empty input, and bad labels', () => {
    for (const metric of [fromProbabilities, brierScore, expectedCalibrationError, reliabilityDiagram]) {
      const logits = tensor([
        [0.5, 0.5],
        [2, -1],
      ]);
      assert.throws(() => metric(logits, [0, 0]), { name: 'DomainError', message: /row 1.*math\.softmax/ });
      assert.throws(() => metric(tensor([[0.5, 0.4]]), [0]), { name: 'DomainError', message: /sum to 0.9/ });
      assert.throws(() => metric(tensor([[NaN, 0.5]]), [0]), DomainError);
      assert.throws(() => metric(zeros([0, 2]), []), ShapeError);
      assert.throws(() => metric(pairs(0.5), [2]), LabelError);
      assert.throws(() => metric(pairs(0.5), [0, 0]), ShapeError);
    }
  });
});

describe('the calibration error', () => {
  it('is by hand what the bins say', () => {
    // confidences 0.9 ✓, 0.9 ✗, 0.6 ✓ in bins (½, ¾] and (¾, 1]
    const p = pairs(0.9, 0.9, 0.6);
    const diagram = reliabilityDiagram(p, [0, 1, 0], { bins: 4 });
    assert.deepEqual(diagram.lower, [0, 0.25, 0.5, 0.75]);
    assert.deepEqual(diagram.upper, [0.25, 0.5, 0.75, 1]);
    assert.deepEqual(diagram.count, [0, 0, 1, 2]);
    assert.deepEqual(diagram.confidence, [NaN, NaN, 0.6, 0.9]);
    assert.deepEqual(diagram.accuracy, [NaN, NaN, 1, 0.5]);
    close(diagram.expectedCalibrationError, (1 * 0.4 + 2 * 0.4) / 3);
    close(diagram.maximumCalibrationError, 0.4);
    assert.equal(expectedCalibrationError(p, [0, 1, 0], { bins: 4 }), diagram.expectedCalibrationError);
  });

  it('has the fifteen bins of Guo et al. by default', () => {
    // On either side of 10/15; of five bins one would hold both.
    const p = pairs(0.66, 0.67);
    assert.deepEqual(
      reliabilityDiagram(p, [0, 1]).upper,
      Array.from({ length: 15 }, (_, m) => (m + 1) / 15),
    );
    close(expectedCalibrationError(p, [0, 1]), (0.34 + 0.67) / 2);
  });

  it('puts an edge into the bin below it, and 1 and the lowest confidence into real bins', () => {
    assert.deepEqual(reliabilityDiagram(pairs(0.5, 0.75, 1), [0, 0, 0], { bins: 4 }).count, [0, 1, 1, 1]);
    for (let bins = 1; bins <= 100; bins++) {
      for (let edge = Math.ceil(bins / 2); edge <= bins; edge++) {
        const { count } = reliabilityDiagram(pairs(edge / bins), [0], { bins });
        assert.equal(count.indexOf(1), edge - 1, `${edge}/${bins}`);
        assert.equal(count.length, bins);
      }
    }
    // A confidence of zero has no distribution, but next to zero it has one with many classes.
    const uniform = tensor(new Float64Array(1000).fill(0.001), { shape: [1, 1000] });
    assert.deepEqual(reliabilityDiagram(uniform, [0], { bins: 10 }).count.slice(0, 2), [1, 0]);
  });

  it('takes a float32 confidence that rounding put above 1', () => {
    const p = tensor(Float32Array.of(1.0000001, 0), { shape: [1, 2] });
    assert.deepEqual(reliabilityDiagram(p, [0], { bins: 2 }).count, [0, 1]);
  });

  it('is 0 for a calibrated and 1 for a certain and always wrong model', () => {
    assert.equal(expectedCalibrationError(pairs(0.75, 0.75, 0.75, 0.75), [0, 0, 0, 1]), 0);
    assert.equal(expectedCalibrationError(pairs(1, 1), [1, 1]), 1);
  });

  it('does not depend on the order of the rows beyond rounding, and refuses bad bins', () => {
    close(
      expectedCalibrationError(pairs(0.9, 0.6, 0.8), [0, 1, 1]),
      expectedCalibrationError(pairs(0.8, 0.9, 0.6), [1, 0, 1]),
    );
    for (const bins of [0, -1, 1.5, NaN]) {
      assert.throws(() => expectedCalibrationError(pairs(0.5), [0], { bins }), OptionError);
    }
    assert.throws(() => reliabilityDiagram(pairs(0.5), [0], { bin: 3 } as object), OptionError);
  });
});

describe('brierScore', () => {
  it('is 0 at best, 2 at worst, and twice the binary score', () => {
    assert.equal(brierScore(pairs(1, 0), [0, 1]), 0);
    assert.equal(brierScore(pairs(1, 0), [1, 0]), 2);
    close(brierScore(pairs(0.7, 0.2), [0, 1]), (2 * (0.3 * 0.3 + 0.2 * 0.2)) / 2);
    close(brierScore(tensor([[0.2, 0.3, 0.5]]), [2]), 0.04 + 0.09 + 0.25);
  });
});

describe('the ROC curve', () => {
  it("gives the values of scikit-learn's example", () => {
    // sklearn.metrics.roc_curve's own: y = [1, 1, 2, 2], scores = [0.1, 0.4, 0.35, 0.8], pos_label 2
    const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
    assert.deepEqual(falsePositiveRate, [0, 0, 0.5, 0.5, 1]);
    assert.deepEqual(truePositiveRate, [0, 0.5, 0.5, 1, 1]);
    assert.deepEqual(thresholds, [Infinity, 0.8, 0.4, 0.35, 0.1]);
    assert.equal(rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 0.75);
  });

  it('counts ties as one half, whatever the order of the rows', () => {
    assert.equal(rocAuc([1, 1, 1, 1], [0, 1, 0, 1]), 0.5);
    assert.deepEqual(rocCurve([1, 1, 1, 1], [1, 1, 0, 0]).thresholds, [Infinity, 1]);
    assert.deepEqual(rocCurve([2, 1, 1], [1, 0, 1]), rocCurve([1, 1, 2], [1, 0, 1]));
  });

  it('has as its area the fraction of ordered pairs', () => {
    for (const seed of [1, 2, 3]) {
      const r = rng(seed);
      const scores = Array.from({ length: 60 }, () => r.integer(12));
      const labels = scores.map((s) => (r.uniform() < 0.2 + s / 20 ? 1 : 0));
      let [won, all] = [0, 0];
      scores.forEach((s, i) =>
        scores.forEach((t, j) => {
          if (labels[i] !== 1 || labels[j] !== 0) return;
          all++;
          won += s > t ? 1 : s === t ? 0.5 : 0;
        }),
      );
      const area = rocAuc(tensor(scores, { shape: [60, 1] }), labels);
      assert.ok(Math.abs(area - won / all) < 1e-14, `seed ${seed}: ${area}, ${won / all}`);
    }
  });

  it('refuses one class alone, NaN, other labels and other shapes', () => {
    assert.throws(() => rocAuc([1, 2], [1, 1]), {
      name: 'DomainError',
      message: /2 positive and 0 negative/,
    });
    assert.throws(() => rocCurve([], []), DomainError);
    assert.throws(() => rocCurve([1, NaN], [0, 1]), { name: 'DomainError', message: /scores\[1\]/ });
    assert.throws(() => rocCurve([1, 2], [0, 2]), LabelError);
    assert.throws(() => rocCurve([1, 2], [0]), ShapeError);
    assert.throws(() => rocCurve(pairs(0.1, 0.2), [0, 1]), ShapeError);
  });
});
