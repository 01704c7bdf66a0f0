import { largeVocab, rng, zeros, type Tensor } from '../../../src';
import { VECTOR, halves, labels, outlived, type Uses } from './support';

/** Of four classes, for rows of x. */
const hierarchical = ({ shape }: Tensor): largeVocab.OutputLayer =>
  largeVocab.hierarchicalSoftmax(shape[1], {
    tree: largeVocab.huffmanTree([4, 3, 2, 1]),
    rng: rng(1),
    dtype: 'float32',
  });
const adaptive = ({ shape }: Tensor): largeVocab.OutputLayer =>
  largeVocab.adaptiveSoftmax(shape[1], 4, { cutoffs: [1], divValue: 2, rng: rng(1), dtype: 'float32' });

/** Weight and options, for rows of x, of two classes that are both sampled. */
const weightFor = ({ shape }: Tensor): Tensor => zeros([2, shape[1]], { dtype: 'float32' });
const sampled = (classes = 2) => ({ sampler: largeVocab.uniformSampler(classes), sampled: [0, 1] });

const ofOutputLayer = (name: string, make: (x: Tensor) => largeVocab.OutputLayer): Uses => ({
  [`largeVocab.${name} loss`]: (x, y) => make(y).loss(x, labels(x)),
  [`largeVocab.${name} loss, labels`]: [(x, y) => make(rowsFor(y)).loss(rowsFor(y), x), VECTOR],
  [`largeVocab.${name} loss, its parameters`]: (_, y) => outlived(() => make(y)).loss(y, labels(y)),
  [`largeVocab.${name} withGradient`]: (x, y) => make(y).withGradient(x, labels(x)),
  [`largeVocab.${name} withGradient, its parameters`]: (_, y) =>
    outlived(() => make(y)).withGradient(y, labels(y)),
  [`largeVocab.${name} logProbabilities`]: (x, y) => make(y).logProbabilities(x),
  [`largeVocab.${name} logProbabilities, its parameters`]: (_, y) =>
    outlived(() => make(y)).logProbabilities(y),
});

const ofSampledLoss = (name: 'sampledSoftmax' | 'noiseContrastive' | 'negativeSampling'): Uses => {
  const loss = largeVocab[name];
  return {
    [`largeVocab.${name}`]: (x) => loss(x, weightFor(x), labels(x), sampled()),
    [`largeVocab.${name}, weight`]: (x, y) => loss(y, x, labels(y), sampled(x.shape[0])),
    [`largeVocab.${name}, labels`]: [(x, y) => loss(rowsFor(y), weightFor(rowsFor(y)), x, sampled()), VECTOR],
    [`largeVocab.${name}, bias`]: [
      (x, y) => loss(rowsFor(y), rowsFor(y), labels(y), { ...sampled(y.shape[0]), bias: x }),
      VECTOR,
    ],
    [`largeVocab.${name}, sampled`]: [
      (x, y) => loss(rowsFor(y), weightFor(rowsFor(y)), labels(y), { ...sampled(), sampled: x }),
      VECTOR,
    ],
    [`largeVocab.${name}.withGradient`]: (x) => loss.withGradient(x, weightFor(x), labels(x), sampled()),
    [`largeVocab.${name}.withGradient, weight`]: (x, y) =>
      loss.withGradient(y, x, labels(y), sampled(x.shape[0])),
  };
};

/** As many rows of three numbers as the vector has. */
const rowsFor = ({ shape }: Tensor): Tensor => zeros([shape[0], 3], { dtype: 'float32' });

export const LARGE_VOCAB: Uses = {
  'largeVocab.linearCrossEntropy': (x) =>
    largeVocab.linearCrossEntropy(x, zeros([x.shape[1], 2], { dtype: 'float32' }), labels(x)),
  'largeVocab.linearCrossEntropy, weight': (x, y) =>
    largeVocab.linearCrossEntropy(zeros([1, y.shape[0]], { dtype: 'float32' }), x, [0]),
  'largeVocab.huffmanTree': [(x) => largeVocab.huffmanTree(x), VECTOR],
  'largeVocab.expectedDepth': [(x, y) => largeVocab.expectedDepth(largeVocab.huffmanTree(y), x), VECTOR],
  ...ofOutputLayer('hierarchicalSoftmax', hierarchical),
  ...ofOutputLayer('adaptiveSoftmax', adaptive),
  ...ofSampledLoss('sampledSoftmax'),
  ...ofSampledLoss('noiseContrastive'),
  ...ofSampledLoss('negativeSampling'),
  'largeVocab.unigramSampler': [(x) => largeVocab.unigramSampler(x), VECTOR],
  'largeVocab.shardPart': (x) => largeVocab.shardPart(x, labels(x), { first: 0 }),
  'largeVocab.shardPart, labels': [(x, y) => largeVocab.shardPart(rowsFor(y), x, { first: 0 }), VECTOR],
  'largeVocab.mergeShards, max': [
    (x, y) => largeVocab.mergeShards([{ max: x, sum: y, labelLogit: y }]),
    VECTOR,
  ],
  'largeVocab.mergeShards, sum': [
    (x, y) => largeVocab.mergeShards([{ max: y, sum: x, labelLogit: y }]),
    VECTOR,
  ],
  'largeVocab.mergeShards, labelLogit': [
    (x, y) => largeVocab.mergeShards([{ max: y, sum: y, labelLogit: x }]),
    VECTOR,
  ],
  'largeVocab.inBatchSoftmax, users': (x, y) => largeVocab.inBatchSoftmax(x, halves(y)),
  'largeVocab.inBatchSoftmax, items': (x, y) => largeVocab.inBatchSoftmax(halves(y), x),
  'largeVocab.inBatchSoftmax, hard negatives': (x, y) =>
    largeVocab.inBatchSoftmax(halves(y), halves(y), { hardNegatives: x }),
};
