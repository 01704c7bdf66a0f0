import { rng, tensor, type Tensor, type wordVectors } from '../../src';

const vectors = (): Tensor =>
  tensor([
    [1, -2, 0.5],
    [0.25, 3, -1],
    [2, 0, 1],
  ]);
const options = (): wordVectors.WordVectorOptions => ({
  counts: [3, 2, 1],
  dimensions: 2,
  epochs: 1,
  threshold: Infinity,
  rng: rng(1),
});
const text = (): Tensor => tensor([0, 1, 0, 2, 0, 1]);

/** By path. */
export const WORD_VECTORS: Record<string, () => unknown[]> = {
  'wordVectors.train': () => [text(), options()],
  'wordVectors.trainTogether': () => [text(), [options()]],
  'wordVectors.nearest': () => [vectors(), 1, { count: 1 }],
  'wordVectors.cosineSimilarities': () => [vectors(), [[0, 1]]],
  'wordVectors.analogies': () => [vectors(), [[0, 1, 2]]],
};
