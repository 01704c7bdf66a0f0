import type { Mutants } from './mutant';

/** Of samplers, losses of large vocabularies and models of text. */
export const sampling: Mutants = {
  'log-uniform-probability': {
    file: 'src/large-vocab/log-uniform-sampler.ts',
    from: 'log(log1p(1 / (k + 1))) - logRange',
    to: 'log(1 / (k + 1)) - logRange',
    breaks: "the log-uniform sampler's probabilities are Zipf's without sum 1",
    test: [
      'src/large-vocab/sampler.test.ts',
      'logUniformSampler prefers the first classes by the ratio of logarithms',
    ],
    claims: 'no notebook uses it',
  },
  'unigram-power': {
    file: 'src/large-vocab/unigram-sampler.ts',
    from: 'const { power = 0.75 } = options;',
    to: 'const { power = 1 } = options;',
    breaks: 'negatives are drawn by their counts instead of their power ¾',
    test: ['src/large-vocab/sampler.test.ts', 'unigramSampler has the power ¾ of word2vec by default'],
    claims: 'the notebooks claim what is trained by such negatives with room',
  },
  'alias-rest': {
    file: 'src/large-vocab/alias-table.ts',
    from: 'thresholds[high] -= 1 - thresholds[low];',
    to: 'thresholds[high] -= thresholds[low];',
    breaks: 'the alias table takes the wrong part from the higher column',
    test: [
      'src/large-vocab/sampler.test.ts',
      'draw by their probabilities, the same with the same seed: unigramSampler, power 1',
    ],
    claims: 'the notebooks claim the probabilities of a sampler, and what is trained by its draws with room',
  },
  'log-q-sign': {
    file: 'src/large-vocab/sampled-scores.ts',
    from: "(bias?.data[k] ?? 0) - (correction === 'none' ? 0 : logExpected(k))",
    to: "(bias?.data[k] ?? 0) + (correction === 'none' ? 0 : logExpected(k))",
    breaks: 'the log-Q correction has the wrong sign',
    test: [
      'src/large-vocab/sampled-softmax.test.ts',
      'estimates the sum over all classes without bias: its mean over all draws is exact',
    ],
    claims: { '22': 'in-batch minus sampled, with log-Q' },
  },
  'nce-correction': {
    file: 'src/large-vocab/noise-contrastive.ts',
    from: "correctionOf: () => 'both'",
    to: "correctionOf: () => 'negatives'",
    breaks: 'noise-contrastive estimation does not correct the label',
    test: [
      'src/large-vocab/noise-contrastive.test.ts',
      'noiseContrastive is at rest at log-probabilities, whatever the noise, and not beside them',
    ],
    claims: 'notebook 20 trains with it for minutes',
  },
  'in-batch-log-q-sign': {
    file: 'src/large-vocab/in-batch-softmax.ts',
    from: 'data[i * columns + j] -= shifts[j];',
    to: 'data[i * columns + j] += shifts[j];',
    breaks: 'the log-Q correction in the batch has the wrong sign',
    test: [
      'src/large-vocab/in-batch-softmax.test.ts',
      'is the softmax cross-entropy of its logits, with the correction',
    ],
    claims: { '22': 'in-batch minus sampled, with log-Q' },
  },
  'tree-sign': {
    file: 'src/large-vocab/tree-loss.ts',
    from: 'const { loss, slope } = labelPart(sign * z);',
    to: 'const { loss, slope } = labelPart(z);',
    breaks: 'every decision of the tree is scored as a right turn',
    test: [
      'src/large-vocab/hierarchical-softmax.test.ts',
      'has losses that are −logProbabilities, whose rows sum to one: float64',
    ],
    claims: { '20': 'its loss by hand minus the library’s' },
  },
  'shards-maximum': {
    file: 'src/large-vocab/merge-shards.ts',
    from: 'part.sum[i] * exp(part.max[i] - max[i])',
    to: 'part.sum[i]',
    breaks: 'the sums of shards are added without their maxima',
    test: [
      'src/large-vocab/merge-shards.test.ts',
      'gives the loss of all classes, within the error that it states: 2 shards',
    ],
    claims: 'notebook 20 comes to it after minutes of training',
  },
  'kneser-ney-discount': {
    file: 'src/text/smoothing.ts',
    from: 'const Y = n[1] / (n[1] + 2 * n[2]);',
    to: 'const Y = n[1] / (n[1] + n[2]);',
    breaks: "Kneser-Ney's discount is estimated wrongly",
    test: ['src/text/ngram-model.test.ts', 'takes its discounts from the counts of counts'],
    claims: { '19': 'Kneser-Ney of order 3, bits' },
  },
};
