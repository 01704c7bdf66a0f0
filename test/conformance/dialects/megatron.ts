import { hasMaskedRow, run, type Dialect } from './dialect';

/**
 * Megatron-LM's smoothing spares the label's class: 1 − ε on it and ε/(K − 1) on each other one. That is ours with
 * ε′ = ε·K/(K − 1), since then each other class gets ε′/K = ε/(K − 1).
 */
export const megatron: Dialect = {
  answer(test, ours) {
    const { logits, y, classes, options } = test;
    const epsilon = options.label_smoothing as number | undefined;
    return run(ours.softmaxCrossEntropy, logits, y, {
      labelSmoothing: epsilon && (epsilon * classes) / (classes - 1),
      sampleWeight: test.optional('loss_mask'),
      reduction: options.reduction,
    });
  },
  differences: [
    {
      reason: 'Smoothing takes log p of a p that has underflowed: ∞ (or NaN) where the loss is finite.',
      applies: ({ input, options }) => input === 'scale 1e4' && options.label_smoothing !== undefined,
      ours: 'another number',
    },
    {
      reason:
        'A token masked out of the loss, but with an infinite one, makes 0·∞ = NaN; with us it is left out.',
      applies: (test) => hasMaskedRow(test, test.optional('loss_mask')),
      ours: 'another number',
    },
  ],
};
