import { metrics, zeros, type Tensor } from '../../../src';
import { VECTOR, labels, type Uses } from './support';

const hierarchy = ({ shape }: Tensor) =>
  metrics.classHierarchy(
    Array.from({ length: shape[1] }, (_, i) => String(i)),
    (id) => (id === 'top' ? [] : ['top']),
  );

export const METRICS: Uses = {
  'metrics.accuracy': (x) => metrics.accuracy(x, labels(x)),
  'metrics.accuracy, labels': [(x, y) => metrics.accuracy(zeros([y.shape[0], 2]), x), VECTOR],
  'metrics.argmax': (x) => metrics.argmax(x),
  'metrics.brierDecomposition': (x) => metrics.brierDecomposition(x, labels(x)),
  'metrics.brierScore': (x) => metrics.brierScore(x, labels(x)),
  'metrics.classwiseExpectedCalibrationError': (x) => metrics.classwiseExpectedCalibrationError(x, labels(x)),
  'metrics.confusionMatrix': (x) => metrics.confusionMatrix(x, labels(x)),
  'metrics.expectedCalibrationError': (x) => metrics.expectedCalibrationError(x, labels(x)),
  'metrics.hedge': (x) => metrics.hedge(hierarchy(x), x, 0.5),
  'metrics.meanInterval': [(x) => metrics.meanInterval(x), VECTOR],
  'metrics.maximumCalibrationError': (x) => metrics.maximumCalibrationError(x, labels(x)),
  'metrics.nodeProbabilities': (x) => metrics.nodeProbabilities(hierarchy(x), x),
  'metrics.perplexity': (x) => metrics.perplexity(x, labels(x)),
  'metrics.negativeLogLikelihoodFromLogits': (x) => metrics.negativeLogLikelihoodFromLogits(x, labels(x)),
  'metrics.negativeLogLikelihoodFromProbabilities': (x) =>
    metrics.negativeLogLikelihoodFromProbabilities(x, labels(x)),
  'metrics.precisionRecallF1': (x) => metrics.precisionRecallF1(x, labels(x)),
  'metrics.reliabilityDiagram': (x) => metrics.reliabilityDiagram(x, labels(x)),
  'metrics.rocAuc': [(x) => metrics.rocAuc(x, labels(x)), VECTOR],
  'metrics.rocCurve': [(x) => metrics.rocCurve(x, labels(x)), VECTOR],
  'metrics.smoothExpectedCalibrationError': (x) => metrics.smoothExpectedCalibrationError(x, labels(x)),
  'metrics.topKAccuracy': (x) => metrics.topKAccuracy(x, labels(x), 1),
  'metrics.spearmanCorrelation': [(x) => metrics.spearmanCorrelation(x, x), VECTOR],
};
