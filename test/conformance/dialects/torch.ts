import { isTensor, type Tensor } from '../../../src/core';
import type { Answer, Case, Implementation } from '../case';
import { MASKED_ZERO, NO_DISTRIBUTION, UNNORMALISED, run, sum, times, type Dialect } from './dialect';
import { functionAnswer } from './functions';

/** PyTorch's options are ours in camelCase; its denominators are ours too. */
export const torch: Dialect = {
  answer(test, ours) {
    const { logits, y, options } = test;
    const { reduction, ignore_index: ignoreIndex, label_smoothing: labelSmoothing } = options;
    const weight = test.optional('weight');
    switch (test.call) {
      case 'cross_entropy':
        return run(ours.softmaxCrossEntropy, logits, y, { weight, ignoreIndex, labelSmoothing, reduction });
      case 'nll_loss':
        return run(ours.nllLoss, logits, y, { weight, ignoreIndex, reduction });
      case 'binary_cross_entropy_with_logits':
        return run(ours.binaryCrossEntropy, logits, y, {
          weight,
          posWeight: test.optional('pos_weight'),
          reduction,
        });
      case 'multilabel_soft_margin_loss':
        return run(ours.multiLabelSoftMargin, logits, y, { weight, reduction });
      case 'multi_margin_loss': {
        // It divides a row by its classes, and the sum by the rows, whatever they weigh.
        const divided = reduction === 'mean' ? { normalizer: test.rows } : { reduction };
        return times(1 / test.classes, run(ours.westonWatkins, logits, y, { weight, ...divided }));
      }
      case 'mse_loss':
        return run(ours.meanSquaredError, logits, y, { reduction });
      case 'log_softmax + kl_div':
        return divergence(test, ours);
      default:
        return functionAnswer(test.call, test, ours) as Answer;
    }
  },
  isLossy: ({ call }) => call === 'logsumexp', // its backward pass takes exp(z − logsumexp(z))
  differences: [
    NO_DISTRIBUTION,
    UNNORMALISED,
    {
      reason:
        'A logit of −∞ makes the binary loss ∞ − ∞ = NaN; ours is its limit: 0, or +∞ for a target above 0.',
      applies: ({ call, input }) => call === 'binary_cross_entropy_with_logits' && input === 'masked',
      ours: 'another number',
    },
    {
      reason: 'kl_div of log-targets makes 0·∞ = NaN of a probability 0; with us it counts as 0.',
      applies: ({ options, y }) => options.log_target === true && (y as Tensor).data.some((p) => p === 0),
      ours: 'another number',
    },
    MASKED_ZERO,
    {
      reason:
        'A mean over weights that sum to 0 is NaN for both; the gradient is NaN there, with us 0 as for no rows.',
      applies: ({ input, options, y }) =>
        !isTensor(y) &&
        input === 'one row' &&
        options.weight === 'classWeightsWithZero' &&
        options.reduction === 'mean',
      ours: 'another number',
    },
  ],
};

/**
 * KL(p ‖ softmax(z)) = H(p, softmax(z)) − H(p). PyTorch's `'batchmean'` divides by the rows, its `'mean'` by rows
 * times classes; its `'none'` is one number a class, which the vectors add up over the row.
 */
function divergence(test: Case, ours: Implementation): Answer {
  const { logits, y, rows, classes } = test;
  const { reduction } = test.options;
  const divisor = reduction === 'batchmean' ? rows : reduction === 'mean' ? rows * classes : 1;
  const { value, gradient } = run(ours.softmaxCrossEntropy, logits, y, { reduction: 'none' });
  const entropies = ours.entropy(y as Tensor).data;
  const divergences = value.map((crossEntropy, i) => crossEntropy - entropies[i]);
  return {
    value: reduction === 'none' ? divergences : [sum(divergences) / divisor],
    gradient: gradient.map((g) => g / divisor),
  };
}
