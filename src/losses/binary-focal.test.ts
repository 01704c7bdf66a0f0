import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { elementContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { binaryFocal } from './binary-focal';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

describe('binaryFocal', () => {
  it('gives what one works out by hand: p = ½, α ½^γ log 2 and (1 − α) ½^γ log 2', () => {
    const options = { gamma: 2, alpha: 0.75, reduction: 'none' as const };
    const { loss, gradient } = binaryFocal.withGradient(tensor([0, 0]), [1, 0], options);
    close(loss.data[0], (0.75 * Math.LN2) / 4);
    close(loss.data[1], (0.25 * Math.LN2) / 4);
    close(gradient.data[0], (-0.75 * (0.5 + Math.LN2)) / 4);
    close(gradient.data[1], (0.25 * (0.5 + Math.LN2)) / 4);
  });

  it('is the binary cross-entropy for γ = 0 and α = −1, bit for bit, and half of it for α = ½', () => {
    const [z, y] = [tensor([-3, 1, 0.5, 700, -700]), [1, 0, 1, 0, 1]];
    const plain = binaryCrossEntropy.withGradient(z, y);
    assert.deepEqual(binaryFocal.withGradient(z, y, { gamma: 0, alpha: -1 }), plain);
    assert.equal(binaryFocal(z, y, { gamma: 0, alpha: 0.5 }), plain.loss / 2);
  });

  it('has the options of torchvision by default', () => {
    const [z, y] = [tensor([-3, 1]), [1, 0]];
    assert.equal(binaryFocal(z, y), binaryFocal(z, y, { gamma: 2, alpha: 0.25 }));
  });

  it('stays exact at ±10⁴ and ±∞', () => {
    const options = { gamma: 3, alpha: -1 };
    for (const size of [1e4, Infinity]) {
      const wrong = binaryFocal.withGradient(tensor([-size, size]), [1, 0], {
        ...options,
        reduction: 'none',
      });
      assert.deepEqual([...wrong.loss.data, ...wrong.gradient.data], [size, size, -1, 1]);
      assert.equal(binaryFocal(tensor([size, -size]), [1, 0], options), 0);
    }
  });

  it('turns NaN into NaN, but leaves out what has the weight 0', () => {
    for (const y of [0, 1]) {
      const { loss, gradient } = binaryFocal.withGradient(tensor([NaN]), [y]);
      assert.deepEqual([loss, ...gradient.data], [NaN, NaN]);
      assert.equal(binaryFocal(tensor([NaN]), [y], { weight: [0] }), 0);
    }
    assert.equal(binaryFocal(tensor([NaN]), [0], { alpha: 1 }), 0);
  });

  it('names what is wrong with its input', () => {
    const fails = (options: object, message: RegExp): void =>
      assert.throws(() => binaryFocal(tensor([1, 2]), [1, 0], options), { name: 'OptionError', message });
    fails({ gamma: -1 }, /binaryFocal: gamma should be a finite number ≥ 0, got -1/);
    for (const alpha of [1.5, -0.5, NaN, '0'])
      fails({ alpha }, /alpha should be a number of \[0, 1\], or -1/);
    assert.throws(() => binaryFocal(tensor([1, 2]), [1, 0.5]), {
      name: 'LabelError',
      message: /labels\[1\] is 0\.5, expected 0 or 1/,
    });
  });
});

elementContract(binaryFocal, {
  targets: [fc.nat(1)],
  options: { gamma: () => fc.constantFrom(0, 0.5, 3), alpha: () => fc.constantFrom(-1, 0, 0.5, 1) },
  loss(z, y, { gamma = 2, alpha = 0.25 }) {
    const [p, q] = [y.isZero() ? z : z.neg(), y.isZero() ? z.neg() : z].map((x) =>
      new D(1).div(x.neg().exp().plus(1)),
    );
    const positive = exact(alpha as number);
    const a = alpha === -1 ? new D(1) : y.isZero() ? new D(1).minus(positive) : positive;
    return p
      .pow(exact(gamma as number))
      .times(q.ln())
      .times(a)
      .neg();
  },
});
