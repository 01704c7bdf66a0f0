import type { Answer } from '../case';
import { NO_DISTRIBUTION, run, type Dialect } from './dialect';
import { functionAnswer } from './functions';

/** JAX's own functions, and the two losses that its users write over them: z-loss and soft cap. */
export const jax: Dialect = {
  answer(test, ours) {
    const { logits, y, options } = test;
    const { reduction, z_loss: zLoss, cap: softcap } = options;
    if (test.call.startsWith('cross entropy')) {
      return run(ours.softmaxCrossEntropy, logits, y, { zLoss, softcap, reduction });
    }
    return functionAnswer(test.call, test, ours) as Answer;
  },
  differences: [
    { ...NO_DISTRIBUTION, applies: (test) => !/sig|plus/.test(test.call) && NO_DISTRIBUTION.applies(test) },
    {
      reason: 'The soft cap lifts a class from −∞ to −c and so unmasks it; with us it stays masked.',
      applies: ({ options, logits }) => options.cap !== undefined && logits.data.includes(-Infinity),
      ours: 'another number',
    },
  ],
};
