import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { listContract } from '../../test/losses/contract';
import { discount, gain, idealOf } from '../../test/losses/lists';
import { tensor } from '../core';
import { approxNdcg } from './approx-ndcg';

describe('approxNdcg', () => {
  it('gives what one works out by hand: equal scores have the ranks 1.5', () => {
    const want = 1 - 1 / Math.log2(2.5);
    assert.ok(Math.abs(approxNdcg(tensor([[3, 3]]), [[0, 1]]) - want) < 1e-15);
  });

  it('is 1 − NDCG where scores are far apart: exactly 0 in the best order', () => {
    assert.equal(approxNdcg(tensor([[1e4, 0, -1e4]]), [[2, 1, 0]]), 0);
    const worst = 1 - (1 / Math.log2(3) + 3 / 2) / (3 + 1 / Math.log2(3));
    assert.ok(Math.abs(approxNdcg(tensor([[-1e4, 0, 1e4]]), [[2, 1, 0]]) - worst) < 1e-15);
  });

  it('is 0 with the gradient 0 where nothing is relevant', () => {
    const none = approxNdcg.withGradient(tensor([[3, 1, 2]]), [[0, 0, 0]]);
    assert.deepEqual(none, { loss: 0, gradient: tensor([[0, 0, 0]]) });
  });

  it('divides scores by the temperature, which is positive', () => {
    const relevance = [[1, 0, 2]];
    const half = approxNdcg(tensor([[1, 2, 4]]), relevance, { temperature: 2 });
    assert.equal(half, approxNdcg(tensor([[0.5, 1, 2]]), relevance));
    for (const temperature of [0, -1, NaN])
      assert.throws(() => approxNdcg(tensor([[1, 2, 4]]), relevance, { temperature }), {
        name: 'OptionError',
        message: /approxNdcg: temperature should be a finite number > 0/,
      });
  });
});

listContract(approxNdcg, {
  takesGrades: true,
  bound: 1,
  options: { temperature: () => fc.constantFrom(0.5, 2, 10) },
  loss(s, r, { temperature = 1 }) {
    const ideal = idealOf(r);
    if (ideal.isZero()) return ideal;
    const rankOf = (i: number): D =>
      s.reduce((rank, sj, j) => {
        const odds = s[i].minus(sj).div(exact(temperature as number)).exp(); // prettier-ignore
        return j === i ? rank : rank.plus(new D(1).div(odds.plus(1)));
      }, new D(1));
    const dcg = r.reduce((sum, grade, i) => sum.plus(gain(grade).times(discount(rankOf(i)))), new D(0));
    return new D(1).minus(dcg.div(ideal));
  },
});
