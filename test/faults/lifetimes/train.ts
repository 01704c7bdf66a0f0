import { losses, nn, optim, rng, train } from '../../../src';
import { VECTOR, holding, labels, linear, type Uses } from './support';

export const TRAIN: Uses = {
  'train.fit': (x) =>
    train.fit({
      model: linear(x),
      loss: losses.softmaxCrossEntropy,
      optimizer: optim.sgd({ learningRate: 1 }),
      data: { features: x, labels: labels(x) },
      epochs: 1,
      rng: rng(1),
    }),
  'train.evaluate': (x) =>
    train.evaluate({
      model: linear(x),
      loss: losses.softmaxCrossEntropy,
      data: { features: x, labels: labels(x) },
    }),
  'train.predict': (x) => train.predict(linear(x), x),
  'train.scoreTokens': [
    (x) => train.scoreTokens(nn.embedding(2, 2, { rng: rng(1) }), x, { length: 1 }),
    VECTOR,
  ],
  'train.windows': [(x) => train.windows(x, { length: 1 }), VECTOR],
  'train.fingerprint': (x) => train.fingerprint(holding(x)),
  'train.saveModel': (x) => train.saveModel(holding(x)),
  'train.loadModel': (x, y) => train.loadModel(holding(x), train.saveModel(holding(y))),
  'train.temperatureScaling': (x) => train.temperatureScaling(x, labels(x)),
  'train.vectorScaling': (x) => train.vectorScaling(x, labels(x)),
  'train.isotonicRegression, x': [(x, y) => train.isotonicRegression(x, y), VECTOR],
  'train.isotonicRegression, y': [(x, y) => train.isotonicRegression(y, x), VECTOR],
  'train.isotonicRegression, weights': [
    (x, y) => train.isotonicRegression(y, y, { sampleWeight: x }),
    VECTOR,
  ],
  'train.softmaxRegression': (x) => train.softmaxRegression({ features: x, labels: labels(x) }),
};
