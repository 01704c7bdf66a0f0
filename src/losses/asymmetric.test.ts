import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact, numbers } from '../../test/losses/case';
import { elementContract } from '../../test/losses/contract';
import { tensor } from '../core';
import { asymmetric } from './asymmetric';
import { binaryCrossEntropy } from './binary-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-15): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);
const plain = { gammaPositive: 0, gammaNegative: 0, clip: 0 };

describe('asymmetric', () => {
  it('gives what one works out by hand: p = ½, ½^γ log 2', () => {
    const options = { gammaPositive: 1, gammaNegative: 2, clip: 0, reduction: 'none' as const };
    const { loss, gradient } = asymmetric.withGradient(tensor([0, 0]), [1, 0], options);
    close(loss.data[0], Math.LN2 / 2);
    close(loss.data[1], Math.LN2 / 4);
    close(gradient.data[0], -(0.5 + Math.LN2 / 2) / 2);
    close(gradient.data[1], (0.5 + Math.LN2) / 4);
  });

  it('is the binary cross-entropy without gammas and clip, bit for bit', () => {
    const [z, y] = [tensor([-3, 1, 0.5, 700, -700]), [1, 0, 1, 0, 1]];
    assert.deepEqual(asymmetric.withGradient(z, y, plain), binaryCrossEntropy.withGradient(z, y));
  });

  it('has by default the options of its authors, γ₊ = 1, γ₋ = 4 and a clip of 0.05', () => {
    const [z, y] = [tensor([0.5, 0.5]), [1, 0]];
    const spelled = asymmetric.withGradient(z, y, { gammaPositive: 1, gammaNegative: 4, clip: 0.05 });
    assert.deepEqual(asymmetric.withGradient(z, y), spelled);
  });

  it('costs nothing where a negative label is less probable than the clip', () => {
    const zero = { loss: 0, gradient: tensor([0, 0]) };
    assert.deepEqual(asymmetric.withGradient(tensor([-5, -1e4]), [0, 0], { clip: 0.05 }), zero);
  });

  it('stays exact at ±10⁴ and ±∞', () => {
    const options = { ...plain, gammaPositive: 2, gammaNegative: 3 };
    for (const size of [1e4, Infinity]) {
      const wrong = asymmetric.withGradient(tensor([-size, size]), [1, 0], { ...options, reduction: 'none' });
      assert.deepEqual([...wrong.loss.data, ...wrong.gradient.data], [size, size, -1, 1]);
      assert.equal(asymmetric(tensor([size, -size]), [1, 0], options), 0);
    }
    close(asymmetric(tensor([1e4]), [0], { clip: 0.25 }), 0.75 ** 4 * Math.log(4));
  });

  it('turns NaN into NaN, but leaves out what has the weight 0', () => {
    for (const y of [0, 1]) {
      const { loss, gradient } = asymmetric.withGradient(tensor([NaN]), [y]);
      assert.deepEqual([loss, ...gradient.data], [NaN, NaN]);
      assert.equal(asymmetric(tensor([NaN]), [y], { weight: [0] }), 0);
    }
  });

  it('names what is wrong with its input', () => {
    const fails = (options: object, message: RegExp): void =>
      assert.throws(() => asymmetric(tensor([1, 2]), [1, 0], options), { name: 'OptionError', message });
    fails({ gammaPositive: -1 }, /asymmetric: gammaPositive should be a finite number ≥ 0, got -1/);
    fails({ gammaNegative: NaN }, /gammaNegative should be/);
    for (const clip of [1, -0.1, NaN, '0']) fails({ clip }, /clip should be a number of \[0, 1\)/);
    assert.throws(() => asymmetric(tensor([1, 2]), [1, 0.5]), {
      name: 'LabelError',
      message: /labels\[1\] is 0\.5, expected 0 or 1/,
    });
  });
});

const CLIPS = [0, 0.05, 0.25];
/** Where p passes a clip the loss has a kink. */
const kinks = CLIPS.slice(1).map((clip) => Math.log(clip / (1 - clip)));

elementContract(asymmetric, {
  input: numbers(20).filter((z) => kinks.every((kink) => Math.abs(z - kink) > 0.02)),
  targets: [fc.nat(1)],
  options: {
    gammaPositive: () => fc.constantFrom(0, 0.5, 2),
    gammaNegative: () => fc.constantFrom(0, 0.5, 3),
    clip: () => fc.constantFrom(...CLIPS),
  },
  loss(z, y, { gammaPositive = 1, gammaNegative = 4, clip = 0.05 }) {
    const [p, q] = [z.neg(), z].map((x) => new D(1).div(x.exp().plus(1)));
    if (y.isZero()) {
      const lowered = p.minus(exact(clip as number));
      if (lowered.lte(0)) return new D(0);
      const cost = clip === 0 ? q.ln() : new D(1).minus(lowered).ln();
      return lowered
        .pow(exact(gammaNegative as number))
        .times(cost)
        .neg();
    }
    return q
      .pow(exact(gammaPositive as number))
      .times(p.ln())
      .neg();
  },
  // Just above a clip, p − clip has the rounding error of p.
  cancellation: ({ options: { clip = 0.05 } }) => ({
    loss: clip === 0 ? 0 : 0.05,
    gradient: clip === 0 ? 0 : 0.05,
  }),
});
