import { tensor, type Tensor } from '../../src';
import { matrix } from './call';

const relevance = (): Tensor =>
  tensor([
    [0, 2, 1],
    [1, 0, 0],
  ]);
const labels = (): Tensor =>
  tensor([
    [0, 1, 1],
    [1, 0, 0],
  ]);
const predicted = (): Tensor =>
  tensor([
    [1, 1, 0],
    [1, 0, 0],
  ]);
const recommended = (): Tensor =>
  tensor([
    [2, 0],
    [2, 1],
  ]);

/** By path. */
export const RANKING: Record<string, () => unknown[]> = {
  'metrics.ndcg': () => [matrix(), relevance(), { k: 2, gain: 'exponential', mask: labels() }],
  'metrics.recallAtK': () => [matrix(), relevance(), { k: 2 }],
  'metrics.hitRate': () => [matrix(), relevance(), { k: 2 }],
  'metrics.meanReciprocalRank': () => [matrix(), relevance(), { mask: labels() }],
  'metrics.meanAveragePrecision': () => [matrix(), relevance(), { k: 2 }],
  'metrics.averagePrecision': () => [matrix(), labels(), { average: 'micro' }],
  ...Object.fromEntries(
    ['labelRankingAveragePrecision', 'labelRankingLoss', 'coverageError'].map((name) => [
      `metrics.${name}`,
      () => [matrix(), labels()],
    ]),
  ),
  'metrics.hammingLoss': () => [predicted(), labels()],
  'metrics.multiLabelF1': () => [predicted(), labels(), { average: 'samples' }],
  'metrics.catalogueCoverage': () => [recommended(), 4],
  'metrics.meanPopularity': () => [recommended(), tensor([5, 2, 1])],
};
