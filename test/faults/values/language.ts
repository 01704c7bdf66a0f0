import { largeVocab, nn, rng, text, zeros } from '../../../src';
import type { Fault } from '../fault';
import { equal, refusals } from './support';

const random = rng(1);
const { encode, decode } = text.vocabulary(['to', 'be']);
const tokenizer = text.bytePairTokenizer([]);
const uniform = largeVocab.uniformSampler(10);

export const language: Fault[] = [
  // Corpora without a word, and words that none has.
  ...refusals('text.vocabulary of', (tokens) => text.vocabulary(tokens), [
    [[], /^DomainError: vocabulary: there are no tokens to count/],
    ['to be', /^OptionError: vocabulary: expected an array of tokens.*got 'to be'/],
    [['to', undefined], /^OptionError: vocabulary: tokens\[1\] .*got undefined/],
  ]),
  ...refusals('text.bytePairEncoding of', (corpus) => text.bytePairEncoding(corpus, { vocabulary: 300 }), [
    ['', /^DomainError: bytePairEncoding: there is no text to learn from/],
    [['to'], /^OptionError: bytePairEncoding: expected a text, got an array of 1/],
    ['a\ud83d', /^DomainError: bytePairEncoding: half of a surrogate pair at index 1/],
  ]),
  equal('the words of an empty text', () => text.words('').length + text.characters('').length, 0),
  ...refusals(
    'counts of no word for text.keepProbabilities',
    (counts) => text.keepProbabilities(counts, 0.1),
    [
      [[], /^DomainError: keepProbabilities: no word occurs/],
      [[0, 0], /^DomainError: keepProbabilities: no word occurs/],
    ],
  ),
  ...refusals('largeVocab.huffmanTree of the counts', (counts) => largeVocab.huffmanTree(counts), [
    [[], /^ShapeError: huffmanTree: counts should have shape \[V\].*got \[0\]/],
    [[1, -1], /^OptionError: huffmanTree: counts\[1\] is -1/],
    [[1, NaN], /^OptionError: huffmanTree: counts\[1\] is NaN/],
  ]),
  ...refusals('largeVocab.unigramSampler of the counts', (counts) => largeVocab.unigramSampler(counts), [
    [[], /^ShapeError: unigramSampler: counts .*got \[0\]/],
    [[0, 0], /^OptionError: unigramSampler: all counts are 0/],
    [[1, Infinity], /^OptionError: unigramSampler: counts\[1\] is Infinity/],
  ]),
  ...refusals('tokens that the vocabulary has not', (tokens) => encode(tokens), [
    [['to', 'bee'], /^DomainError: encode: tokens\[1\], 'bee', is not in the vocabulary; .*skipUnknown/],
  ]),
  ...refusals('indices that the vocabulary has not', (indices) => decode(indices), [
    [[0, 2], /^LabelError: decode: indices\[1\] is 2/],
    [[0.5], /^LabelError: decode: indices\[0\] is 0.5/],
  ]),
  ...refusals('byte-pair tokens', (tokens) => tokenizer.decode(tokens), [
    [[65, 256], /^LabelError: decode: tokens\[1\] is 256/],
  ]),
  // Bytes that are no text, and texts that are no characters.
  ...refusals('text.decodeUtf8 of', (bytes) => text.decodeUtf8(bytes), [
    [Uint8Array.of(97, 0xff), /^DomainError: decodeUtf8: byte 1, 0xff, is not UTF-8; /],
    [Buffer.from('a\u0301').subarray(0, 2), /^DomainError: decodeUtf8: byte 1, 0xcc/],
    [[97], /^OptionError: decodeUtf8: expected the bytes of a file, got an array of 1/],
    ['a', /^OptionError: decodeUtf8: .*got 'a'/],
  ]),
  equal(
    'invalid UTF-8, replaced on request',
    () => text.decodeUtf8(Uint8Array.of(97, 0xff), { invalid: 'replace' }),
    'a\ufffd',
  ),
  equal(
    'half of a character among byte-pair tokens',
    () => tokenizer.decode(tokenizer.encode('山').slice(0, 2)),
    '\ufffd',
  ),
  ...refusals('text.characters of', (given) => text.characters(given), [
    ['a\udc00', /^DomainError: characters: half of a surrogate pair at index 1/],
    [null, /^OptionError: characters: .*got null/],
  ]),
  // Trees that are none.
  ...refusals(
    'largeVocab.hierarchicalSoftmax with the tree',
    (tree) => largeVocab.hierarchicalSoftmax(2, { tree, rng: random }),
    [
      [[[0, 1], [1, 2]], /^OptionError: hierarchicalSoftmax: class 1 is below the nodes 3 and 4/], // prettier-ignore
      [[[0, 1], [2, 2]], /class 2 is twice below node 4/], // prettier-ignore
      [[[0, 1], [2, 4]], /node 4 is above itself/], // prettier-ignore
      [[[4, 1], [3, 0]], /class 2 is below no node/], // prettier-ignore
      [[[0, 7]], /node 2 has the child 7/],
      [[[0, 1.5]], /node 2 has the child 1.5/],
      [[[0, 1, 2]], /pair 0 should be the two children of a node/],
      [[[0]], /pair 0 should be the two children of a node/],
      [{ children: Int32Array.of(0, 5) }, /node 2 has the child 5/],
      [{ children: Int32Array.of(0) }, /tree should be what huffmanTree or classTree made/],
      [null, /tree should be .*got null/],
    ],
  ),
  // Clusters that do not fit.
  ...refusals(
    'largeVocab.adaptiveSoftmax of 64 numbers into 10 classes with the cutoffs',
    (cutoffs) => largeVocab.adaptiveSoftmax(64, 10, { cutoffs, rng: random }),
    [
      [
        [0],
        /^OptionError: adaptiveSoftmax: cutoffs .*of 1 … 9, since there are 10 classes; cutoffs\[0\] is 0/,
      ],
      [[10], /cutoffs\[0\] is 10/],
      [[5, 3], /cutoffs\[1\] is 3, after 5/],
      [[5, 5], /cutoffs\[1\] is 5, after 5/],
      [[1.5], /cutoffs\[0\] is 1.5/],
      [['3'], /cutoffs\[0\] is '3'/],
      [[2, 4, 6, 8], /cluster 3 would have .*64\/4\^4 < 1 numbers a row; take a smaller divValue/],
      [5, /cutoffs should be the first classes of the clusters, .*got 5/],
    ],
  ),
  // Samples.
  ...(['sampledSoftmax', 'noiseContrastive', 'negativeSampling'] as const).flatMap((name) =>
    refusals(
      `largeVocab.${name} into 10 classes with`,
      (options: object) =>
        largeVocab[name](zeros([2, 3]), zeros([10, 3]), [0, 1], {
          sampler: uniform,
          ...options,
        }),
      [
        [{ samples: 11, rng: random }, new RegExp(`^OptionError: ${name}: samples is 11, more than the 10`)],
        [{ samples: 0, rng: random }, /samples should be a positive integer, got 0/],
        [{ samples: 3 }, /rng/],
        [{}, /give samples and rng to draw negatives, or sampled/],
        [{ sampled: [] }, /sampled should be at least one class/],
        [{ sampled: [10] }, /^LabelError: .*sampled\[0\] is 10/],
        [{ sampled: [0], sampler: largeVocab.uniformSampler(9) }, /sampler is of 9 classes, .*10 rows/],
        [{ sampled: [0], sampler: undefined }, /sampler should be one/],
      ],
    ),
  ),
  // More classes than there is room for: told before anything is drawn.
  {
    fault: 'largeVocab.hierarchicalSoftmax of more weights than an array holds',
    inject: () =>
      largeVocab.hierarchicalSoftmax(1e9, { tree: largeVocab.huffmanTree([1, 1, 1, 1]), rng: random }),
    expected: /^ShapeError: hierarchicalSoftmax: shape \[3, 1000000000\] has .*the most is 2³¹/,
    limit: 2,
  },
  {
    fault: 'largeVocab.adaptiveSoftmax of more classes than an array holds',
    inject: () => largeVocab.adaptiveSoftmax(1024, 1e9, { cutoffs: [1000, 1e6], rng: random }),
    expected: /^ShapeError: adaptiveSoftmax: shape \[999000000, 64\] has .*the most is 2³¹/,
    limit: 2,
  },
  {
    fault: 'log-probabilities of more rows and classes than an array holds',
    inject: () =>
      largeVocab
        .adaptiveSoftmax(2, 1e5, { cutoffs: [10], divValue: 2, rng: random })
        .logProbabilities(zeros([30000, 2])),
    expected: /^ShapeError: adaptiveSoftmax.logProbabilities: shape \[30000, 100000\] has /,
    limit: 2,
  },
  ...(['uniformSampler', 'logUniformSampler'] as const).flatMap((name) =>
    refusals(`largeVocab.${name} of`, (classes) => largeVocab[name](classes), [
      [2 ** 31 + 1, /^OptionError: \w+: classes should be at most 2³¹, got 2147483649/],
      [0, /^OptionError: \w+: classes should be a positive integer, got 0/],
    ]),
  ),
  // Layers of language.
  ...refusals('nn.causalSelfAttention of 6 numbers with', (options) => nn.causalSelfAttention(6, options), [
    [{ heads: 4, rng: random }, /^OptionError: causalSelfAttention: heads should divide the size, 6, got 4/],
    [{ heads: 0, rng: random }, /heads should be a positive integer, got 0/],
    [{ heads: 2 }, /rng/],
  ]),
  {
    fault: 'a sequence longer than nn.positionEmbedding has positions',
    inject: () => nn.positionEmbedding(4, 2, { rng: random }).forward(zeros([1, 5, 2])),
    expected: /^ShapeError: positionEmbedding: x should have shape \[N, T, 2\], T at most 4, got \[1, 5, 2\]/,
  },
];
