import { isTensor, tensor, type Tensor } from '../../../src/core';
import type { Answer, Case } from '../case';
import { MASKED_ZERO, hasMaskedRow, UNNORMALISED, run, sum, times, type Dialect } from './dialect';

/**
 * Keras's losses weight samples, not classes; `model.fit` turns its class_weight into sample weights. `'sum_over_batch_size'` divides by the rows that count, whatever they weigh;
 * `'mean_with_sample_weight'` by their weights. Where nothing counts the result is 0.
 */
export const keras: Dialect = {
  answer(test, ours) {
    const { logits, y, options } = test;
    const { ignore_class: ignoreIndex, label_smoothing: labelSmoothing, reduction } = options;
    switch (test.call) {
      case 'SparseCategoricalCrossentropy':
      case 'CategoricalCrossentropy': {
        const counted = isTensor(y) ? test.rows : y.filter((label) => label !== ignoreIndex).length;
        const weight = test.optional('class_weight');
        const rows = { weight, ignoreIndex, labelSmoothing, sampleWeight: test.optional('sample_weight') };
        return run(ours.softmaxCrossEntropy, logits, y, { ...rows, ...reductionOf(reduction, counted) });
      }
      case 'BinaryCrossentropy':
        return rowMeans(test, (reduced) =>
          run(ours.binaryCrossEntropy, logits, smoothed(y as Tensor, (labelSmoothing as number) ?? 0), {
            weight: elementWeights(test),
            ...reduced,
          }),
        );
      case 'MeanSquaredError':
        return rowMeans(test, (reduced) => run(ours.meanSquaredError, logits, y, reduced));
      case 'SquaredHinge':
        return rowMeans(test, (reduced) => run(ours.squaredHinge, logits, y, reduced));
      default:
        return rowMeans(test, (reduced) => run(ours.hinge, logits, y, reduced));
    }
  },
  differences: [
    UNNORMALISED,
    MASKED_ZERO,
    {
      reason: 'A sample of weight 0 with an infinite loss makes 0·∞ = NaN; with us it is left out.',
      applies: (test) => hasMaskedRow(test, test.optional('sample_weight')),
      ours: 'another number',
    },
  ],
};

function reductionOf(reduction: unknown, rows: number): Record<string, unknown> {
  if (reduction === 'sum' || reduction === 'none') return { reduction };
  // normalizer is a positive number: without any row the denominator is 0 by itself.
  if (reduction === 'mean_with_sample_weight' || rows === 0) return { reduction: 'mean', onEmpty: 'zero' };
  return { reduction: 'mean', normalizer: rows };
}

/** Keras averages the losses of a row's logits, then treats the row as one loss. */
function rowMeans(test: Case, loss: (reduced: Record<string, unknown>) => Answer): Answer {
  const { rows, classes } = test;
  const { reduction } = test.options;
  if (reduction === 'none') {
    const { value, gradient } = times(1 / classes, loss({ reduction }));
    const means = Array.from({ length: rows }, (_, i) =>
      sum(Array.from(value).slice(i * classes, (i + 1) * classes)),
    );
    return { value: means, gradient };
  }
  const weights = test.optional('sample_weight')?.data;
  const weighted = reduction === 'mean_with_sample_weight' && weights !== undefined;
  const divisor = weighted ? sum(weights) : reduction === 'sum' ? 1 : rows;
  return loss({ reduction: 'mean', normalizer: divisor * classes });
}

function elementWeights(test: Case): Tensor | undefined {
  const weights = test.optional('sample_weight');
  if (weights === undefined) return undefined;
  return { ...test.logits, data: test.logits.data.map((_, n) => weights.data[Math.floor(n / test.classes)]) };
}

/** Binary smoothing pulls towards ½. */
function smoothed(y: Tensor, epsilon: number): Tensor {
  return tensor(
    y.data.map((p) => p * (1 - epsilon) + epsilon / 2),
    { shape: y.shape },
  );
}
