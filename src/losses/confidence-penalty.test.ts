import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { probabilityOf } from '../../test/losses/label-probability';
import { tensor } from '../core';
import { confidencePenalty } from './confidence-penalty';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

describe('confidencePenalty', () => {
  it('gives what one works out by hand: p = ¼, −log p − β H(p)', () => {
    const { loss, gradient } = confidencePenalty.withGradient(tensor([[0, Math.log(3)]]), [0], { beta: 2 });
    const h = Math.log(4) - 0.75 * Math.log(3);
    close(loss, Math.log(4) - 2 * h);
    close(gradient.data[0], -0.75 + 0.5 * (h - Math.log(4)));
    close(gradient.data[1], 0.75 + 1.5 * (h + Math.log(0.75)));
  });

  it('is the cross-entropy for β = 0', () => {
    const z = tensor([[1, -2, 30, 0.5]]);
    for (const y of [0, 1, 2, 3]) {
      const [got, want] = [0, 0].map((beta, i) =>
        i === 0 ? confidencePenalty.withGradient(z, [y], { beta }) : softmaxCrossEntropy.withGradient(z, [y]),
      );
      close(got.loss, want.loss, 1e-15 * want.loss);
      got.gradient.data.forEach((g, k) => close(g, want.gradient.data[k], 4e-16 * Math.abs(g)));
    }
  });

  it('is 0 with its gradient where all logits are equal and β = 1: nothing is less confident', () => {
    const { loss, gradient } = confidencePenalty.withGradient(tensor([[3, 3, 3]]), [0], { beta: 1 });
    assert.equal(loss, 0);
    gradient.data.forEach((g, k) => close(g, 1 / 3 - Number(k === 0)));
  });

  it('leaves masked classes out of the entropy, and gives a masked label the loss +∞', () => {
    const { loss, gradient } = confidencePenalty.withGradient(tensor([[0, -Infinity, 0]]), [0], { beta: 1 });
    assert.deepEqual([loss, ...gradient.data], [0, -0.5, 0, 0.5]);
    const masked = confidencePenalty.withGradient(tensor([[-Infinity, 0]]), [0]);
    assert.deepEqual([masked.loss, ...masked.gradient.data], [Infinity, -1, 1]);
  });

  it('names what is wrong with β', () => {
    assert.throws(() => confidencePenalty(tensor([[1, 2]]), [0], { beta: -1 }), {
      name: 'OptionError',
      message: /confidencePenalty: beta should be a finite number ≥ 0, got -1/,
    });
  });
});

rowContract(confidencePenalty, {
  options: { beta: () => fc.constantFrom(0, 0.5, 1, 2) },
  loss(z, y, { beta = 0.1 }) {
    const minusEntropy = z.reduce((sum, x, k) => {
      const { p, log } = probabilityOf(z, k);
      return x.isFinite() ? sum.plus(p.times(log)) : sum;
    }, new D(0));
    return minusEntropy.times(exact(beta as number)).minus(probabilityOf(z, y).log);
  },
  // The cross-entropy and the penalty may cancel.
  cancellation: ({ options: { beta = 0.1 } }) => ({ loss: 4 * Number(beta), gradient: 4 * Number(beta) }),
});
