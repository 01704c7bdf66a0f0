import { useFloat32Memory } from '../core';
import { float32Zeros } from './float32-array';
import { adopt, check, keep, scope } from './lifetime';

useFloat32Memory({ zeros: float32Zeros, scope, keep, adopt, check });

export { available, backend } from './available';
export type { Backend } from './backend';
export { setBackend } from './module';
export { batchGradientSums, batchMoments, batchNormBackward, batchNormalize } from './batch-norm';
export type { Moments } from './batch-norm';
export { attend, attendBackward, isAttendable } from './attention';
export type { AttentionSizes } from './attention';
export { gelu } from './gelu';
export { layerNorm, layerNormBackward } from './layer-norm';
export { columnSums } from './column-sums';
export { confidencePenalty } from './confidence-penalty';
export type { ConfidencePenaltyRun } from './confidence-penalty';
export {
  convolution,
  convolutionInputGradient,
  convolutionWeightGradient,
  isConvolvable,
} from './convolution';
export type { ConvolutionSizes } from './convolution';
export { add, elementProduct, relu, reluBackward, scale } from './elementwise';
export { exp, log, sigmoid, softplus, tanh, tanhBackward } from './exponentials';
export { float32Array } from './float32-array';
export { gatherRows, scatterAddRows } from './gather';
export { gemm } from './gemm';
export type { GemmOptions } from './gemm';
export { hinge } from './hinge';
export type { HingeRun } from './hinge';
export { keep, scope };
export { labelLoss } from './label-loss';
export type { LabelFunction, LabelLossRun } from './label-loss';
export { linearCrossEntropy } from './linear-cross-entropy';
export type { LinearCrossEntropyRun, RowGradient } from './linear-cross-entropy';
export { logisticSteps } from './logistic-steps';
export type { Examples, LogisticSteps } from './logistic-steps';
export { isNarrow, narrowGemm } from './narrow';
export { adamStep, sgdStep } from './optimizers';
export type { AdamStep, SgdStep } from './optimizers';
export { peakBytes } from './peak-bytes';
export type { GemmSizes } from './product';
export { probabilitySums } from './probability-sums';
export { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
export type { SigmoidCrossEntropyRun } from './sigmoid-cross-entropy';
export { sigmoidFocal } from './sigmoid-focal';
export type { SigmoidFocalRun } from './sigmoid-focal';
export { logSoftmax, logSoftmaxBackward, logSumExp, softmax } from './softmax';
export { softmaxCrossEntropy } from './softmax-cross-entropy';
export type { SoftmaxCrossEntropyRun } from './softmax-cross-entropy';
export { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling';
export type { PoolingSizes } from './pooling';
export { setThreads, threads } from './thread-count';
