import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor } from '../core';
import type * as nn from '../nn';
import * as optim from '../optim';
import { setUp } from '../../test/support/training-set-up';
import { fit, type FitOptions } from '.';

describe('early stopping', () => {
  /** Validation losses by script; the model's only weight counts the epochs. */
  const scripted = (values: readonly number[], overrides: Partial<FitOptions> = {}) => {
    const weight = tensor([0]);
    const model: nn.Layer = {
      name: 'counter',
      parameters: { weight },
      forward: (x) => [x, null],
      backward: (_, dOutput) => ({ dInput: dOutput, gradients: { weight: tensor([-1]) } }),
    };
    const one = { features: tensor([[1]]), labels: [0] };
    const options: FitOptions = {
      model,
      // Training sees two rows, validation one.
      loss: {
        withGradient: (x) => ({ loss: x.shape[0] === 2 ? 1 : values[weight.data[0] - 1], gradient: x }),
      },
      optimizer: optim.sgd({ learningRate: 1 }),
      data: { features: tensor([[1], [1]]), labels: [0, 0] },
      validation: one,
      epochs: values.length,
      shuffle: false,
      earlyStopping: { patience: 2 },
      ...overrides,
    };
    return { options, weight };
  };

  it('ends after `patience` epochs without a new best, and restores the best weights', async () => {
    const { options, weight } = scripted([5, 3, 4, 3, 1]);
    const history = await fit(options);
    assert.deepEqual(history.validationLoss, [5, 3, 4, 3]);
    assert.deepEqual([history.bestEpoch, history.stoppedEarly, weight.data[0]], [1, true, 2]);
  });

  it('restores the best weights when the epochs run out as well', async () => {
    const { options, weight } = scripted([5, 3, 4]);
    const history = await fit(options);
    assert.deepEqual([history.bestEpoch, history.stoppedEarly, weight.data[0]], [1, false, 2]);
  });

  it('asks for an improvement of more than minimumDelta', async () => {
    const { options } = scripted([5, 4.5, 4, 1], { earlyStopping: { patience: 2, minimumDelta: 1 } });
    assert.deepEqual((await fit(options)).validationLoss, [5, 4.5, 4]);
  });

  it('follows a metric upwards by default, and downwards on request', async () => {
    const run = async (mode?: 'min') => {
      const { options, weight } = scripted([0, 0, 0, 0, 0]);
      const byEpoch = [2, 3, 1, 0, 9];
      return fit({
        ...options,
        metrics: { score: () => byEpoch[weight.data[0] - 1] },
        earlyStopping: { patience: 2, monitor: 'score', ...(mode && { mode }) },
      });
    };
    assert.equal((await run()).bestEpoch, 1);
    assert.equal((await run('min')).bestEpoch, 3);
  });

  it('does not take NaN for a best', async () => {
    const { options, weight } = scripted([NaN, 2, NaN, NaN]);
    assert.equal((await fit(options)).bestEpoch, 1);
    assert.equal(weight.data[0], 2);
  });

  it('needs validation data and a metric that is there', async () => {
    const message = /validation/;
    await assert.rejects(fit(setUp({ earlyStopping: { patience: 1 } })), { name: 'OptionError', message });
    const refuses = (earlyStopping: object, pattern: RegExp) =>
      assert.rejects(fit(scripted([1], { earlyStopping: earlyStopping as never }).options), {
        message: pattern,
      });
    await refuses({ patience: 0 }, /patience.*≥ 1.*got 0/);
    await refuses({ patience: 1, monitor: 'accuracy' }, /one of loss, got 'accuracy'/);
    await refuses({ patience: 1, mode: 'up' }, /'min' or 'max'/);
    await refuses({ patience: 1, restore: true }, /unknown option 'restore'/);
  });
});
