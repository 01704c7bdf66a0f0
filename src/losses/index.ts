import { ALL_LOSSES as defined } from './loss';

/**
 * Every loss that was defined, by name. It is made here, not passed on: a bundle that asks for it takes in this file,
 * and with it all losses.
 */
export const ALL_LOSSES = defined;
export { defineLoss } from './loss';
export type { AnyLoss, Batch, Loss, LossAndGradient, LossDefinition, WithGradient } from './loss';
export type { Reduction } from '../core/reduction';
export type { Weights } from '../core/weights';
export type { ClassTarget } from './class-targets';
export type { AnyReduction, ReductionOptions, Unreduced } from './reduction';
export type { ElementTargets } from './elementwise';
export { approxNdcg, type ApproxNdcgOptions } from './approx-ndcg';
export { arcFace, type ArcFaceOptions } from './arc-face';
export { asymmetric, type AsymmetricOptions } from './asymmetric';
export { balancedSoftmax, type BalancedSoftmaxOptions } from './balanced-softmax';
export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from './binary-cross-entropy';
export { binaryFocal, type BinaryFocalOptions } from './binary-focal';
export { bpr, type BprOptions } from './bpr';
export { classBalancedWeights, type ClassBalancedWeightsOptions } from './class-balanced-weights';
export { cosFace, type CosFaceOptions } from './cos-face';
export { crammerSinger, type CrammerSingerOptions } from './crammer-singer';
export { entmax15Loss, type Entmax15LossOptions } from './entmax15-loss';
export { confidencePenalty, type ConfidencePenaltyOptions } from './confidence-penalty';
export { explain, type Explanation, type GradientTerm } from './explain';
export { focal, type FocalOptions } from './focal';
export { gbce, type Gbce, type GbceOptions } from './gbce';
export { generalizedCrossEntropy, type GeneralizedCrossEntropyOptions } from './generalized-cross-entropy';
export { hinge, type HingeOptions } from './hinge';
export { lambdaLoss, type LambdaLossOptions } from './lambda-loss';
export { ldam, type LdamOptions } from './ldam';
export type { ListOptions } from './list-batch';
export { listMle, type ListMleOptions } from './list-mle';
export { listNet, type ListNetOptions } from './list-net';
export { logitAdjustment, type LogitAdjustmentOptions } from './logit-adjustment';
export { meanSquaredError, type MeanSquaredErrorOptions } from './mean-squared-error';
export { multiLabelSoftMargin, type MultiLabelSoftMarginOptions } from './multi-label-soft-margin';
export { nllLoss, type NllLossOptions } from './nll-loss';
export { poly, type PolyOptions } from './poly';
export { rankNet, type RankNetOptions } from './rank-net';
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './softmax-cross-entropy';
export { softmaxCrossEntropyHvp, type HvpOptions } from './softmax-cross-entropy-hvp';
export { sparsemaxLoss, type SparsemaxLossOptions } from './sparsemax-loss';
export { symmetricCrossEntropy, type SymmetricCrossEntropyOptions } from './symmetric-cross-entropy';
export { squaredHinge, type SquaredHingeOptions } from './squared-hinge';
export { westonWatkins, type WestonWatkinsOptions } from './weston-watkins';
export { zlpr, type ZlprOptions } from './zlpr';
