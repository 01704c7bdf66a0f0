import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, numbers } from '../../test/losses/case';
import { elementContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { hinge } from './hinge';
import { squaredHinge } from './squared-hinge';

describe('squaredHinge', () => {
  it('gives what one works out by hand', () => {
    const result = squaredHinge.withGradient(tensor([0.5, 2, -3]), [1, 1, 1], { reduction: 'none' });
    assert.deepEqual([...result.loss.data], [0.25, 0, 16]);
    assert.deepEqual([...result.gradient.data], [-1, 0, -8]);
  });

  it('is the square of the hinge loss, also with 0 for −1', () => {
    const scores = tensor([0.25, -2, 1.5, 0.75]);
    const each = hinge(scores, [0, 1, 0, 1], { reduction: 'none' }).data;
    assert.deepEqual(squaredHinge(scores, [0, 1, 0, 1], { reduction: 'none' }).data, each.map((x) => x * x)); // prettier-ignore
    assert.equal(squaredHinge(scores, [0, 1, 0, 1]), squaredHinge(scores, [-1, 1, -1, 1]));
  });

  it('has no kink where hinge has one: loss and gradient are 0 there', () => {
    assert.deepEqual(squaredHinge.withGradient(tensor([1, -1]), [1, -1]), {
      loss: 0,
      gradient: tensor([0, 0]),
    });
  });

  it('turns NaN into NaN, in the gradient too, and names a bad label', () => {
    assert.deepEqual(squaredHinge.withGradient(tensor([NaN]), [1]), { loss: NaN, gradient: tensor([NaN]) });
    assert.throws(() => squaredHinge(tensor([1, 2, 3]), [0, 1, -1]), {
      name: 'LabelError',
      message: /squaredHinge: labels\[2\] is -1, expected 1 or 0/,
    });
  });
});

elementContract(squaredHinge, {
  loss: (s, y) => D.max(0, new D(1).minus(s.times(y.isZero() ? -1 : y))).pow(2),
  // The gradient has a kink, near which differences are off.
  input: numbers(3).filter((s) => Math.abs(Math.abs(s) - 1) > 0.01),
  targets: [fc.constantFrom(1, 0), fc.constantFrom(1, -1)],
});
