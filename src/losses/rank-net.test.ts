import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D } from '../../test/losses/case';
import { listContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { rankNet } from './rank-net';

describe('rankNet', () => {
  it('gives what one works out by hand: of the pairs (0, 1) and (0, 2) the mean', () => {
    const want = (Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(1))) / 2;
    assert.ok(Math.abs(rankNet(tensor([[0, -1, 1]]), [[1, 0, 0]]) - want) < 1e-15);
    assert.deepEqual(rankNet.withGradient(tensor([[2, 2]]), [[0, 7]]), {
      loss: Math.LN2,
      gradient: tensor([[0.5, -0.5]]),
    });
  });

  it('is 0 with the gradient 0 where all are as relevant', () => {
    const zero = { loss: 0, gradient: tensor([[0, 0, 0]]) };
    for (const r of [0, 1]) assert.deepEqual(rankNet.withGradient(tensor([[3, 1, 2]]), [[r, r, r]]), zero);
  });
});

listContract(rankNet, {
  loss: (s, r) => {
    const losses = s.flatMap((si, i) =>
      s.filter((_, j) => r[i] > r[j]).map((sj) => sj.minus(si).exp().plus(1).ln()),
    );
    return losses.reduce((a, b) => a.plus(b), new D(0)).div(Math.max(1, losses.length));
  },
});
