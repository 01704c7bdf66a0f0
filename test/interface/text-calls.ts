import { rng, tensor, text } from '../../src';
import type { Call } from './call';

/** By path. */
export const FUNCTIONS_OF_TEXT: Readonly<Record<string, () => unknown[]>> = {
  'text.characters': () => ['to be'],
  'text.words': () => ['to be'],
  'text.vocabulary': () => [['to', 'be'], { minimumCount: 1 }],
  'text.keepProbabilities': () => [[3, 1], 0.1],
  'text.subsample': () => [tensor([0, 1]), { counts: [3, 1], threshold: 1, rng: rng(1) }],
  'text.bytePairEncoding': () => ['to be', { vocabulary: 300 }],
  'text.bytePairTokenizer': () => [[[116, 111]]],
  'text.ngramModel': () => [tensor([0, 1, 0]), { order: 2, classes: 2, smoothing: 'wittenBell' }],
  'text.parseCsv': () => ['a,b\n1,2'],
  'text.decodeUtf8': () => [Uint8Array.of(97), {}],
};

const { encode, decode } = text.vocabulary(['to', 'be']);
const pairs = text.ngramModel([0, 1, 0], { order: 2, classes: 2 });
const bytes = text.bytePairTokenizer([]);

/** Methods of what a function returns; what is decoded comes back as numbers, which can be compared. */
export const METHODS_OF_TEXT: readonly Call[] = [
  {
    name: 'text.vocabulary > encode',
    run: (...given) => encode(...(given as [string[]])),
    args: () => [['be'], { skipUnknown: true }],
  },
  {
    name: 'text.vocabulary > decode',
    run: (indices) => encode(decode(indices as number[])),
    args: () => [tensor([0, 1])],
  },
  {
    name: 'text.bytePairTokenizer > encode',
    run: (given) => bytes.encode(given as string),
    args: () => ['to be'],
  },
  {
    name: 'text.bytePairTokenizer > decode',
    run: (tokens) => bytes.encode(bytes.decode(tokens as number[])),
    args: () => [tensor([116, 111])],
  },
  {
    name: 'text.ngramModel > logProbabilities',
    run: (context) => pairs.logProbabilities(context as number[]),
    args: () => [tensor([1])],
  },
  {
    name: 'text.ngramModel > lowerOrder',
    run: (order) => pairs.lowerOrder(order as number).score([0, 1]),
    args: () => [1],
  },
  {
    name: 'text.ngramModel > score',
    run: (tokens) => pairs.score(tokens as number[]),
    args: () => [tensor([0, 1])],
  },
];
