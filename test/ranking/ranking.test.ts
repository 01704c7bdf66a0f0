import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { metrics, tensor } from '../../src';

type Case = readonly (string | number)[];

const vectors = JSON.parse(readFileSync(join(__dirname, 'vectors.json'), 'utf8')) as Record<string, Case[]>;

const matrix = (text: string | number): number[][] =>
  String(text)
    .split(' ')
    .map((row) => [...row].map((digit) => parseInt(digit, 36)));

/** The results of a case are its last numbers. */
function check(args: Case, results: Record<string, number>): void {
  const expected = args.slice(args.length - Object.keys(results).length) as number[];
  Object.entries(results).forEach(([name, value], i) => {
    const error = Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i]));
    assert.ok(error < 2e-15, `${name} of ${JSON.stringify(args)}: ${value}, expected ${expected[i]}`);
  });
}

/** Beside what any order would give: the same in float32, and of the negative numbers. */
const scoresOf = (text: string | number): [number[][], ReturnType<typeof tensor>] => {
  const scores = matrix(text);
  const flat = scores.flatMap((row) => row.map((score) => score / 4 - 3));
  return [scores, tensor(Float32Array.from(flat), { shape: [scores.length, scores[0].length] })];
};

const ofUsers = (args: Case): void => {
  for (const scores of scoresOf(args[0])) {
    const [relevance, k] = [matrix(args[1]), Number(args[2])];
    check(args, {
      recallAtK: metrics.recallAtK(scores, relevance, { k }),
      hitRate: metrics.hitRate(scores, relevance, { k }),
      'meanReciprocalRank at k': metrics.meanReciprocalRank(scores, relevance, { k }),
      meanReciprocalRank: metrics.meanReciprocalRank(scores, relevance),
      'meanAveragePrecision at k': metrics.meanAveragePrecision(scores, relevance, { k }),
      meanAveragePrecision: metrics.meanAveragePrecision(scores, relevance),
      ndcg: metrics.ndcg(scores, relevance, { k }),
      'ndcg of exponential gain': metrics.ndcg(scores, relevance, { k, gain: 'exponential' }),
    });
  }
};

it('The vectors are of the versions that their program asks for', () => {
  const program = readFileSync(join(__dirname, 'generate.py'), 'utf8');
  const { 'scikit-learn': sklearn, ranx } = vectors as Record<string, unknown>;
  assert.match(program, new RegExp(`pip install scikit-learn==${sklearn} ranx==${ranx}\\n`));
});

describe('Rankings', () => {
  it(`have scikit-learn's NDCG: ${vectors.lists.length} cases with ties and masks`, () => {
    for (const args of vectors.lists) {
      for (const scores of scoresOf(args[0])) {
        const [relevance, mask, k] = [matrix(args[1]), matrix(args[2]), Number(args[3])];
        check(args, {
          all: metrics.ndcg(scores, relevance, { mask }),
          'all, exponential': metrics.ndcg(scores, relevance, { mask, gain: 'exponential' }),
          'at k': metrics.ndcg(scores, relevance, { mask, k }),
          'at k, exponential': metrics.ndcg(scores, relevance, { mask, k, gain: 'exponential' }),
        });
      }
    }
  });

  it(`have ranx's recall, hit rate, MRR, MAP and NDCG without ties: ${vectors.users.length} cases`, () =>
    vectors.users.forEach(ofUsers));

  it(`have with ties the mean of ranx's over all orders: ${vectors.tiedUsers.length} cases`, () =>
    vectors.tiedUsers.forEach(ofUsers));
});

describe('Multi-label metrics', () => {
  it(`are scikit-learn's: ${vectors.labelled.length} cases with ties, rows and columns of no label`, () => {
    for (const args of vectors.labelled) {
      for (const scores of scoresOf(args[0])) {
        const [labels, predicted] = [matrix(args[1]), matrix(args[2])];
        check(args, {
          labelRankingAveragePrecision: metrics.labelRankingAveragePrecision(scores, labels),
          labelRankingLoss: metrics.labelRankingLoss(scores, labels),
          coverageError: metrics.coverageError(scores, labels),
          hammingLoss: metrics.hammingLoss(predicted, labels),
          'multiLabelF1, micro': metrics.multiLabelF1(predicted, labels, { average: 'micro' }),
          'multiLabelF1, macro': metrics.multiLabelF1(predicted, labels),
          'multiLabelF1, samples': metrics.multiLabelF1(predicted, labels, { average: 'samples' }),
          'averagePrecision, micro': metrics.averagePrecision(scores, labels, { average: 'micro' }),
          'averagePrecision, macro': metrics.averagePrecision(scores, labels),
          'averagePrecision, samples': metrics.averagePrecision(scores, labels, { average: 'samples' }),
        });
      }
    }
  });

  it(`have scikit-learn's average precision of one label: ${vectors.binary.length} cases`, () => {
    for (const args of vectors.binary) {
      const [[scores], [labels]] = [matrix(args[0]), matrix(args[1])];
      check(args, { list: metrics.averagePrecision(scores, labels) });
      const column = labels.map((label) => [label]);
      check(args, {
        column: metrics.averagePrecision(tensor(scores, { shape: [scores.length, 1] }), column),
      });
    }
  });
});
