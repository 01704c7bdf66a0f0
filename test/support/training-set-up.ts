import { rng, type DType, type Tensor } from '../../src/core';
import * as losses from '../../src/losses';
import * as metrics from '../../src/metrics';
import * as nn from '../../src/nn';
import * as optim from '../../src/optim';
import type { FitOptions } from '../../src/train';

/** Three overlapping clouds in the plane: data for the tests of training. */
export function clouds(
  seed: number,
  rows: number,
  dtype: DType = 'float64',
): { features: Tensor; labels: Int32Array } {
  const r = rng(seed);
  const labels = Int32Array.from({ length: rows }, () => r.integer(3));
  const features = r.normals([rows, 2], { dtype });
  labels.forEach((label, i) => {
    features.data[2 * i] += 2 * (label - 1);
    features.data[2 * i + 1] += label === 1 ? 2 : 0;
  });
  return { features, labels };
}

/** A small network about to be trained on them, fresh at each call. */
export function setUp(overrides: Partial<FitOptions> = {}): FitOptions {
  const r = rng(1);
  return {
    model: nn.sequential(nn.linear(2, 5, { rng: r }), nn.tanh(), nn.linear(5, 3, { rng: r })),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.adam({ learningRate: 0.02 }),
    data: clouds(2, 70),
    epochs: 6,
    batchSize: 16,
    rng: rng(3),
    ...overrides,
  };
}

export const withValidation = { validation: clouds(4, 40), metrics: { accuracy: metrics.accuracy } };
