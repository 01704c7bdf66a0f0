import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rowContract } from '../../test/losses/contract';
import { fenchelYoungOracle } from '../../test/support/entmax';
import { exactly, ulpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { sparsemax } from '../math';
import { sparsemaxLoss } from './sparsemax-loss';

describe('sparsemaxLoss', () => {
  it('is what one computes by hand', () => {
    // p = [5/8, 3/8, 0]; ⟨p, z⟩ − z_y + (1 − Σ p²)/2 = 13/32 − 1/4 + 15/64
    const z = tensor([[0.5, 0.25, -1]]);
    const { loss, gradient } = sparsemaxLoss.withGradient(z, [1]);
    assert.deepEqual([loss, ...gradient.data], [13 / 32 - 1 / 4 + 15 / 64, 0.625, -0.625, 0]);
    assert.equal(sparsemaxLoss(z, [2]), 13 / 32 + 1 + 15 / 64);
  });

  it('is 0 with the gradient 0 from a margin of 1 on', () => {
    assert.deepEqual(sparsemaxLoss.withGradient(tensor([[2, 1, 0]]), [0]), {
      loss: 0,
      gradient: tensor([[0, 0, 0]]),
    });
    const near = sparsemaxLoss(tensor([[1 - 2 ** -40, 0]]), [0]);
    assert.equal(near, 2 ** -82); // (1 − margin)²/4
  });

  it('of two classes is the modified Huber loss of half the margin', () => {
    for (const m of [-3, -1, -0.5, 0, 0.75, 1, 2]) {
      const want = m >= 1 ? 0 : m <= -1 ? -m : (1 - m) ** 2 / 4;
      assert.equal(sparsemaxLoss(tensor([[m, 0]]), [0]), want, String(m));
    }
  });

  it('has the gradient p − onehot', () => {
    const z = rng('sparsemax gradient').normals([20, 7]);
    const labels = Array.from({ length: 20 }, (_, i) => i % 7);
    const p = sparsemax(z);
    const { gradient } = sparsemaxLoss.withGradient(z, labels, { reduction: 'sum' });
    p.data.forEach((value, n) => {
      const want = value - Number(n % 7 === labels[Math.floor(n / 7)]);
      assert.ok(Math.abs(gradient.data[n] - want) < 1e-15, `${gradient.data[n]}, expected ${want}`);
    });
  });

  it('is within 4 ulp of its definition in decimals, label above, below and at the threshold', () => {
    const random = rng('sparsemax accuracy');
    let worst = 0;
    for (const scale of [0.1, 1, 10]) {
      for (let n = 0; n < 100; n++) {
        const z = Array.from(random.normals([(n % 10) + 1], { std: scale }).data);
        const y = n % z.length;
        const want = fenchelYoungOracle(2, z.map(exactly), y);
        worst = Math.max(worst, ulpError(sparsemaxLoss(tensor([z]), [y]), want));
        assert.ok(worst <= 4, `${worst} ulp at ${z.join()}, label ${y}`);
      }
    }
    assert.ok(worst > 0.4, 'an error this small means that the test measures nothing');
  });

  it('masks by −∞: a class costs nothing, the label +∞', () => {
    const masked = sparsemaxLoss.withGradient(tensor([[0.3, -Infinity, 0]]), [0]);
    const alone = sparsemaxLoss.withGradient(tensor([[0.3, 0]]), [0]);
    assert.equal(masked.loss, alone.loss);
    assert.deepEqual([...masked.gradient.data], [alone.gradient.data[0], 0, alone.gradient.data[1]]);
    const unreachable = sparsemaxLoss.withGradient(tensor([[3, -Infinity, 0]]), [1]);
    assert.deepEqual([unreachable.loss, ...unreachable.gradient.data], [Infinity, 1, -1, 0]);
  });

  it('is NaN for a row with NaN or +∞, and refuses a row of −∞ that counts', () => {
    for (const z of [
      [NaN, 0],
      [0, Infinity],
    ]) {
      const { loss, gradient } = sparsemaxLoss.withGradient(tensor([z]), [0]);
      assert.deepEqual([loss, ...gradient.data], [NaN, NaN, NaN]);
    }
    const nothing = tensor([
      [-Infinity, -Infinity],
      [0, 9],
    ]);
    assert.throws(() => sparsemaxLoss(nothing, [0, 1]), {
      name: 'DomainError',
      message: /logits row 0 is all −∞/,
    });
    assert.equal(sparsemaxLoss(nothing, [-100, 1]), 0);
    assert.equal(sparsemaxLoss(nothing, [0, 1], { sampleWeight: [0, 1] }), 0);
  });
});

rowContract(sparsemaxLoss, {
  loss: (z, y) => fenchelYoungOracle(2, z, y),
  // No logit comes near the threshold of its row, where the loss has no third derivative: multiples of 0.4 lie off it.
  input: fc
    .tuple(fc.integer({ min: -8, max: 8 }), fc.double({ min: -1e-3, max: 1e-3, noNaN: true }))
    .map(([n, x]) => 0.4 * n + x),
});
