import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { largestWeight } from '../../test/losses/rows';
import { tensor } from '../core';
import { crammerSinger } from './crammer-singer';
import { hinge } from './hinge';

/** Loss and gradient of one row of class 0. */
function ofRow(...scores: number[]): number[] {
  const { loss, gradient } = crammerSinger.withGradient([scores], [0]);
  return [loss, ...gradient.data];
}

describe('crammerSinger', () => {
  it('gives what one works out by hand', () => {
    assert.deepEqual(ofRow(2, 1.5, -1), [0.5, -1, 1, 0]);
    assert.deepEqual(ofRow(0, 3, 1), [4, -1, 1, 0]);
    assert.deepEqual(ofRow(3, 1, 1.5), [0, 0, 0, 0]);
  });

  it('is, of two classes, the hinge loss of the difference', () => {
    const scores = tensor([[0.25, 1], [3, 0.5], [1, 1]]); // prettier-ignore
    assert.equal(crammerSinger(scores, [0, 0, 1]), hinge([-0.75, 2.5, 0], [1, 1, 1]));
  });

  it('takes the first of equal rivals, and has the gradient 0 on the kink', () => {
    assert.deepEqual(ofRow(1, 2, 2), [2, -1, 1, 0]);
    assert.deepEqual(ofRow(2, 1, 0), [0, 0, 0, 0]);
  });

  it('leaves out masked classes; the only class has no rival', () => {
    assert.deepEqual(ofRow(1, -Infinity, 0.5), [0.5, -1, 0, 1]);
    assert.deepEqual(ofRow(1, -Infinity, -Infinity), [0, 0, 0, 0]);
    assert.deepEqual(ofRow(-Infinity, 1), [Infinity, -1, 1]);
    assert.deepEqual(ofRow(-5), [0, 0]);
  });

  it('turns NaN into NaN, wherever it stands', () => {
    assert.deepEqual(ofRow(1, 9, NaN, NaN), [NaN, NaN, 0, NaN, 0]);
    assert.deepEqual(ofRow(NaN, -Infinity, -Infinity), [NaN, NaN, 0, 0]);
    assert.deepEqual(ofRow(NaN), [NaN, NaN]);
  });

  it('names what is wrong with its input', () => {
    assert.throws(() => crammerSinger([[1, 2]], [2]), { name: 'LabelError', message: /crammerSinger: labels\[0\]/ }); // prettier-ignore
    assert.throws(() => crammerSinger([[1, 2]], [[0, 1]] as never), {
      name: 'LabelError',
      message: /labels\[0\]/,
    });
  });
});

rowContract(crammerSinger, {
  loss(z, y) {
    const rivals = z.filter((_, k) => k !== y);
    return rivals.length === 0
      ? new D(0)
      : D.max(
          0,
          D.max(...rivals)
            .plus(1)
            .minus(z[y]),
        );
  },
  isSmooth(z, y) {
    const [first, second = -Infinity] = z.filter((_, k) => k !== y).sort((a, b) => b - a);
    if (first === undefined || first === -Infinity) return true;
    return Math.abs(1 + first - z[y]) > 0.01 && first - second > 0.01;
  },
  cancellation: (call) => ({ loss: largestWeight(call), gradient: 0 }),
});
