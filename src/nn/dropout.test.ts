import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import { dropout, linear, sequential } from '.';

const training = (seed: number) => ({ training: true, rng: rng(seed) });

describe('dropout', () => {
  it('drops a share p in training, and lets the expectation be', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = tensor(new Array<number>(100_000).fill(3), { dtype });
      const [{ data, dtype: kept }] = dropout(0.2).forward(x, training(1));
      const dropped = data.filter((value: number) => value === 0).length;
      assert.equal(kept, dtype);
      assert.ok(Math.abs(dropped - 20_000) < 5 * Math.sqrt(100_000 * 0.2 * 0.8), String(dropped));
      assert.ok(data.every((value: number) => value === 0 || value === 3.75));
    }
  });

  it('is the identity when it predicts, and with p = 0', () => {
    const x = tensor([1, NaN, -0]);
    assert.equal(dropout(0.5).forward(x)[0], x);
    assert.equal(dropout(0.5).forward(x, { training: false, rng: rng(1) })[0], x);
    assert.equal(dropout(0).forward(x, { training: true })[0], x);
    assert.equal(dropout().backward(undefined, x).dInput, x);
  });

  it('drops all with p = 1, and NaN and infinities too', () => {
    const [output] = dropout(1).forward(tensor([1, NaN, Infinity]), training(1));
    assert.deepEqual(Array.from(output.data), [0, 0, 0]);
  });

  it('sends the gradient through what was kept', () => {
    const layer = dropout(0.5);
    const [output, mask] = layer.forward(tensor(new Array<number>(20).fill(1)), training(2));
    const { dInput } = layer.backward(mask, tensor(Array.from({ length: 20 }, (_, i) => i)));
    assert.deepEqual(
      Array.from(dInput.data),
      Array.from(output.data, (value, i) => value * i),
    );
  });

  it('draws from the given stream alone: each of two in a model has its own', () => {
    const x = tensor(new Array<number>(64).fill(1));
    const once = (seed: number) => Array.from(dropout(0.5).forward(x, training(seed))[0].data);
    assert.deepEqual(once(1), once(1));
    assert.notDeepEqual(once(1), once(2));
    const [, caches] = sequential(dropout(0.5), dropout(0.5)).forward(x, training(1));
    assert.notDeepEqual(caches[0], caches[1]);
  });

  it('refuses what is no probability, and training without an rng', () => {
    for (const p of [-0.1, 1.1, NaN, '0.5' as unknown as number]) {
      assert.throws(() => dropout(p), { name: 'OptionError', message: /dropout: probability should be/ });
    }
    assert.throws(
      () => sequential(linear(1, 1, { rng: rng(1) }), dropout()).forward(tensor([[1]]), { training: true }),
      {
        name: 'OptionError',
        message: /dropout: training draws/,
      },
    );
  });
});
