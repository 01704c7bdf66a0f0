import { D, type LossCase, type LossCases } from '../case';
import { softmaxCrossEntropyCases } from './softmax-cross-entropy';

function weightOf({ target, options }: LossCase, i: number): number {
  const label = (target as number[])[i];
  if (label === (options.ignoreIndex ?? -100)) return 0;
  const sample = (options.sampleWeight as number[] | undefined)?.[i] ?? 1;
  return sample * ((options.weight as number[] | undefined)?.[label] ?? 1);
}

export const nllLossCases: LossCases = {
  ...softmaxCrossEntropyCases, // a call without smoothing, z-loss, soft cap and probabilities is one of nllLoss
  arbitrary: softmaxCrossEntropyCases.arbitrary
    .filter(({ target }) => Array.isArray(target))
    .map(({ input, target, options }) => {
      const { labelSmoothing, zLoss, softcap, ...rest } = options;
      void [labelSmoothing, zLoss, softcap];
      return { input, target, options: rest };
    }),
  oracle(call, i, x) {
    const w = weightOf(call, i);
    return w === 0 ? new D(0) : x[(call.target as number[])[i]].times(-w);
  },
  cancellation: () => ({ loss: 0, gradient: 0 }),
  isShiftInvariant: () => false,
};
