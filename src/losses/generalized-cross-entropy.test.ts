import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { probabilityOf } from '../../test/losses/label-probability';
import { tensor } from '../core';
import { generalizedCrossEntropy } from './generalized-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

describe('generalizedCrossEntropy', () => {
  it('gives what one works out by hand: p = ¼, q = ½, (1 − √p)/q', () => {
    const { loss, gradient } = generalizedCrossEntropy.withGradient(tensor([[0, Math.log(3)]]), [0], {
      q: 0.5,
    });
    close(loss, 1);
    close(gradient.data[0], -0.5 * 0.75);
    close(gradient.data[1], 0.5 * 0.75);
  });

  it('is half of the absolute error for q = 1, and the cross-entropy for q = 0 and in the limit', () => {
    const z = tensor([[1, -2, 3, 0.5]]);
    for (const y of [0, 1, 2, 3]) {
      const want = softmaxCrossEntropy.withGradient(z, [y]);
      const p = Math.exp(-want.loss);
      close(generalizedCrossEntropy(z, [y], { q: 1 }), 1 - p);
      const got = generalizedCrossEntropy.withGradient(z, [y], { q: 0 });
      close(got.loss, want.loss, 1e-15);
      got.gradient.data.forEach((g, k) => close(g, want.gradient.data[k], 4e-16));
      close(generalizedCrossEntropy(z, [y], { q: 1e-12 }), want.loss, 1e-10);
    }
  });

  it('is bounded: a masked label costs 1/q and pulls no more', () => {
    const { loss, gradient } = generalizedCrossEntropy.withGradient(tensor([[-Infinity, 0]]), [0], {
      q: 0.5,
    });
    assert.deepEqual([loss, ...gradient.data], [2, -0, 0]);
    const limit = softmaxCrossEntropy.withGradient(tensor([[-Infinity, 0]]), [0]);
    assert.deepEqual(generalizedCrossEntropy.withGradient(tensor([[-Infinity, 0]]), [0], { q: 0 }), limit);
  });

  it('keeps the digits of confident rows', () => {
    const rest = Math.exp(-40);
    close(generalizedCrossEntropy(tensor([[40, 0]]), [0], { q: 0.3 }), rest, 1e-14 * rest);
  });

  it('names what is wrong with q', () => {
    for (const q of [-0.1, 1.5, NaN, '1' as unknown as number]) {
      assert.throws(() => generalizedCrossEntropy(tensor([[1, 2]]), [0], { q }), {
        name: 'OptionError',
        message: /generalizedCrossEntropy: q should be a number of \[0, 1\]/,
      });
    }
  });
});

rowContract(generalizedCrossEntropy, {
  options: { q: () => fc.constantFrom(0, 0.01, 0.5, 1) },
  loss(z, y, { q = 0.7 }) {
    const { p, rest, log } = probabilityOf(z, y);
    if (q === 0) return log.neg();
    if (q === 1) return rest;
    return new D(1).minus(p.pow(exact(q as number))).div(exact(q as number));
  },
  // Where 1 − p^q is about 1, differences of 50 digits have 36.
  cancellation: () => ({ loss: 0, gradient: 1e-20 }),
});
