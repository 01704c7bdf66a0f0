import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, type DType } from '../core';
import * as losses from '../losses';
import * as nn from '../nn';
import * as optim from '../optim';
import { clouds, setUp, withValidation } from '../../test/support/training-set-up';
import { evaluate, fit } from '.';

describe('fit', () => {
  it('does by hand what gradient descent does: one epoch, two batches, unequal', async () => {
    const model = nn.linear(1, 1, { initializer: nn.initializers.zeros, bias: false });
    const data = { features: tensor([[1], [2], [3]]), labels: tensor([[2], [2], [6]]) };
    const history = await fit({
      model,
      loss: losses.meanSquaredError,
      optimizer: optim.sgd({ learningRate: 0.125 }),
      data,
      epochs: 1,
      batchSize: 2,
      shuffle: false,
    });
    // w = 0: loss (4 + 4)/2 = 4, gradient −(2·1·2 + 2·2·2)/2 = −6, w = 0.75;
    // then loss (2.25 − 6)² = 14.0625, gradient 2·3·(−3.75) = −22.5, w = 3.5625.
    assert.deepEqual(Array.from(model.parameters.weight.data), [3.5625]);
    assert.deepEqual(history.trainLoss, [(2 * 4 + 14.0625) / 3]);
    assert.deepEqual(history.learningRate, [0.125]);
  });

  it('learns', async () => {
    const options = setUp({ epochs: 20, ...withValidation });
    const history = await fit(options);
    assert.equal(history.trainLoss.length, 20);
    assert.ok(history.trainLoss[19] < history.trainLoss[0] / 2, String(history.trainLoss));
    const accuracy = history.validationMetrics.accuracy[19];
    assert.ok(accuracy > 0.85, `accuracy ${accuracy}`);
    const { model, loss } = options;
    assert.deepEqual(
      evaluate({ model, loss, data: withValidation.validation, metrics: withValidation.metrics }),
      {
        loss: history.validationLoss[19],
        metrics: { accuracy },
      },
    );
  });

  it('gives the same bits for the same seed, and others for another', async () => {
    const run = async (seed: number, dtype: DType) => {
      const r = rng(1);
      const model = nn.linear(2, 3, { rng: r, dtype });
      const history = await fit(setUp({ model, rng: rng(seed), data: clouds(2, 70, dtype) }));
      return { history, weights: model.parameters };
    };
    for (const dtype of ['float32', 'float64'] as const) {
      const first = await run(3, dtype);
      assert.deepEqual(await run(3, dtype), first);
      assert.notDeepEqual((await run(4, dtype)).weights, first.weights);
    }
  });

  it('shows each row once an epoch, in another order each time, and does not advance the rng', async () => {
    const epochs: number[][] = [];
    let seen: number[] = [];
    const watching: nn.Layer = {
      name: 'watching',
      parameters: {},
      forward: (x) => {
        seen.push(...x.data);
        return [x, null];
      },
      backward: (_, dOutput) => ({ dInput: dOutput, gradients: {} }),
    };
    const rows = Array.from({ length: 10 }, (_, i) => i);
    const r = rng(5);
    await fit({
      model: watching,
      loss: { withGradient: (x) => ({ loss: 0, gradient: x }) },
      optimizer: optim.sgd({ learningRate: 1 }),
      data: { features: tensor(rows, { shape: [10, 1] }), labels: rows },
      epochs: 3,
      batchSize: 4,
      rng: r,
      callbacks: {
        onEpoch: () => {
          epochs.push(seen);
          seen = [];
        },
      },
    });
    assert.equal(epochs.length, 3);
    for (const order of epochs)
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        rows,
      );
    assert.notDeepEqual(epochs[0], rows);
    assert.notDeepEqual(epochs[0], epochs[1]);
    assert.equal(r.uniform(), rng(5).uniform());
  });

  it('sets the learning rate by the schedule before each batch', async () => {
    const rates: number[] = [];
    const history = await fit(
      setUp({
        epochs: 2,
        batchSize: 35,
        schedule: (epoch) => 1 / (1 + epoch),
        optimizer: optim.sgd({ learningRate: 9 }),
        callbacks: { onBatch: ({ learningRate }) => rates.push(learningRate) },
      }),
    );
    assert.deepEqual(
      rates,
      [0, 0.5, 1, 1.5].map((epoch) => 1 / (1 + epoch)),
    );
    assert.deepEqual(history.learningRate, [rates[1], rates[3]]);
  });

  it('clips gradients to the joint norm on request', async () => {
    const distance = async (maxGradientNorm?: number) => {
      const model = nn.linear(2, 3, { initializer: nn.initializers.zeros });
      const options = { model, epochs: 1, batchSize: 70, optimizer: optim.sgd({ learningRate: 1 }) };
      await fit(setUp({ ...options, ...(maxGradientNorm && { maxGradientNorm }) }));
      const all = Object.values(model.parameters).flatMap(({ data }) => Array.from(data));
      return Math.sqrt(all.reduce((sum, w) => sum + w * w, 0));
    };
    assert.ok((await distance()) > 0.1);
    assert.ok(Math.abs((await distance(0.01)) - 0.01) < 1e-15);
  });

  it('reports batches and epochs, and waits for an asynchronous onEpoch', async () => {
    const events: string[] = [];
    await fit(
      setUp({
        epochs: 2,
        batchSize: 40,
        callbacks: {
          onBatch: ({ epoch, batch, batches, loss }) => {
            assert.ok(loss > 0);
            events.push(`${epoch}:${batch}/${batches}`);
          },
          onEpoch: async ({ epoch, epochs, trainLoss, validation }) => {
            assert.ok(trainLoss > 0);
            assert.equal(validation, undefined);
            await new Promise((resolve) => setTimeout(resolve, 5));
            events.push(`end ${epoch} of ${epochs}`);
          },
        },
      }),
    );
    assert.deepEqual(events, ['0:0/2', '0:1/2', 'end 0 of 2', '1:0/2', '1:1/2', 'end 1 of 2']);
  });

  it('lets the event loop run while it trains', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const onBatch = () => {
      const end = performance.now() + 60;
      while (performance.now() < end); // a slow batch
    };
    await fit(setUp({ epochs: 1, batchSize: 18, callbacks: { onBatch } }));
    clearInterval(timer);
    assert.ok(ticks >= 3, `${ticks} ticks in 4 batches of 60 ms`);
  });

  it('stops when the signal says so, naming where', async () => {
    const controller = new AbortController();
    const onBatch = ({ epoch, batch }: { epoch: number; batch: number }) => {
      if (epoch === 1 && batch === 2) controller.abort();
    };
    await assert.rejects(fit(setUp({ signal: controller.signal, callbacks: { onBatch } })), {
      name: 'AbortError',
      message: /epoch 1, batch 3 of 5/,
    });
  });
});
