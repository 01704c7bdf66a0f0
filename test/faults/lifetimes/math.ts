import { math, rng } from '../../../src';
import { SQUARE, halves, type Uses } from './support';

export const MATH: Uses = {
  'math.softmax': (x) => math.softmax(x),
  'math.samplingDistribution': (x) => math.samplingDistribution(x),
  'math.categorical': (x) => math.categorical(x, { rng: rng(1) }),
  'math.softmax, mask': (x, y) => math.softmax(y, { mask: x as never }),
  'math.logSoftmax': (x) => math.logSoftmax(x),
  'math.logSumExp': (x) => math.logSumExp(x),
  'math.softmaxWithBound': (x) => math.softmaxWithBound(x),
  'math.logSumExpWithBound': (x) => math.logSumExpWithBound(x),
  'math.softmaxJacobian': [(x) => math.softmaxJacobian(x), [[4], [64]]],
  'math.softmaxJvp': (x, y) => math.softmaxJvp(halves(y), x),
  'math.sigmoid': (x) => math.sigmoid(x),
  'math.sigmoidDerivative': (x) => math.sigmoidDerivative(x),
  'math.logSigmoid': (x) => math.logSigmoid(x),
  'math.logSigmoidDerivative': (x) => math.logSigmoidDerivative(x),
  'math.softplus': (x) => math.softplus(x),
  'math.softplusDerivative': (x) => math.softplusDerivative(x),
  'math.entropy': (x) => math.entropy(x),
  'math.entropyGradient': (x) => math.entropyGradient(x),
  'math.crossEntropy': (x, y) => math.crossEntropy(x, y),
  'math.crossEntropyGradient': (x, y) => math.crossEntropyGradient(x, y),
  'math.klDivergence': (x, y) => math.klDivergence(x, y),
  'math.klDivergenceGradient': (x, y) => math.klDivergenceGradient(x, y),
  'math.gradCheck': (x, y) => math.gradCheck(() => 0, x, y),
  'math.symmetricEigenvalues': [(x) => math.symmetricEigenvalues(x), SQUARE],
};
