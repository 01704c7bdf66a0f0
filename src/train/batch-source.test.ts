import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newTensor, rng, tensor } from '../core';
import * as losses from '../losses';
import * as metrics from '../metrics';
import * as nn from '../nn';
import * as optim from '../optim';
import { clouds } from '../../test/support/training-set-up';
import { evaluate, fingerprint, fit, predict, type BatchSource, type Checkpoint, type FitOptions } from '.';

const { features, labels } = clouds(1, 60);

/** The same examples as a source; `noise` is added in training. */
function source(noise = 0): BatchSource {
  const width = features.data.length / 60;
  return {
    rows: 60,
    take(rows, random) {
      const data = Float64Array.from({ length: rows.length * width }, (_, i) => {
        const value = features.data[rows[Math.floor(i / width)] * width + (i % width)];
        return random ? value + noise * random.normal() : value;
      });
      return { features: newTensor(data, [rows.length, width]), labels: rows.map((row) => labels[row]) };
    },
  };
}

function options(more: Partial<FitOptions> = {}): FitOptions {
  return {
    model: nn.linear(2, 3, { rng: rng(1) }),
    loss: losses.softmaxCrossEntropy,
    optimizer: optim.sgd({ learningRate: 0.1 }),
    data: { features, labels },
    epochs: 3,
    rng: rng(2),
    ...more,
  };
}

describe('a source of batches', () => {
  it('trains, evaluates and predicts as the same examples in one piece', async () => {
    const [whole, made] = [options(), options({ data: source(), validation: source() })];
    const expected = await fit({ ...whole, validation: { features, labels } });
    assert.deepEqual(await fit(made), expected);
    assert.equal(fingerprint(made.model), fingerprint(whole.model));
    const { model, loss } = whole;
    const { accuracy } = metrics;
    assert.deepEqual(
      evaluate({ model, loss, data: source(), metrics: { accuracy }, batchSize: 7 }),
      evaluate({ model, loss, data: { features, labels }, metrics: { accuracy } }),
    );
    assert.deepEqual(predict(model, source(), { batchSize: 7 }), predict(model, features));
  });

  it('may give rows of probabilities as labels', () => {
    const model = nn.linear(2, 2, { rng: rng(1) });
    const data: BatchSource = {
      rows: 3,
      take: (rows) => ({ features: tensor(Array.from(rows, (row) => [row, 1])), labels: tensor(Array.from(rows, () => [0.25, 0.75])) }), // prettier-ignore
    };
    const whole = data.take(Int32Array.of(0, 1, 2));
    const loss = losses.softmaxCrossEntropy;
    assert.deepEqual(evaluate({ model, loss, data, batchSize: 2 }), evaluate({ model, loss, data: whole }));
  });

  it('draws from a stream that is the same in a resumed run', async () => {
    const whole = options({ data: source(1), epochs: 4 });
    const expected = await fit(whole);
    let resume: Checkpoint | undefined;
    await fit(
      options({
        data: source(1),
        epochs: 4,
        callbacks: { onEpoch: (event) => void (event.epoch === 1 && (resume = event.checkpoint())) },
      }),
    );
    const resumed = options({ data: source(1), epochs: 4, model: nn.linear(2, 3, { rng: rng(9) }), resume });
    assert.deepEqual(await fit(resumed), expected);
    assert.equal(fingerprint(resumed.model), fingerprint(whole.model));
    const still = options({ data: source(), epochs: 4 });
    await fit(still);
    assert.notEqual(fingerprint(still.model), fingerprint(whole.model));
  });

  it('is named when it gives something else than it was asked for', async () => {
    const wrong: [BatchSource, RegExp][] = [
      [{ ...source(), rows: 0 }, /data\.rows should be a positive integer, got 0/],
      [
        { ...source(), take: () => source().take(Int32Array.of(1)) },
        /data\.take was asked for 32 rows, got 1/,
      ],
      [
        { ...source(), take: () => ({ features, labels: [1] }) },
        /what data\.take gave has 60 rows .* 1 labels/,
      ],
    ];
    for (const [data, message] of wrong) {
      await assert.rejects(fit(options({ data })), { name: 'ShapeError', message });
    }
  });
});
