import type { LossCases } from '../case';
import { binaryCrossEntropyCases, hingeCases, meanSquaredErrorCases } from './elementwise';
import { nllLossCases } from './nll-loss';
import { softmaxCrossEntropyCases } from './softmax-cross-entropy';

/** How to test each loss of `ALL_LOSSES`, by its name. */
export const CASES: Readonly<Record<string, LossCases>> = {
  binaryCrossEntropy: binaryCrossEntropyCases,
  hinge: hingeCases,
  meanSquaredError: meanSquaredErrorCases,
  nllLoss: nllLossCases,
  softmaxCrossEntropy: softmaxCrossEntropyCases,
};
