import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, ShapeError, rng, tensor, zeros } from '../core';
import {
  averagePrecision,
  catalogueCoverage,
  coverageError,
  hammingLoss,
  hitRate,
  labelRankingAveragePrecision,
  labelRankingLoss,
  meanAveragePrecision,
  meanPopularity,
  meanReciprocalRank,
  multiLabelF1,
  ndcg,
  recallAtK,
  rocAuc,
} from '.';

// What scikit-learn and ranx give is compared in test/ranking.

const RANKINGS = { ndcg, recallAtK, hitRate, meanReciprocalRank, meanAveragePrecision };
const OF_LABELS = { labelRankingAveragePrecision, labelRankingLoss, coverageError, averagePrecision };
const OF_PREDICTED = { hammingLoss, multiLabelF1 };

for (const [name, metric] of Object.entries(RANKINGS)) {
  describe(name, () => {
    it('is 1 if the one relevant item is first, 0 if there is none, or nothing at all', () => {
      assert.equal(metric([3, 2, 1], [1, 0, 0], { k: 2 }), 1);
      assert.equal(metric([7], [0.5], { k: 2 }), 1);
      assert.equal(metric([3, 2, 1], [0, 0, 0], { k: 2 }), 0);
      assert.equal(metric([], [], { k: 2 }), 0);
      assert.equal(metric([3, 2], [1, 1], { k: 2, mask: [0, 0] }), 0);
      assert.equal(metric([[3, 2, 1], [1, 2, 3]], [[1, 0, 0], [0, 0, 0]], { k: 2 }), 0.5); // prettier-ignore
    });

    it('does not depend on the order of the items, nor on what is masked', () => {
      const random = rng(3);
      for (let trial = 0; trial < 50; trial++) {
        const items = Array.from({ length: 8 }, () => ({
          score: random.integer(4),
          relevance: random.integer(3),
          mask: random.integer(4) > 0,
        }));
        const value = (list: typeof items, masked: number): number =>
          metric(
            list.map(({ score, mask }) => (mask ? score : masked)),
            list.map(({ relevance, mask }) => (mask ? relevance : -1)),
            { k: 3, mask: list.map(({ mask }) => mask) },
          );
        const kept = items.filter(({ mask }) => mask);
        const expected = value(kept, 0);
        for (const list of [
          items,
          random.permutation(8).reduce<typeof items>((all, i) => [...all, items[i]], []),
        ])
          for (const masked of [NaN, Infinity, 0])
            assert.ok(Math.abs(value(list, masked) - expected) < 1e-15, `trial ${trial}`);
      }
    });

    it('takes k beyond the list as the whole of it, and a mask in any form', () => {
      const [scores, relevance] = [[[1, 2, 2], [3, 1, 2]], [[1, 0, 2], [0, 1, 0]]]; // prettier-ignore
      assert.equal(metric(scores, relevance, { k: 3 }), metric(scores, relevance, { k: 99 }));
      const mask = [[1, 1, 0], [0, 1, 1]]; // prettier-ignore
      const expected = metric(scores, relevance, { k: 1, mask });
      const forms = [
        tensor(mask),
        tensor(mask, { dtype: 'float32' }),
        mask.map((row) => row.map((v) => v === 1)),
      ];
      for (const form of forms) assert.equal(metric(scores, relevance, { k: 1, mask: form }), expected);
    });

    it('refuses other shapes, numbers and options by the name of the argument', () => {
      const k = { k: 1 };
      assert.throws(
        () => metric([1, 2], [1], k),
        /ShapeError.*scores has shape \[2\], but relevance has \[1\]/,
      );
      assert.throws(() => metric(zeros([0, 3]), zeros([0, 3]), k), ShapeError);
      assert.throws(() => metric(zeros([1, 1, 1]), zeros([1, 1, 1]), k), /ShapeError.*got \[1, 1, 1\]/);
      assert.throws(() => metric([[1, NaN]], [[1, 0]], k), /DomainError.*scores\[0, 1\] is NaN/);
      assert.throws(() => metric([1, -Infinity], [1, 0], k), /DomainError.*scores\[1\] is -Infinity/);
      assert.throws(() => metric([1, 2], [1, -1], k), /LabelError.*relevance\[1\] is -1/);
      assert.throws(() => metric([1, 2], [Infinity, 0], k), /LabelError.*relevance\[0\] is Infinity/);
      assert.throws(() => metric([1, 2], [1, 0], { k, mask: [1] } as never), OptionError);
      assert.throws(() => metric([1, 2], [1, 0], { k: 1, mask: [1] }), /ShapeError.*mask has shape \[1\]/);
      assert.throws(() => metric([1, 2], [1, 0], { k: 1, mask: [1, 2] }), /OptionError.*mask\[1\] is 2/);
      for (const wrong of [0, -1, 1.5, NaN])
        assert.throws(() => metric([1, 2], [1, 0], { k: wrong }), /OptionError.*k should be a positive/);
      assert.throws(() => metric([1, 2], [1, 0], { k: 1, masks: [1, 1] } as never), OptionError);
    });
  });
}

describe('ndcg', () => {
  it('refuses gains that overflow, and gains of another name', () => {
    assert.throws(() => ndcg([1, 2], [2000, 0], { gain: 'exponential' }), DomainError);
    assert.throws(() => ndcg([1, 2], [1e308, 1e308]), /DomainError.*overflows/);
    assert.throws(() => ndcg([1, 2], [1, 0], { gain: 'quadratic' } as never), OptionError);
    assert.equal(ndcg([1, 2], [0, 1000], { gain: 'exponential' }), 1);
  });
});

describe('recallAtK and hitRate', () => {
  it('need k', () => {
    for (const metric of [recallAtK, hitRate])
      assert.throws(() => metric([1], [1], {} as never), /OptionError.*k should be a positive integer, got/);
  });
});

describe('metrics of label rankings', () => {
  for (const [name, metric] of Object.entries(OF_LABELS)) {
    it(`refuse other shapes, scores and labels: ${name}`, () => {
      assert.throws(() => metric([[1, 2]], [[1]]), /ShapeError.*scores has shape \[1, 2\], but labels has/);
      assert.throws(() => metric(zeros([0, 2]), zeros([0, 2])), ShapeError);
      assert.throws(() => metric(zeros([2, 0]), zeros([2, 0])), ShapeError);
      assert.throws(() => metric([[1, NaN]], [[1, 0]]), /DomainError.*scores\[0, 1\] is NaN/);
      assert.throws(() => metric([[1, Infinity]], [[1, 0]]), DomainError);
      assert.throws(() => metric([[1, 2]], [[1, 0.5]]), /LabelError.*labels\[0, 1\] is 0.5/);
      assert.throws(() => metric([[1, 2]], [[NaN, 1]]), LabelError);
      if (metric !== averagePrecision) assert.throws(() => metric([1, 2], [1, 0]), ShapeError);
    });
  }

  it('have the area under the ROC curve beside them', () => {
    const [scores, labels] = [[0.5, 0.1, 0.7, 0.9], [1, 0, 1, 0]]; // prettier-ignore
    assert.equal(labelRankingLoss([scores], [labels]), 1 - rocAuc(scores, labels));
  });

  it('have 0 as the average precision of nothing, however it is averaged', () => {
    for (const average of ['micro', 'macro', 'samples'] as const)
      assert.equal(averagePrecision([], [], { average }), 0);
    assert.throws(() => averagePrecision([1], [1], { average: 'weighted' } as never), OptionError);
  });
});

describe('metrics of label sets', () => {
  for (const [name, metric] of Object.entries(OF_PREDICTED)) {
    it(`refuse scores and other shapes: ${name}`, () => {
      assert.throws(() => metric([[0.7, 0]], [[1, 0]]), /LabelError.*predicted\[0, 0\] is 0.7.*threshold/);
      assert.throws(() => metric([[1, 0]], [[2, 0]]), /LabelError.*labels\[0, 0\] is 2/);
      assert.throws(() => metric([[1, 0]], [[1], [0]]), /ShapeError.*predicted has shape \[1, 2\]/);
      assert.throws(() => metric([1, 0], [1, 0]), ShapeError);
      assert.throws(() => metric(zeros([0, 2]), zeros([0, 2])), ShapeError);
    });
  }

  it('are told how to be averaged', () => {
    assert.throws(() => multiLabelF1([[1]], [[1]], { average: 'none' } as never), OptionError);
    assert.throws(() => multiLabelF1([[1]], [[1]], { averages: 'micro' } as never), OptionError);
  });
});

describe('recommended items', () => {
  it('are counted once for the coverage, each time for the popularity', () => {
    assert.equal(catalogueCoverage([[2, 0], [0, 2]], 5), 0.4); // prettier-ignore
    assert.equal(catalogueCoverage(Int32Array.of(4, 4), 5), 0.2);
    assert.equal(meanPopularity([2, 2, 0], [3, 100, 0]), 1);
    assert.equal(catalogueCoverage([], 5), 0);
    assert.equal(meanPopularity([], [1]), 0);
  });

  it('are refused if they are none', () => {
    assert.throws(() => catalogueCoverage([[0, 3]], 3), /LabelError.*recommended\[0, 1\] is 3.*0 … 2/);
    assert.throws(() => meanPopularity([0.5], [1]), LabelError);
    assert.throws(() => meanPopularity([-1], [1]), LabelError);
    assert.throws(() => catalogueCoverage([0], 0), OptionError);
    assert.throws(() => meanPopularity([0], [[1]]), ShapeError);
    assert.throws(() => meanPopularity([0], [NaN]), /DomainError.*counts\[0\] is NaN/);
    assert.throws(() => meanPopularity([0], [-1]), DomainError);
  });
});
