import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, numbers } from '../../test/losses/case';
import { elementContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { hinge } from './hinge';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

describe('hinge', () => {
  it('gives what one works out by hand', () => {
    const { loss, gradient } = hinge.withGradient(tensor([0.5, 2, -3]), [1, 1, 1], { reduction: 'none' });
    assert.deepEqual([...loss.data], [0.5, 0, 4]);
    assert.deepEqual([...gradient.data], [-1, 0, -1]);
  });

  it('gives the values that scikit-learn and Keras document', () => {
    close(hinge(tensor([-2.18, 2.36, 0.09]), [-1, 1, 1]), 0.3, 5e-3);
    close(
      hinge(
        tensor([
          [0.6, 0.4],
          [0.4, 0.6],
        ]),
        tensor([
          [0, 1],
          [0, 0],
        ]),
      ),
      1.3,
    );
  });

  it('takes 0 for −1', () => {
    const scores = tensor([0.25, -2]);
    assert.equal(hinge(scores, [0, 1]), hinge(scores, [-1, 1]));
  });

  it('has the gradient 0 on the kink', () => {
    assert.deepEqual(hinge.withGradient(tensor([1, -1]), [1, -1]), { loss: 0, gradient: tensor([0, 0]) });
  });

  it('turns NaN into NaN, in the gradient too', () => {
    assert.deepEqual(hinge.withGradient(tensor([NaN]), [1]), { loss: NaN, gradient: tensor([NaN]) });
  });

  it('names a bad label, and the first of a second kind', () => {
    const scores = tensor([1, 2, 3]);
    const fails = (y: number[], message: RegExp): void =>
      assert.throws(() => hinge(scores, y), { name: 'LabelError', message });
    fails([1, 2, 0], /labels\[1\] is 2, expected 1, and −1 or 0/);
    fails([0, 1, -1], /labels\[2\] is -1, expected 1 or 0, like the labels before/);
    fails([-1, NaN, 1], /labels\[1\] is NaN/);
  });
});

elementContract(hinge, {
  loss: (s, y) => D.max(0, new D(1).minus(s.times(y.isZero() ? -1 : y))),
  // Scores on the kink have no derivative: they keep a distance of 0.01.
  input: numbers(3).filter((s) => Math.abs(Math.abs(s) - 1) > 0.01),
  targets: [fc.constantFrom(1, 0), fc.constantFrom(1, -1)],
});
