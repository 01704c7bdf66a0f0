import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { largestWeight } from '../../test/losses/rows';
import { tensor } from '../core';
import { crammerSinger } from './crammer-singer';
import { westonWatkins } from './weston-watkins';

/** Loss and gradient of one row of class 0. */
function ofRow(...scores: number[]): number[] {
  const { loss, gradient } = westonWatkins.withGradient([scores], [0]);
  return [loss, ...gradient.data];
}

describe('westonWatkins', () => {
  it('gives what one works out by hand', () => {
    assert.deepEqual(ofRow(2, 1.5, 1.25, -1), [0.75, -2, 1, 1, 0]);
    assert.deepEqual(ofRow(0, 3, 1), [6, -2, 1, 1]);
    assert.deepEqual(ofRow(3, 1, 1.5), [0, 0, 0, 0]);
  });

  it("is crammerSinger's loss of two classes, and never less than it", () => {
    const two = tensor([[0.25, 1], [3, 0.5], [1, 1]]); // prettier-ignore
    assert.deepEqual(westonWatkins.withGradient(two, [0, 0, 1]), crammerSinger.withGradient(two, [0, 0, 1]));
    const three = tensor([[0.25, 1, 0], [3, 2.5, -1]]); // prettier-ignore
    assert.ok(westonWatkins(three, [0, 0]) > crammerSinger(three, [0, 0]));
  });

  it('has the gradient 0 on a kink', () => {
    assert.deepEqual(ofRow(2, 1, 1), [0, 0, 0, 0]);
    assert.deepEqual(ofRow(2, 1, 1.5), [0.5, -1, 0, 1]);
  });

  it('leaves out masked classes; the only class has no rival', () => {
    assert.deepEqual(ofRow(1, -Infinity, 0.5), [0.5, -1, 0, 1]);
    assert.deepEqual(ofRow(-Infinity, 1), [Infinity, -1, 1]);
    assert.deepEqual(ofRow(-5), [0, 0]);
  });

  it('turns NaN into NaN, wherever it stands', () => {
    assert.deepEqual(ofRow(1, 9, NaN), [NaN, NaN, 1, NaN]);
    assert.deepEqual(ofRow(NaN, -Infinity), [NaN, NaN, NaN]);
    assert.deepEqual(ofRow(NaN), [NaN, NaN]);
  });

  it('names a bad label', () => {
    assert.throws(() => westonWatkins([[1, 2]], [2]), { name: 'LabelError', message: /westonWatkins: labels\[0\]/ }); // prettier-ignore
  });
});

rowContract(westonWatkins, {
  loss: (z, y) =>
    z.reduce((sum, rival, k) => (k === y ? sum : sum.plus(D.max(0, rival.plus(1).minus(z[y])))), new D(0)),
  isSmooth: (z, y) => z.every((rival, k) => k === y || Math.abs(1 + rival - z[y]) > 0.01),
  cancellation: (call) => ({ loss: 4 * largestWeight(call), gradient: 0 }),
});
