import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D } from '../../test/losses/case';
import { listContract } from '../../test/losses/contract';
import { discount, gain, idealOf } from '../../test/losses/lists';
import { tensor } from '../core';
import { lambdaLoss } from './lambda-loss';

describe('lambdaLoss', () => {
  it('gives what one works out by hand: one pair, of the gain 1 and the discounts 1 and 1/log₂ 3', () => {
    const change = 1 - 1 / Math.log2(3);
    const { loss, gradient } = lambdaLoss.withGradient(tensor([[0, 1]]), [[1, 0]]);
    assert.ok(Math.abs(loss - change * Math.log1p(Math.E)) < 1e-15);
    assert.ok(Math.abs(gradient.data[1] - change / (1 + Math.exp(-1))) < 1e-15);
    assert.equal(gradient.data[0], -gradient.data[1]);
  });

  it('is 0 with the gradient 0 where all are as relevant', () => {
    const zero = { loss: 0, gradient: tensor([[0, 0, 0]]) };
    for (const r of [0, 1]) assert.deepEqual(lambdaLoss.withGradient(tensor([[3, 1, 2]]), [[r, r, r]]), zero);
  });

  it('has nothing to say of ranks after k', () => {
    const scores = tensor([[5, 4, 3, 2]]);
    const { gradient } = lambdaLoss.withGradient(scores, [[3, 0, 1, 2]], { k: 1 });
    assert.deepEqual([...gradient.data].map(Math.sign), [-1, 1, 1, 1]);
    assert.equal(gradient.data[0] + gradient.data[1] + gradient.data[2] + gradient.data[3] < 1e-15, true);
    assert.throws(() => lambdaLoss(scores, [[3, 0, 1, 2]], { k: 0 }), {
      name: 'OptionError',
      message: /lambdaLoss: k should be a positive integer, got 0/,
    });
  });
});

listContract(lambdaLoss, {
  takesGrades: true,
  jumps: true,
  options: { k: () => fc.integer({ min: 1, max: 4 }) },
  loss(s, r, { k = Infinity }) {
    const ideal = idealOf(r, k as number);
    const discounts = s.map((si) => {
      const rank = 1 + s.filter((sj) => sj.gt(si)).length;
      return rank > (k as number) ? new D(0) : discount(rank);
    });
    let loss = new D(0);
    s.forEach((si, i) =>
      s.forEach((sj, j) => {
        if (!(r[i] > r[j])) return;
        const change = gain(r[i]).minus(gain(r[j])).times(discounts[i].minus(discounts[j]).abs());
        loss = loss.plus(change.div(ideal).times(sj.minus(si).exp().plus(1).ln()));
      }),
    );
    return loss;
  },
});
