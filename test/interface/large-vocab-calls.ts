import { convert, largeVocab, rng, tensor, type Tensor } from '../../src';
import { matrix as x, type Call } from './call';

export const weight = (): Tensor =>
  tensor([
    [4, 1, 0],
    [1, 3, 1],
    [0, 1, 2],
  ]);
export const labels = (): Tensor => tensor([0, 2]);
const linear = () => [x(), weight(), labels(), { bias: tensor([1, 2, 3]) }];
const counts = (): Tensor => tensor([4, 1, 2]);
const TREE: [number, number][] = [
  [0, 1],
  [3, 2],
];

/** By path. */
export const LARGE_VOCAB: Record<string, () => unknown[]> = {
  'largeVocab.linearCrossEntropy': linear,
  'largeVocab.linearCrossEntropy.withGradient': linear,
  'largeVocab.huffmanTree': () => [counts()],
  'largeVocab.classTree': () => [TREE],
  'largeVocab.pathTo': () => [TREE, 1],
  'largeVocab.expectedDepth': () => [TREE, counts()],
  'largeVocab.hierarchicalSoftmax': () => [3, { tree: TREE, rng: rng(1) }],
  'largeVocab.adaptiveSoftmax': () => [3, 3, { cutoffs: [2], divValue: 2, rng: rng(1) }],
};

/** The methods of output layers. */
export const OUTPUT_LAYERS: readonly Call[] = [
  () => largeVocab.hierarchicalSoftmax(3, { tree: TREE, rng: rng(1), dtype: 'float32' }),
  () => largeVocab.adaptiveSoftmax(3, 3, { cutoffs: [1], divValue: 2, rng: rng(1), dtype: 'float32' }),
].flatMap((make) => {
  const call = (method: 'loss' | 'withGradient' | 'logProbabilities', args: Call['args']): Call => ({
    name: `largeVocab.${make().name} > ${method}`,
    run: (...given) => (make()[method] as Call['run'])(...given),
    args,
  });
  const single = () => convert(x(), 'float32');
  const batch = () => [single(), labels(), {}];
  return [call('loss', batch), call('withGradient', batch), call('logProbabilities', () => [single()])];
});
