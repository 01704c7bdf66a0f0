import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tensor } from '../core';
import { clouds, setUp } from '../../test/support/training-set-up';
import { predict } from '.';

const { features } = clouds(2, 70);

describe('predict', () => {
  it('gives the same bits whatever the size of the batches', () => {
    const { model } = setUp();
    const [expected] = model.forward(features);
    for (const batchSize of [1, 7, 70, 1000]) {
      assert.deepEqual(predict(model, features, { batchSize }), expected);
    }
  });

  it('refuses empty input, what is no tensor, and unknown options', () => {
    const { model } = setUp();
    assert.throws(() => predict(model, tensor([], { shape: [0, 2] })), {
      name: 'ShapeError',
      message: /\[0, 2\]/,
    });
    assert.throws(() => predict(model, '12' as never), { name: 'ShapeError' });
    assert.throws(() => predict(model, features, { batch: 3 } as object), { name: 'OptionError' });
    assert.throws(() => predict(model, features, { batchSize: 0.5 }), { name: 'OptionError' });
  });
});
