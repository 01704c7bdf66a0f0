import { losses, math, zeros, type Tensor } from '../../../src';
import { VECTOR, halves, labels, type Uses } from './support';

const counts = ({ shape }: Tensor) => ({ classCounts: Array(shape[1]).fill(1) as number[] });

export const LOSSES: Uses = {
  'losses.softmaxCrossEntropy': (x) => losses.softmaxCrossEntropy(x, labels(x)),
  'losses.softmaxCrossEntropy, labels': [
    (x, y) => losses.softmaxCrossEntropy(zeros([y.shape[0], 2]), x),
    VECTOR,
  ],
  'losses.softmaxCrossEntropy.withGradient': (x) => losses.softmaxCrossEntropy.withGradient(x, labels(x)),
  'losses.softmaxCrossEntropy, probabilities': (x, y) => losses.softmaxCrossEntropy(y, x),
  'losses.softmaxCrossEntropy, out': (x, y) =>
    losses.softmaxCrossEntropy.withGradient(halves(y), labels(y), { out: x }),
  'losses.softmaxCrossEntropyHvp': (x, y) => losses.softmaxCrossEntropyHvp(y, labels(y), x),
  'losses.explain': (x) => losses.explain(x, labels(x)),
  'losses.nllLoss': (x) => losses.nllLoss(x, labels(x)),
  'losses.nllLoss, out': (x, y) =>
    losses.nllLoss.withGradient(math.logSoftmax(halves(y)), labels(y), { out: x }),
  'losses.sparsemaxLoss': (x) => losses.sparsemaxLoss(x, labels(x)),
  'losses.sparsemaxLoss, out': (x, y) => losses.sparsemaxLoss.withGradient(halves(y), labels(y), { out: x }),
  'losses.entmax15Loss': (x) => losses.entmax15Loss(x, labels(x)),
  'losses.hinge': [(x) => losses.hinge(x, Array(x.shape[0]).fill(1) as number[]), VECTOR],
  'losses.hinge, out': [
    (x, y) => losses.hinge.withGradient(halves(y), Array(x.shape[0]).fill(1) as number[], { out: x }),
    VECTOR,
  ],
  'losses.squaredHinge': [(x) => losses.squaredHinge(x, Array(x.shape[0]).fill(1) as number[]), VECTOR],
  'losses.crammerSinger': (x) => losses.crammerSinger(x, labels(x)),
  'losses.crammerSinger, out': (x, y) => losses.crammerSinger.withGradient(halves(y), labels(y), { out: x }),
  'losses.westonWatkins': (x) => losses.westonWatkins(x, labels(x)),
  'losses.logitAdjustment': (x) => losses.logitAdjustment(x, labels(x), counts(x)),
  'losses.logitAdjustment, counts': [
    (x, y) => losses.logitAdjustment(zeros([2, y.shape[0]]), [0, 0], { classCounts: x }),
    VECTOR,
  ],
  'losses.balancedSoftmax': (x) => losses.balancedSoftmax(x, labels(x), counts(x)),
  'losses.ldam': (x) => losses.ldam(x, labels(x), counts(x)),
  'losses.cosFace': (x) => losses.cosFace(x, labels(x)),
  'losses.arcFace': (x) => losses.arcFace(x, labels(x)),
  'losses.arcFace, out': (x, y) => losses.arcFace.withGradient(halves(y), labels(y), { out: x }),
  'losses.classBalancedWeights': [(x) => losses.classBalancedWeights(x), VECTOR],
  'losses.binaryCrossEntropy': (x, y) => losses.binaryCrossEntropy(x, halves(y)),
  'losses.binaryCrossEntropy, target': (x, y) => losses.binaryCrossEntropy(y, x),
  'losses.binaryCrossEntropy, out': (x, y) =>
    losses.binaryCrossEntropy.withGradient(halves(y), halves(y), { out: x }),
  'losses.binaryFocal': (x, y) => losses.binaryFocal(x, zeros(y.shape, { dtype: 'float32' })),
  'losses.binaryFocal, labels': (x, y) => losses.binaryFocal(y, x),
  'losses.binaryFocal, out': (x, y) =>
    losses.binaryFocal.withGradient(halves(y), zeros(y.shape, { dtype: 'float32' }), { out: x }),
  'losses.focal': (x) => losses.focal(x, labels(x)),
  'losses.focal, labels': [(x, y) => losses.focal(zeros([y.shape[0], 2]), x), VECTOR],
  'losses.focal, out': (x, y) => losses.focal.withGradient(halves(y), labels(y), { out: x }),
  'losses.generalizedCrossEntropy': (x) => losses.generalizedCrossEntropy(x, labels(x)),
  'losses.poly': (x) => losses.poly(x, labels(x)),
  'losses.symmetricCrossEntropy': (x) => losses.symmetricCrossEntropy(x, labels(x)),
  'losses.confidencePenalty': (x) => losses.confidencePenalty(x, labels(x)),
  'losses.confidencePenalty, out': (x, y) =>
    losses.confidencePenalty.withGradient(halves(y), labels(y), { out: x }),
  'losses.meanSquaredError': (x, y) => losses.meanSquaredError(x, halves(y)),
  'losses.meanSquaredError, target': (x, y) => losses.meanSquaredError(halves(y), x),
  'losses.meanSquaredError, out': (x, y) =>
    losses.meanSquaredError.withGradient(halves(y), halves(y), { out: x }),
  'losses.meanSquaredError, out of each': (x, y) =>
    losses.meanSquaredError(halves(y), halves(y), { reduction: 'none', out: x }),
};
