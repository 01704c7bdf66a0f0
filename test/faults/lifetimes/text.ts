import { rng, text } from '../../../src';
import { VECTOR, type Uses } from './support';

export const TEXT: Uses = {
  'text.vocabulary decode': [(x) => text.vocabulary(['to', 'be']).decode(x), VECTOR],
  'text.bytePairTokenizer decode': [(x) => text.bytePairTokenizer([]).decode(x), VECTOR],
  'text.ngramModel': [(x) => text.ngramModel(x, { order: 2, classes: 2 }), VECTOR],
  'text.ngramModel score': [(x) => text.ngramModel([0, 1], { order: 2, classes: 2 }).score(x), VECTOR],
  'text.ngramModel logProbabilities': [
    (x) => text.ngramModel([0, 1], { order: 2, classes: 2 }).logProbabilities(x),
    VECTOR,
  ],
  'text.subsample': [(x) => text.subsample(x, { counts: [2, 1], rng: rng(1) }), VECTOR],
  'text.subsample, counts': [(x) => text.subsample([0], { counts: x.data, rng: rng(1) }), VECTOR],
  'text.keepProbabilities': [(x) => text.keepProbabilities(x.data, 0.1), VECTOR],
};
