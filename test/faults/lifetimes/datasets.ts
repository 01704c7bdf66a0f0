import { datasets, rng } from '../../../src';
import { dataset, type Uses } from './support';

export const DATASETS: Uses = {
  'datasets.split': (x) => datasets.split(dataset(x), { rng: rng(1) }),
  'datasets.takeRows': (x) => datasets.takeRows(dataset(x), [0]),
  'datasets.selectFeatures': (x) =>
    datasets.selectFeatures(
      { ...dataset(x), featureNames: Array.from({ length: x.shape[1] }, (_, i) => `x${i}`) },
      ['x0'],
    ),
  'datasets.standardise': (x) => datasets.standardise({ train: dataset(x) }),
  'datasets.standardiser': (x) => datasets.standardiser(x),
};
