import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elementContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { meanSquaredError } from './mean-squared-error';

describe('meanSquaredError', () => {
  it('gives what one works out by hand', () => {
    const { loss, gradient } = meanSquaredError.withGradient(tensor([3, 1]), [1, 1]);
    assert.equal(loss, 2);
    assert.deepEqual([...gradient.data], [2, 0]);
  });

  it('gives the value that Keras documents', () => {
    const [target, predictions] = [
      tensor([
        [0, 1],
        [0, 0],
      ]),
      tensor([
        [1, 1],
        [1, 0],
      ]),
    ];
    assert.equal(meanSquaredError(predictions, target), 0.5);
  });

  it('has losses of the shape of the predictions', () => {
    const result = meanSquaredError(tensor([[1, 2]]), tensor([[0, 4]]), { reduction: 'none' });
    assert.deepEqual(result, tensor([[1, 4]]));
  });

  it('turns NaN into NaN and is NaN when empty', () => {
    assert.equal(meanSquaredError(tensor([NaN]), [0]), NaN);
    assert.equal(meanSquaredError(tensor(new Float64Array(0)), []), NaN);
  });

  it('names both shapes when they differ, and an option that it does not know', () => {
    assert.throws(() => meanSquaredError(tensor([[1, 2]]), tensor([1, 2])), /\[2\].*\[1, 2\]/);
    assert.throws(() => meanSquaredError(tensor([1]), [1], { weight: [1] } as never), {
      name: 'OptionError',
      message: /unknown option 'weight'; it takes reduction, normalizer, onEmpty, out/,
    });
  });
});

elementContract(meanSquaredError, { loss: (x, y) => x.minus(y).pow(2) });
