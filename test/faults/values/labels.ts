import { runInNewContext } from 'node:vm';
import { datasets, largeVocab, losses, metrics, rng, tensor, zeros } from '../../../src';
import type { Labels } from '../../../src/core';
import type { Fault } from '../fault';
import { classes, digits, equal, large, logits, refusals } from './support';

const foreign = <T>(code: string): T => runInNewContext(code) as T;
const hierarchical = largeVocab.hierarchicalSoftmax(2, { tree: [[0, 1]], rng: rng(1) });
const adaptive = largeVocab.adaptiveSoftmax(2, 2, { cutoffs: [1], divValue: 2, rng: rng(1) });
const sampler = largeVocab.uniformSampler(2);

/** The measures of labels, each with the second of three labels wrong. */
const measures: [string, (labels: Labels) => unknown][] = [
  ['losses.softmaxCrossEntropy', (labels) => losses.softmaxCrossEntropy(logits, labels)],
  ['metrics.accuracy', (labels) => metrics.accuracy(logits, labels)],
  ['metrics.topKAccuracy', (labels) => metrics.topKAccuracy(logits, labels, 1)],
  ['metrics.confusionMatrix', (labels) => metrics.confusionMatrix(logits, labels)],
  ['metrics.precisionRecallF1', (labels) => metrics.precisionRecallF1(logits, labels)],
  ['metrics.expectedCalibrationError', (labels) => metrics.expectedCalibrationError(logits, labels)],
  ['metrics.reliabilityDiagram', (labels) => metrics.reliabilityDiagram(logits, labels)],
  ['metrics.brierScore', (labels) => metrics.brierScore(logits, labels)],
  ['metrics.rocAuc', (labels) => metrics.rocAuc([0.1, 0.5, 0.9], labels)],
  [
    'metrics.negativeLogLikelihoodFromLogits',
    (labels) => metrics.negativeLogLikelihoodFromLogits(logits, labels),
  ],
  ['datasets.oneHot', (labels) => datasets.oneHot(labels, 2)],
  ['largeVocab.hierarchicalSoftmax loss', (labels) => hierarchical.loss(logits, labels)],
  ['largeVocab.hierarchicalSoftmax withGradient', (labels) => hierarchical.withGradient(logits, labels)],
  ['largeVocab.adaptiveSoftmax loss', (labels) => adaptive.loss(logits, labels)],
  ['largeVocab.adaptiveSoftmax withGradient', (labels) => adaptive.withGradient(logits, labels)],
  ...(['sampledSoftmax', 'noiseContrastive', 'negativeSampling'] as const).map(
    (name): [string, (labels: Labels) => unknown] => [
      `largeVocab.${name}`,
      (labels) => largeVocab[name](logits, zeros([2, 2]), labels, { sampler, sampled: [0, 1] }),
    ],
  ),
  ['largeVocab.shardPart', (labels) => largeVocab.shardPart(logits, labels, { first: 0 })],
  ['largeVocab.linearCrossEntropy', (labels) => largeVocab.linearCrossEntropy(logits, zeros([2, 2]), labels)],
];

export const labels: Fault[] = [
  {
    fault: 'losses.softmaxCrossEntropy with a label beyond the classes',
    inject: () => losses.softmaxCrossEntropy(tensor([[2, 0.5, -1]]), [3]),
    expected: /^LabelError: .*labels\[0\] is 3/,
  },
  ...measures.map(([name, measure]) => ({
    fault: `${name} with a label that is undefined`,
    inject: () => measure([0, undefined as never, 1]),
    expected: /^LabelError: .*labels\[1\] (is|should be .* got) undefined/,
  })),
  ...measures.slice(0, 2).flatMap(([name, measure]) =>
    refusals(`${name} with labels`, (value) => measure(value), [
      // eslint-disable-next-line no-sparse-arrays
      [[0, , 1], /labels\[1\] is undefined/],
      [[0, null, 1], /labels\[1\] is null/],
      [[0, NaN, 1], /labels\[1\] is NaN/],
      [[0, '1', 1], /labels\[1\] is '1'/],
      [[0, true, 1], /labels\[1\] is true/],
      [[0, 0.5, 1], /labels\[1\] is 0.5/],
      [[0, 2 ** 32 + 1, 1], /labels\[1\] is 4294967297/],
      [[0, 1n, 1], /labels\[1\] is 1n/],
      [BigInt64Array.of(0n, 1n, 1n), /got BigInt64Array/],
      [Float32Array.of(0, 0.5, 1), /labels\[1\] is 0.5/],
      [new DataView(new ArrayBuffer(3)), /got DataView/],
      [null, /got null/],
      ['011', /got '011'/],
    ]),
  ),
  equal('metrics.accuracy with the label −0', () => metrics.accuracy(logits, [-0, 1, 0]), 1),
  ...['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32'].map((kind) =>
    equal(
      `labels of another realm's ${kind}Array`,
      () => metrics.accuracy(logits, foreign<Labels>(`${kind}Array.of(0, 1, 0)`)),
      1,
    ),
  ),
  equal('labels in a Buffer', () => metrics.accuracy(logits, Buffer.from([0, 1, 0])), 1),
  ...[255, -1, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53, -(2 ** 40)].map((ignoreIndex) =>
    equal(
      `a float32 batch with ignoreIndex ${ignoreIndex}`,
      () => {
        const loss = (dtype: 'float32' | 'float64'): number =>
          losses.softmaxCrossEntropy(large(dtype), classes(ignoreIndex), { ignoreIndex });
        return digits(loss('float32')) === digits(loss('float64'));
      },
      true,
    ),
  ),
  ...refusals(
    'ignoreIndex',
    (ignoreIndex) => losses.softmaxCrossEntropy(logits, [0, 1, 0], { ignoreIndex }),
    [
      [NaN, /ignoreIndex should be an integer, got NaN/],
      [1.5, /ignoreIndex .* got 1.5/],
      ['1', /ignoreIndex .* got '1'/],
      [null, /ignoreIndex .* got null/],
    ],
  ),
];
