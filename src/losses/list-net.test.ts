import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D, exact } from '../../test/losses/case';
import { listContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { listNet } from './list-net';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

describe('listNet', () => {
  it('gives what one works out by hand: of equal scores log L, with the gradient 1/L − q', () => {
    const { loss, gradient } = listNet.withGradient(tensor([[7, 7]]), [[3, 3]]);
    assert.equal(loss, Math.LN2);
    assert.deepEqual([...gradient.data], [0, 0]);
    assert.ok(Math.abs(listNet(tensor([[5, 5, 5]]), [[0, 1, 9]]) - Math.log(3)) < 1e-15);
  });

  it('is softmax cross-entropy where one item is relevant beyond all others', () => {
    const scores = tensor([[1, -2, 0.5]]);
    const ours = listNet.withGradient(scores, [[0, 1e4, 0]]);
    const theirs = softmaxCrossEntropy.withGradient(scores, [1]);
    assert.ok(Math.abs(ours.loss - theirs.loss) < 1e-15);
    ours.gradient.data.forEach((g, k) => assert.ok(Math.abs(g - theirs.gradient.data[k]) < 1e-15));
  });
});

/** log softmax(x)ₖ */
const logSoftmax = (x: readonly D[], k: number): D =>
  x[k].minus(x.reduce((sum, value) => sum.plus(value.exp()), new D(0)).ln());

listContract(listNet, {
  loss: (s, r) =>
    s.reduce((sum, _, k) => {
      const q = logSoftmax(r.map(exact), k).exp();
      return sum.minus(q.times(logSoftmax(s, k)));
    }, new D(0)),
});
