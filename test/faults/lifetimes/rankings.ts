import { metrics, zeros, type Tensor } from '../../../src';
import { VECTOR, halves, type Uses } from './support';

type Metric = (scores: Tensor, relevance: Tensor) => number;

/** By each of two tensors of one shape. */
const both = (name: string, metric: Metric): Uses => ({
  [`metrics.${name}`]: (x, y) => metric(x, zeros(y.shape)),
  [`metrics.${name}, second`]: (x, y) => metric(halves(y), x),
});
/** By predictions and labels, which are 0 or 1. */
const bits = (name: string, metric: Metric): Uses => ({
  [`metrics.${name}`]: (x, y) => metric(x, zeros(y.shape)),
  [`metrics.${name}, labels`]: (x, y) => metric(zeros(y.shape), x),
});

export const RANKINGS: Uses = {
  ...both('ndcg', (scores, relevance) => metrics.ndcg(scores, relevance)),
  ...both('recallAtK', (scores, relevance) => metrics.recallAtK(scores, relevance, { k: 1 })),
  ...both('hitRate', (scores, relevance) => metrics.hitRate(scores, relevance, { k: 1 })),
  ...both('meanReciprocalRank', (scores, relevance) => metrics.meanReciprocalRank(scores, relevance)),
  ...both('meanAveragePrecision', (scores, relevance) => metrics.meanAveragePrecision(scores, relevance)),
  ...both('averagePrecision', (scores, labels) => metrics.averagePrecision(scores, labels)),
  ...both('coverageError', (scores, labels) => metrics.coverageError(scores, labels)),
  ...both('labelRankingLoss', (scores, labels) => metrics.labelRankingLoss(scores, labels)),
  ...both('labelRankingAveragePrecision', (scores, labels) =>
    metrics.labelRankingAveragePrecision(scores, labels),
  ),
  ...bits('hammingLoss', (predicted, labels) => metrics.hammingLoss(predicted, labels)),
  ...bits('multiLabelF1', (predicted, labels) => metrics.multiLabelF1(predicted, labels)),
  'metrics.ndcg, mask': (x, y) => metrics.ndcg(halves(y), halves(y), { mask: x }),
  'metrics.catalogueCoverage': (x) => metrics.catalogueCoverage(x, 1),
  'metrics.meanPopularity': (x) => metrics.meanPopularity(x, [1]),
  'metrics.meanPopularity, counts': [(x) => metrics.meanPopularity([[0]], x), VECTOR],
};
