import type { Family } from '../draw';
import { attentions } from './attention';
import { batchNorms } from './batch-norm';
import { sumsOfColumns } from './column-sums';
import { convolutionGradients, convolutions } from './convolution';
import { elementwise } from './elementwise';
import { exponentials } from './exponentials';
import { gather } from './gather';
import { gelus } from './gelu';
import { fewGemms, gemms } from './gemm';
import { hinges } from './hinge';
import { confidencePenalties, labelLosses } from './label-loss';
import { layerNorms } from './layer-norm';
import { blocksOfLogits, linearCrossEntropies } from './linear-cross-entropy';
import { stepsOfLogisticLosses } from './logistic-steps';
import { narrowGemms } from './narrow';
import { optimizers } from './optimizers';
import { poolings } from './pooling';
import { sigmoidCrossEntropies, sigmoidFocals } from './sigmoid-cross-entropy';
import { crossEntropies, softmaxes } from './softmax';
import { generalCrossEntropies, sumsOfProbabilities } from './softmax-cross-entropy-general';
import { softmaxesInFloat64 } from './softmax-float64';

export const FAMILIES: readonly Family[] = [
  gemms,
  fewGemms,
  narrowGemms,
  sumsOfColumns,
  convolutions,
  convolutionGradients,
  poolings,
  batchNorms,
  elementwise,
  exponentials,
  gelus,
  layerNorms,
  attentions,
  optimizers,
  gather,
  stepsOfLogisticLosses,
  sigmoidCrossEntropies,
  sigmoidFocals,
  hinges,
  softmaxes,
  crossEntropies,
  labelLosses,
  confidencePenalties,
  softmaxesInFloat64,
  generalCrossEntropies,
  sumsOfProbabilities,
  blocksOfLogits,
  linearCrossEntropies,
];
