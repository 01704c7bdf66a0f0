import { MASKED_ZERO, NO_DISTRIBUTION, run, times, UNNORMALISED, type Dialect } from './dialect';

/** optax's losses are one a row (or logit); programs reduce them with means over the rows that count. */
export const optax: Dialect = {
  answer(test, ours) {
    const { logits, y, options } = test;
    const { reduction } = options;
    switch (test.call) {
      case 'softmax_cross_entropy_with_integer_labels': {
        const counts = test.optional('where');
        const sampleWeight = counts && { ...counts, data: counts.data.map((weight) => Number(weight > 0)) };
        // No label means "ignored" here; −1 is none of the vectors' labels.
        return run(ours.softmaxCrossEntropy, logits, y, { sampleWeight, ignoreIndex: -1, reduction });
      }
      case 'softmax_cross_entropy':
      case 'safe_softmax_cross_entropy':
        return run(ours.softmaxCrossEntropy, logits, y, { labelSmoothing: options.smooth_labels, reduction });
      case 'poly_loss_cross_entropy':
        return run(ours.poly, logits, test.array('labels'), { epsilon: options.epsilon, reduction });
      case 'sigmoid_focal_loss': {
        const { gamma, alpha = -1 } = options;
        return run(ours.binaryFocal, logits, y, { gamma, alpha, reduction });
      }
      case 'sigmoid_binary_cross_entropy':
        return run(ours.binaryCrossEntropy, logits, y, { reduction });
      case 'multiclass_hinge_loss':
        return run(ours.crammerSinger, logits, y, { reduction });
      case 'hinge_loss':
        return run(ours.hinge, logits, y, { reduction });
      default: {
        const squares = run(ours.meanSquaredError, logits, y, { reduction });
        return test.call === 'l2_loss' ? times(0.5, squares) : squares;
      }
    }
  },
  differences: [
    NO_DISTRIBUTION,
    UNNORMALISED,
    {
      reason: 'A label out of range gives NaN; ours throws an error that names it.',
      applies: ({ target }) => target === 'someIgnored',
      ours: 'an error',
    },
    {
      reason: 'Equal rivals share the gradient of multiclass_hinge_loss; with us the first has it.',
      applies: ({ call, input }) => call === 'multiclass_hinge_loss' && input === 'ties',
      ours: 'another number',
    },
    {
      reason: 'multiclass_hinge_loss multiplies a class at −∞ by 0, which is NaN; with us it is masked out.',
      applies: ({ call, input }) => call === 'multiclass_hinge_loss' && input === 'masked',
      ours: 'another number',
    },
    {
      reason: MASKED_ZERO.reason + ' (So it does in safe_softmax_cross_entropy.)',
      applies: (test) => MASKED_ZERO.applies(test) && !test.call.startsWith('safe'),
      ours: 'another number',
    },
  ],
};
