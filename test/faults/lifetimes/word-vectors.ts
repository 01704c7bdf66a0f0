import { rng, wordVectors } from '../../../src';
import { VECTOR, type Uses } from './support';

export const WORD_VECTORS: Uses = {
  'wordVectors.train': [(x) => wordVectors.train(x, { counts: [1, 1], rng: rng(1) }), VECTOR],
  'wordVectors.trainTogether': [
    (x) => wordVectors.trainTogether(x, [{ counts: [1, 1], rng: rng(1) }]),
    VECTOR,
  ],
  'wordVectors.nearest': (x) => wordVectors.nearest(x, 0),
  'wordVectors.cosineSimilarities': (x) => wordVectors.cosineSimilarities(x, [[0, 1]]),
  'wordVectors.analogies': (x) => wordVectors.analogies(x, [[0, 1, 0]]),
};
