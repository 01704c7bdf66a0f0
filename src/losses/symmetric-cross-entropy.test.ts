import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { probabilityOf } from '../../test/losses/label-probability';
import { tensor } from '../core';
import { generalizedCrossEntropy } from './generalized-cross-entropy';
import { poly } from './poly';
import { symmetricCrossEntropy } from './symmetric-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);
const z = tensor([[0, Math.log(3)]]);

describe('symmetricCrossEntropy', () => {
  it('gives what one works out by hand: p = ¼, −α log p − β A (1 − p)', () => {
    const options = { alpha: 2, beta: 3, logZero: -5 };
    const { loss, gradient } = symmetricCrossEntropy.withGradient(z, [0], options);
    close(loss, 2 * Math.log(4) + 15 * 0.75, 4e-15);
    close(gradient.data[0], -(2 + 15 / 4) * 0.75);
    close(gradient.data[1], (2 + 15 / 4) * 0.75);
  });

  it('has the options of its paper by default', () => {
    const options = { alpha: 0.1, beta: 1, logZero: -4 };
    assert.equal(symmetricCrossEntropy(z, [0]), symmetricCrossEntropy(z, [0], options));
  });

  it('is poly with α = 1 and ε = −β A, and without the cross-entropy −A times the generalised one of q = 1', () => {
    assert.deepEqual(
      symmetricCrossEntropy.withGradient(z, [0], { alpha: 1, beta: 0.5, logZero: -6 }),
      poly.withGradient(z, [0], { epsilon: 3 }),
    );
    close(symmetricCrossEntropy(z, [1], { alpha: 0 }), 4 * generalizedCrossEntropy(z, [1], { q: 1 }));
  });

  it('gives a masked label the loss +∞, but without the cross-entropy −A', () => {
    const masked = tensor([[-Infinity, 0]]);
    assert.equal(symmetricCrossEntropy(masked, [0]), Infinity);
    assert.equal(symmetricCrossEntropy(masked, [0], { alpha: 0 }), 4);
  });

  it('names what is wrong with its options', () => {
    const fails = (options: object, message: RegExp): void =>
      assert.throws(() => symmetricCrossEntropy(z, [0], options), { name: 'OptionError', message });
    fails({ alpha: -1 }, /symmetricCrossEntropy: alpha should be a finite number ≥ 0, got -1/);
    fails({ beta: NaN }, /beta should be a finite number ≥ 0/);
    for (const logZero of [1, -Infinity, NaN]) fails({ logZero }, /logZero should be a finite number ≤ 0/);
  });
});

rowContract(symmetricCrossEntropy, {
  options: {
    alpha: () => fc.constantFrom(0, 1, 6),
    beta: () => fc.constantFrom(0, 0.1),
    logZero: () => fc.constantFrom(-9.2, -1),
  },
  loss(z, y, { alpha = 0.1, beta = 1, logZero = -4 }) {
    const { rest, log } = probabilityOf(z, y);
    const reverse = rest.times(exact(beta as number)).times(exact(logZero as number));
    return (alpha === 0 ? rest.times(0) : log.times(exact(alpha as number))).plus(reverse).neg();
  },
  // Where 1 − p is about 1, differences of 50 digits have 36.
  cancellation: () => ({ loss: 0, gradient: 1e-20 }),
});
