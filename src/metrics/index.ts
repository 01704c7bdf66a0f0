export { accuracy } from './accuracy';
export { bits } from './bits';
export { brierScore } from './brier-score';
export { classHierarchy } from './class-hierarchy';
export type { ClassHierarchy, HierarchyNode } from './class-hierarchy';
export { commonAncestor } from './common-ancestor';
export { confusionMatrix } from './confusion-matrix';
export { hedge } from './hedge';
export {
  negativeLogLikelihoodFromLogits,
  negativeLogLikelihoodFromProbabilities,
} from './negative-log-likelihood';
export { nodeProbabilities } from './node-probabilities';
export { perplexity } from './perplexity';
export { precisionRecallF1 } from './precision-recall-f1';
export type { PrecisionRecallF1, PrecisionRecallF1Options } from './precision-recall-f1';
export { argmax } from './predictions';
export type { Predictions } from './predictions';
export { expectedCalibrationError, reliabilityDiagram } from './reliability-diagram';
export type { CalibrationOptions, ReliabilityDiagram } from './reliability-diagram';
export { rocAuc, rocCurve } from './roc-curve';
export type { RocCurve } from './roc-curve';
export { topKAccuracy } from './top-k-accuracy';
