export { accuracy } from './accuracy';
export { brierScore } from './brier-score';
export { confusionMatrix } from './confusion-matrix';
export {
  negativeLogLikelihoodFromLogits,
  negativeLogLikelihoodFromProbabilities,
} from './negative-log-likelihood';
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
