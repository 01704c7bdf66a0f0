import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rowContract } from '../../test/losses/contract';
import { fenchelYoungOracle } from '../../test/support/entmax';
import { exactly, ulpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { entmax15 } from '../math';
import { entmax15Loss } from './entmax15-loss';

describe('entmax15Loss', () => {
  it('is what one computes by hand', () => {
    // p = [1/2, 1/2]; H = 4/3 (1 − 2·0.5^1.5)
    const { loss, gradient } = entmax15Loss.withGradient(tensor([[1, 1, -3]]), [1]);
    assert.ok(Math.abs(loss - (4 / 3) * (1 - Math.SQRT1_2)) < 1e-16, `${loss}`);
    gradient.data.forEach((g, k) => assert.ok(Math.abs(g - [0.5, -0.5, 0][k]) < 1e-15, `${g}`));
  });

  it('is 0 with the gradient 0 from a margin of 2 on', () => {
    assert.deepEqual(entmax15Loss.withGradient(tensor([[3, 1, 0]]), [0]), {
      loss: 0,
      gradient: tensor([[0, 0, 0]]),
    });
    const near = entmax15Loss(tensor([[2 - 2 ** -20, 0]]), [0]);
    assert.ok(near > 0 && near < 1e-17, `${near}`); // of the third order
  });

  it('grows as the margin itself when the label is far below', () => {
    const [far, farther] = [-10, -11].map((m) => entmax15Loss(tensor([[m, 0]]), [0]));
    assert.deepEqual([far, farther], [10, 11]);
  });

  it('has the gradient p − onehot', () => {
    const z = rng('entmax15 gradient').normals([20, 7]);
    const labels = Array.from({ length: 20 }, (_, i) => i % 7);
    const p = entmax15(z);
    const { gradient } = entmax15Loss.withGradient(z, labels, { reduction: 'sum' });
    p.data.forEach((value, n) => {
      const want = value - Number(n % 7 === labels[Math.floor(n / 7)]);
      assert.ok(Math.abs(gradient.data[n] - want) < 1e-15, `${gradient.data[n]}, expected ${want}`);
    });
  });

  it('is within 6 ulp of its definition in decimals, label above, below and at the threshold', () => {
    const random = rng('entmax15 accuracy');
    let worst = 0;
    for (const scale of [0.1, 1, 10]) {
      for (let n = 0; n < 100; n++) {
        const z = Array.from(random.normals([(n % 10) + 1], { std: scale }).data);
        const y = n % z.length;
        const want = fenchelYoungOracle(1.5, z.map(exactly), y);
        worst = Math.max(worst, ulpError(entmax15Loss(tensor([z]), [y]), want));
        assert.ok(worst <= 6, `${worst} ulp at ${z.join()}, label ${y}`);
      }
    }
    assert.ok(worst > 0.4, 'an error this small means that the test measures nothing');
  });

  it('masks by −∞: a class costs nothing, the label +∞', () => {
    const masked = entmax15Loss.withGradient(tensor([[0.3, -Infinity, 0]]), [0]);
    const alone = entmax15Loss.withGradient(tensor([[0.3, 0]]), [0]);
    assert.equal(masked.loss, alone.loss);
    assert.deepEqual([...masked.gradient.data], [alone.gradient.data[0], 0, alone.gradient.data[1]]);
    const unreachable = entmax15Loss.withGradient(tensor([[3, -Infinity, 0]]), [1]);
    assert.deepEqual([unreachable.loss, ...unreachable.gradient.data], [Infinity, 1, -1, 0]);
  });

  it('is NaN for a row with NaN or +∞, and refuses a row of −∞ that counts', () => {
    for (const z of [
      [NaN, 0],
      [0, Infinity],
    ]) {
      const { loss, gradient } = entmax15Loss.withGradient(tensor([z]), [0]);
      assert.deepEqual([loss, ...gradient.data], [NaN, NaN, NaN]);
    }
    const nothing = tensor([
      [-Infinity, -Infinity],
      [0, 9],
    ]);
    assert.throws(() => entmax15Loss(nothing, [0, 1]), {
      name: 'DomainError',
      message: /logits row 0 is all −∞/,
    });
    assert.equal(entmax15Loss(nothing, [-100, 1]), 0);
    assert.equal(entmax15Loss(nothing, [0, 1], { sampleWeight: [0, 1] }), 0);
  });
});

rowContract(entmax15Loss, {
  loss: (z, y) => fenchelYoungOracle(1.5, z, y),
  // No logit comes near the threshold of its row, where the loss has no third derivative: multiples of 0.8 lie off it.
  input: fc
    .tuple(fc.integer({ min: -8, max: 8 }), fc.double({ min: -1e-3, max: 1e-3, noNaN: true }))
    .map(([n, x]) => 0.8 * n + x),
});
