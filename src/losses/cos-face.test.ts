import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { numbers } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { marginLoss } from '../../test/losses/moved';
import { largestWeight } from '../../test/losses/rows';
import { cosFace } from './cos-face';

const close = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) <= 1e-14, `got ${got}, expected ${want}`);

describe('cosFace', () => {
  it('gives what one works out by hand: a lead of 1 less the margin, times the scale', () => {
    const options = { margin: 0.25, scale: 4 };
    close(cosFace([[0.5, -0.5]], [0], options), Math.log1p(Math.exp(-3)));
    const { gradient } = cosFace.withGradient([[0.5, -0.5]], [0], { margin: 1, scale: 4 });
    assert.deepEqual([...gradient.data], [-2, 2]);
  });

  it('has the margin 0.35 and the scale 64 by default', () => {
    const cosines = [[0.5, 0.25, -0.5], [0.125, 0.25, -1]]; // prettier-ignore
    assert.equal(cosFace(cosines, [0, 2]), cosFace(cosines, [0, 2], { margin: 0.35, scale: 64 }));
  });

  it('takes rounding beyond 1 and masked classes, and turns NaN into NaN', () => {
    close(cosFace([[1.0001, -Infinity, 0]], [0], { margin: 0, scale: 1 }), Math.log1p(Math.exp(-1.0001)));
    assert.equal(cosFace([[NaN, 0]], [0]), NaN);
    assert.equal(cosFace([[0, NaN]], [0]), NaN);
  });

  it('names what is wrong with its input', () => {
    const fails = (cosines: number[][], options: object, name: string, message: RegExp): void =>
      assert.throws(() => cosFace(cosines, [0, 1], options), { name, message });
    fails([[0, 1], [0, 3.5]], {}, 'DomainError', /cosFace: cosines\[1, 1\] is 3.5, expected a number of \[−1, 1\]/); // prettier-ignore
    fails([[0, 1], [0, 1]], { margin: -1 }, 'OptionError', /margin/); // prettier-ignore
    fails([[0, 1], [0, 1]], { scale: 0 }, 'OptionError', /scale/); // prettier-ignore
    assert.equal(cosFace([[9, 1], [0, 1]], [-100, 1]), cosFace([[0, 1]], [1])); // prettier-ignore
  });
});

rowContract(cosFace, {
  options: { margin: () => fc.constantFrom(0, 0.25, 1), scale: () => fc.constantFrom(1, 1.5) },
  required: (options) => ({ scale: 2, ...options }), // at 64 differences are not exact enough
  input: numbers(1).filter((cosine) => Math.abs(cosine) <= 0.99),
  loss: (z, y, { margin = 0.35, scale }) =>
    marginLoss(z, y, scale as number, (x) => x.minus(margin as number)),
  isShiftInvariant: () => false, // a shifted cosine is none
  cancellation: (call) => ({ loss: largestWeight(call), gradient: largestWeight(call) / 4 }),
});
