import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import { softmaxCrossEntropy } from '../losses';
import { accuracy, perplexity } from '../metrics';
import * as nn from '../nn';
import { adam } from '../optim';
import { evaluate } from './evaluate';
import { fit } from './fit';
import { predict } from './predict';

/** Each next token is the token before plus one, of five. */
const features = tensor(Array.from({ length: 12 }, (_, n) => [0, 1, 2, 3].map((t) => (n + t) % 5)));
const labels = tensor(
  features.data.map((token: number) => (token + 1) % 5),
  { shape: [12, 4] },
);
const modelOf = (): nn.Layer => {
  const r = rng(1);
  return nn.sequential(nn.embedding(5, 8, { rng: r }), nn.linear(8, 5, { rng: r }));
};
const common = { loss: softmaxCrossEntropy, metrics: { accuracy, perplexity } };

describe('Labels [N, T] of outputs [N, T, K]', () => {
  it('are an example each: the bits of a training on flat rows', async () => {
    const run = async (data: { features: typeof features; labels: typeof labels }, batchSize: number) => {
      const model = modelOf();
      const optimizer = adam({ learningRate: 0.05 });
      const history = await fit({ ...common, model, optimizer, data, validation: data, epochs: 8, batchSize, shuffle: false }); // prettier-ignore
      return { history, parameters: model.parameters, outputs: predict(model, data.features) };
    };
    const flat = {
      features: tensor(features.data, { shape: [48] }),
      labels: tensor(labels.data, { shape: [48] }),
    };
    const [sequences, rows] = [await run({ features, labels }, 3), await run(flat, 12)];
    assert.deepEqual(sequences.outputs.shape, [12, 4, 5]);
    assert.deepEqual(sequences.parameters, rows.parameters);
    assert.deepEqual(sequences.history.validationMetrics, rows.history.validationMetrics);
    assert.equal(sequences.history.validationMetrics.accuracy.at(-1), 1);
  });

  it('give evaluate the mean over positions, and leave ignored ones out', () => {
    const data = {
      features,
      labels: { ...labels, data: labels.data.map((y: number, i: number) => (i % 4 ? y : -100)) },
    };
    const model = modelOf();
    const { loss, metrics } = evaluate({ model, loss: common.loss, metrics: { perplexity }, data });
    assert.ok(Math.abs(Math.log(metrics.perplexity) - loss) < 1e-12);
  });
});
