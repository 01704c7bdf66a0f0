import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, type Tensor } from '../core';
import * as metrics from '../metrics';
import * as nn from '../nn';
import { clouds, setUp } from '../../test/support/training-set-up';
import { fit } from '.';

describe('what goes wrong in fit', () => {
  const refuses = (overrides: object, error: object) => assert.rejects(fit(setUp(overrides)), error);

  it('is named: a loss that is not finite, with epoch and batch; the parameters stay as they were', async () => {
    const data = clouds(2, 70);
    data.features.data[2 * 69] = NaN;
    const model = nn.linear(2, 3, { rng: rng(1) });
    await refuses(
      { model, data, shuffle: false },
      { name: 'DomainError', message: /loss is NaN in epoch 0, batch 4 of 5.*learning rate 0\.02/ },
    );
    assert.ok(model.parameters.weight.data.every((w: number) => Number.isFinite(w)));
  });

  it('is named: a parameter that overflows in the last update, after a finite loss', async () => {
    const model: nn.Layer = {
      name: 'overflowing',
      parameters: { weight: tensor([0]) },
      forward: (x) => [x, null],
      backward: (_, dOutput) => ({ dInput: dOutput, gradients: { weight: tensor([Infinity]) } }),
    };
    await refuses(
      { model, epochs: 1, batchSize: 70, loss: { withGradient: (x: Tensor) => ({ loss: 1, gradient: x }) } },
      { name: 'DomainError', message: /parameter 'weight' is no longer finite after epoch 0/ },
    );
  });

  it('is named: callbacks, metrics, a signal and an rng that nobody could use', async () => {
    const says = (overrides: object, message: RegExp) => refuses(overrides, { name: 'OptionError', message });
    const validation = clouds(2, 10);
    await says({ callbacks: { onEpochEnd: () => 1 } }, /fit: callbacks: unknown option 'onEpochEnd'/);
    await says({ callbacks: () => 1 }, /fit: callbacks: options should be an object/);
    await says({ callbacks: { onEpoch: 1 } }, /fit: callbacks\.onEpoch should be a function, got 1/);
    await says(
      { metrics: metrics.accuracy, validation },
      /fit: metrics should be an object like .*, got a function/,
    );
    await says({ metrics: { x: () => 'y' }, validation }, /metrics\.x should give a number, got 'y'/);
    await says(
      { signal: new AbortController() },
      /signal should be an AbortSignal, as controller\.signal is, got/,
    );
    await says({ rng: '1' }, /fit: rng should be a generator made by rng\(seed\), got '1'/);
    await says({ shuffle: false, rng: 5 }, /fit: rng should be a generator/);
    await says(
      { model: nn.relu },
      /model should have the method forward, got a function; call it to have one/,
    );
  });

  it('is named: a loss that gives no number', async () => {
    const loss = (result: unknown) => ({ loss: { withGradient: () => result } });
    const says = (result: unknown, message: RegExp) =>
      refuses(loss(result), { name: 'OptionError', message });
    await says(undefined, /fit: loss\.withGradient should give { loss: a number, gradient }, got undefined/);
    await says(Promise.resolve(1), /got Promise/);
    await says({ loss: '1' }, /got the loss '1'/);
  });

  it('is named: empty data, rows that disagree, wrong types', async () => {
    const features = tensor([[1, 2]]);
    await refuses(
      { data: { features: tensor([], { shape: [0, 2] }), labels: [] } },
      { message: /at least one row/ },
    );
    await refuses(
      { data: { features, labels: [0, 1] } },
      { name: 'ShapeError', message: /1 rows.*2 labels/ },
    );
    await refuses(
      { data: { features: [[1, 2]], labels: null } },
      { name: 'ShapeError', message: /fit: data\.labels should be class indices.* got null/ },
    );
    await refuses({ data: undefined }, { name: 'OptionError' });
    await refuses({ validation: { features, labels: [] } }, { message: /validation has 1 rows/ });
    await refuses({ data: { features, labels: [3] } }, { name: 'LabelError' });
    await refuses(
      { data: { features: tensor([[1, 2, 3]]), labels: [0] } },
      { message: /\[N, 2\].*\[1, 3\]/ },
    );
  });

  it('is named: unknown, missing and impossible options', async () => {
    await refuses({ learningRate: 0.1 }, { name: 'OptionError', message: /unknown option 'learningRate'/ });
    await refuses({ epochs: undefined }, { message: /epochs.*undefined/ });
    await refuses({ epochs: -1 }, { message: /epochs/ });
    await refuses({ batchSize: 0 }, { message: /batchSize/ });
    await refuses({ rng: undefined }, { message: /rng\(1\).*shuffle: false/ });
    await refuses({ model: {} }, { message: /model should have the method forward/ });
    await refuses({ loss: () => 1 }, { message: /withGradient/ });
    await refuses({ optimizer: 'adam' }, { message: /optimizer should have the method step, got 'adam'/ });
    await refuses({ maxGradientNorm: 0 }, { message: /maxGradientNorm/ });
    await refuses({ metrics: { accuracy: metrics.accuracy } }, { message: /metrics needs validation/ });
  });

  it('is nothing when there are no epochs', async () => {
    assert.deepEqual((await fit(setUp({ epochs: 0 }))).trainLoss, []);
  });
});
