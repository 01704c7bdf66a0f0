import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D } from '../../test/losses/case';
import { listContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { listMle } from './list-mle';

describe('listMle', () => {
  it('gives what one works out by hand: each of the 3! orders of equal scores is as probable', () => {
    const close = (got: number, want: number): void => assert.ok(Math.abs(got - want) < 1e-15, String(got));
    close(listMle(tensor([[4, 4, 4]]), [[1, 2, 3]]), Math.log(6));
    close(listMle(tensor([[0, 3]]), [[0, 1]]), Math.log1p(Math.exp(-3)));
  });

  it('makes probabilities of orders that sum to 1', () => {
    const orders = [[3, 2, 1], [3, 1, 2], [2, 3, 1], [1, 3, 2], [2, 1, 3], [1, 2, 3]]; // prettier-ignore
    const scores = tensor(orders.map(() => [1.5, -0.25, 0.5]));
    const losses = [...listMle(scores, tensor(orders), { reduction: 'none' }).data];
    assert.ok(Math.abs(losses.reduce((sum, loss) => sum + Math.exp(-loss), 0) - 1) < 1e-15);
  });

  it('takes the first of equal relevances first', () => {
    const scores = tensor([[1, -1, 2]]);
    assert.equal(listMle(scores, [[0, 0, 5]]), listMle(scores, [[1, 0, 2]]));
    assert.notEqual(listMle(scores, [[0, 0, 5]]), listMle(scores, [[0, 1, 2]]));
  });

  it('has slopes of one item a million times above, and below, what follows', () => {
    const { loss, gradient } = listMle.withGradient(tensor([[-1e6, 1e6, 0]]), [[3, 2, 1]]);
    assert.deepEqual([loss, ...gradient.data], [2e6, -1, 1, 0]);
  });
});

listContract(listMle, {
  ordersTies: true,
  loss: (s, r) => {
    const order = r.map((_, i) => i).sort((a, b) => r[b] - r[a]);
    const e = order.map((i) => s[i].exp());
    const sumFrom = (i: number): D => e.slice(i).reduce((a, b) => a.plus(b));
    return e.reduce((loss, picked, i) => loss.minus(picked.div(sumFrom(i)).ln()), new D(0));
  },
});
