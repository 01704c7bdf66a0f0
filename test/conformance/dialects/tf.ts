import type { Tensor } from '../../../src/core';
import type { Answer } from '../case';
import { MASKED_ZERO, NO_DISTRIBUTION, UNNORMALISED, run, type Dialect } from './dialect';
import { functionAnswer } from './functions';

/** TensorFlow's functions give one loss a row (or logit); the vectors reduce them with reduce_mean and reduce_sum. */
export const tf: Dialect = {
  answer(test, ours) {
    const { logits, y } = test;
    const { reduction, pos_weight: weight } = test.options;
    switch (test.call) {
      case 'sparse_softmax_cross_entropy_with_logits':
      case 'softmax_cross_entropy_with_logits':
        return run(ours.softmaxCrossEntropy, logits, y, { reduction });
      case 'sigmoid_cross_entropy_with_logits':
        return run(ours.binaryCrossEntropy, logits, y, { reduction });
      case 'weighted_cross_entropy_with_logits':
        return run(ours.binaryCrossEntropy, logits, y, {
          posWeight: typeof weight === 'number' ? weight : test.optional('pos_weight'),
          reduction,
        });
      default:
        return functionAnswer(test.call, test, ours) as Answer;
    }
  },
  differences: [
    NO_DISTRIBUTION,
    UNNORMALISED,
    {
      reason:
        'A logit of −∞ makes the binary loss ∞ − ∞ = NaN where the target is 0, with pos_weight also elsewhere; ' +
        'ours is its limit: 0, or +∞ for a target above 0.',
      applies: ({ call, input, logits, y }) =>
        input === 'masked' &&
        (call.startsWith('weighted') ||
          (call.startsWith('sigmoid') &&
            logits.data.some((z, n) => z < -1e9 && (y as Tensor).data[n] === 0))),
      ours: 'another number',
    },
    {
      reason:
        'weighted_cross_entropy_with_logits has a wrong gradient at logits of exactly 0: it differentiates |z| and ' +
        'relu(−z) apart, both to 0.',
      applies: ({ call, input }) => call.startsWith('weighted') && input === 'ties',
      ours: 'another number',
    },
    MASKED_ZERO,
  ],
};
