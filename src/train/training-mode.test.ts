import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor, zeros } from '../core';
import * as nn from '../nn';
import { clouds, setUp, withValidation } from '../../test/support/training-set-up';
import { fingerprint, fit, loadModel, predict, saveModel, type Checkpoint, type EpochEvent } from '.';

/** Counts the rows that it was trained on: a state that is no parameter. */
function counter(): nn.Layer<null> {
  const buffers = { seen: zeros([1]) };
  return {
    name: 'counter',
    parameters: {},
    buffers,
    forward(x, context) {
      if (context?.training) buffers.seen.data[0] += x.shape[0];
      return [x, null];
    },
    backward: (_, dOutput) => ({ dInput: dOutput, gradients: {} }),
  };
}

const model = (seed: number) =>
  nn.sequential(
    nn.linear(2, 8, { rng: rng(seed) }),
    nn.relu(),
    nn.dropout(0.3),
    counter(),
    nn.linear(8, 3, { rng: rng(seed + 1) }),
  );

describe('a layer that trains otherwise than it predicts', () => {
  it('trains in fit, and predicts in its validation and in predict', async () => {
    const options = setUp({ ...withValidation, model: model(1), epochs: 3 });
    await fit(options);
    assert.equal(options.model.buffers?.['3.seen'].data[0], 3 * 70);
    const x = clouds(3, 20).features;
    assert.deepEqual(predict(options.model, x), predict(options.model, x));
    assert.equal(options.model.buffers?.['3.seen'].data[0], 3 * 70);
  });

  it('resumes to the bits of the uninterrupted run: what it draws, and its buffers', async () => {
    const same = { ...withValidation, earlyStopping: { patience: 2 }, epochs: 5 };
    const whole = setUp({ ...same, model: model(1) });
    const expected = await fit(whole);
    let resume: Checkpoint | undefined;
    const onEpoch = (event: EpochEvent) => {
      if (event.epoch === 1) resume = event.checkpoint();
    };
    await fit(setUp({ ...same, model: model(1), callbacks: { onEpoch } }));
    const resumed = setUp({ ...same, model: model(7), resume });
    assert.deepEqual(await fit(resumed), expected);
    assert.equal(fingerprint(resumed.model), fingerprint(whole.model));
    assert.deepEqual(resumed.model.buffers, whole.model.buffers);
  });

  it('is fingerprinted and saved with its buffers', async () => {
    const trained = setUp({ model: model(1), epochs: 1 });
    await fit(trained);
    const copy = model(7);
    loadModel(copy, saveModel(trained.model));
    assert.equal(fingerprint(copy), fingerprint(trained.model));
    copy.buffers!['3.seen'].data[0]++;
    assert.notEqual(fingerprint(copy), fingerprint(trained.model));
  });

  it('may not give a parameter and a buffer one name', () => {
    const twice = { ...counter(), parameters: { seen: tensor([1]) } };
    assert.throws(() => saveModel(twice), { name: 'OptionError', message: /counter: 'seen'/ });
  });
});
