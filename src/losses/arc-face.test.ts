import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact, numbers } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { marginLoss } from '../../test/losses/moved';
import { largestWeight } from '../../test/losses/rows';
import { tensor } from '../core';
import { arcFace } from './arc-face';
import { cosFace } from './cos-face';

const close = (got: number, want: number, tolerance = 1e-14): void =>
  assert.ok(Math.abs(got - want) <= tolerance, `got ${got}, expected ${want}`);

/** φ(θ) by the loss of a row whose other cosine is 0. */
function phi(cosine: number, margin?: number): number {
  return -Math.log(Math.expm1(arcFace([[cosine, 0]], [0], { margin, scale: 1 })));
}

describe('arcFace', () => {
  it('gives what one works out by hand: cos(60° + 30°) = 0', () => {
    const { loss, gradient } = arcFace.withGradient([[0.5, 0]], [0], { margin: Math.PI / 6, scale: 4 });
    close(loss, Math.LN2);
    close(gradient.data[1], 2);
    close(gradient.data[0], -2 * (Math.sin(Math.PI / 2) / Math.sin(Math.PI / 3)));
  });

  it('adds the margin to the angle, up to 180°, from where on the cosine falls by m sin m', () => {
    for (const theta of [0, 0.3, 1, 2, 2.6]) close(phi(Math.cos(theta), 0.5), Math.cos(theta + 0.5), 1e-13);
    for (const theta of [2.7, 3, Math.PI]) close(phi(Math.cos(theta), 0.5), Math.cos(theta) - 0.5 * Math.sin(0.5), 1e-13); // prettier-ignore
  });

  it('falls with the angle all the way', () => {
    for (const margin of [0.1, 0.5, 1.5]) {
      const values = Array.from({ length: 200 }, (_, i) => phi(Math.cos((i * Math.PI) / 199), margin));
      values.forEach((value, i) => assert.ok(i === 0 || value < values[i - 1], `margin ${margin}, ${i}`));
    }
  });

  it('is cosFace without a margin, with 0.5 and 64 by default', () => {
    const cosines = tensor([[0.5, 0.25, -0.5], [0.125, 0.25, -1]]); // prettier-ignore
    const want = cosFace.withGradient(cosines, [0, 2], { margin: 0 });
    assert.deepEqual(arcFace.withGradient(cosines, [0, 2], { margin: 0 }), want);
    assert.equal(arcFace(cosines, [0, 2]), arcFace(cosines, [0, 2], { margin: 0.5, scale: 64 }));
  });

  it('keeps its gradient finite where the angle is 0, and takes rounding beyond it', () => {
    for (const cosine of [1, 1 + 1e-9, 1 - 1e-9]) {
      const { loss, gradient } = arcFace.withGradient([[cosine, 0]], [0], { margin: 0.5, scale: 1 });
      close(loss, Math.log1p(Math.exp(-Math.cos(0.5))), 1e-4);
      const slope = Math.cos(0.5) + Math.sin(0.5) * 2 ** 12;
      close(gradient.data[0], slope * -gradient.data[1], 1e-4);
    }
    const [slope] = arcFace.withGradient([[-1 - 1e-9, 0]], [0], { scale: 1 }).gradient.data;
    assert.ok(slope > -1 && slope < -0.7);
  });

  it('turns NaN into NaN, and names what is no cosine', () => {
    assert.equal(arcFace([[NaN, 0]], [0]), NaN);
    assert.equal(arcFace([[0, NaN]], [0]), NaN);
    const fails = (label: number, options: object, name: string, message: RegExp): void =>
      assert.throws(() => arcFace([[0, -1.5]], [label], options), { name, message });
    fails(1, {}, 'DomainError', /arcFace: cosines\[0, 1\] is -1.5, expected a number of \[−1, 1\]/);
    fails(0, { margin: 2 }, 'OptionError', /margin/);
    fails(0, { scale: -1 }, 'OptionError', /scale/);
  });
});

rowContract(arcFace, {
  options: { margin: () => fc.constantFrom(0, 0.25, 1.25), scale: () => fc.constantFrom(1, 1.5) },
  required: (options) => ({ scale: 2, ...options }), // at 64 differences are not exact enough
  input: numbers(1).filter((cosine) => Math.abs(cosine) <= 0.8),
  isSmooth: (z, y, { margin = 0.5 }) => Math.abs(z[y] + Math.cos(margin as number)) > 0.01,
  loss: (z, y, { margin = 0.5, scale }) =>
    marginLoss(z, y, scale as number, (x) => {
      const m = exact(margin as number);
      const sine = new D(1).minus(x.times(x)).sqrt();
      return x.gt(m.cos().neg()) ? x.times(m.cos()).minus(sine.times(m.sin())) : x.minus(m.times(m.sin()));
    }),
  isShiftInvariant: () => false, // a shifted cosine is none
  cancellation: (call) => ({ loss: largestWeight(call), gradient: largestWeight(call) / 4 }),
});
