import type { Tensor } from '../../../src/core';
import type { Answer } from '../case';
import { run, UNNORMALISED, type Dialect } from './dialect';
import { functionAnswer } from './functions';

/** The textbooks' formulas on arrays. */
export const numpy: Dialect = {
  answer(test, ours) {
    const { logits, y } = test;
    const { reduction } = test.options;
    switch (test.call) {
      case 'cross_entropy':
        return run(ours.softmaxCrossEntropy, logits, y, { reduction });
      case 'sigmoid cross entropy':
        return run(ours.binaryCrossEntropy, logits, y, { reduction: 'none' });
      case 'scipy.special.rel_entr': {
        const [p, q] = [y as Tensor, ours.softmax(logits)];
        return { value: ours.klDivergence(p, q).data, gradient: ours.klDivergenceGradient(p, q).data };
      }
      case 'scipy.special.entr':
        return { value: ours.entropy(y as Tensor).data, gradient: ours.entropyGradient(y as Tensor).data };
      default:
        return functionAnswer(test.call.replace('scipy.special.', ''), test, ours) as Answer;
    }
  },
  isLossy: ({ call }) => call === 'scipy.special.rel_entr', // −t/p of an exp(z − max) that rounds z − max
  differences: [
    { ...UNNORMALISED, applies: ({ call, target }) => call === 'scipy.special.entr' && target === 'soft' },
  ],
};
