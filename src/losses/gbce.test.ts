import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { labelRows } from '../../test/losses/label-rows';
import { tensor } from '../core';
import { gradCheck } from '../math';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { gbce } from './gbce';
import { ALL_LOSSES, type AnyLoss } from './loss';

const logits = tensor([[1, -2, 0.5], [3, 0, -1]]); // prettier-ignore

describe('gbce', () => {
  it('gives what one works out by hand: β = 0.1 where all scores are calibrated', () => {
    const options = { samplingRate: 0.1, calibration: 1 };
    const { loss, gradient } = gbce.withGradient(tensor([[0, 0]]), options);
    assert.ok(Math.abs(loss - 1.1 * Math.LN2) < 1e-15);
    assert.ok(Math.abs(gradient.data[0] + 0.05) < 1e-15);
    assert.equal(gradient.data[1], 0.5);
  });

  it('is the binary cross-entropy without calibration, and without sampling', () => {
    const want = binaryCrossEntropy(logits, [[1, 0, 0], [1, 0, 0]], { reduction: 'sum' }); // prettier-ignore
    for (const options of [
      { samplingRate: 0.01, calibration: 0 },
      { samplingRate: 1, calibration: 1 },
    ])
      assert.ok(Math.abs(gbce(logits, { ...options, reduction: 'sum' }) - want) < 1e-14);
  });

  it('has the power of the paper, and by default its calibration 0.75', () => {
    const alpha = 0.25;
    const beta = alpha * (0.75 * (1 - 1 / alpha) + 1 / alpha);
    const [row] = gbce(tensor([[2, -1e4]]), { samplingRate: alpha, reduction: 'none' }).data;
    assert.ok(Math.abs(row - beta * Math.log1p(Math.exp(-2))) < 1e-15);
  });

  it('stays exact at ±10⁴, and turns NaN into NaN', () => {
    assert.equal(gbce(tensor([[1e4, -1e4]]), { samplingRate: 0.5 }), 0);
    assert.equal(gbce(tensor([[-1e4, 1e4]]), { samplingRate: 0.5, calibration: 1 }), 1.5e4);
    assert.equal(gbce(tensor([[0, NaN]]), { samplingRate: 0.5 }), NaN);
  });

  it('has the gradient that gradCheck finds', () => {
    const options = { samplingRate: 0.125 };
    const { gradient } = gbce.withGradient(logits, options);
    const { passed, verdict } = gradCheck((z) => gbce(z, options), logits, gradient);
    assert.ok(passed, verdict);
  });

  it('names what is wrong with its input', () => {
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message });
    for (const samplingRate of [0, 1.5, NaN, undefined])
      fails(() => gbce(logits, { samplingRate } as never), 'OptionError', /gbce: samplingRate.*\(0, 1\]/);
    fails(() => gbce(logits, { samplingRate: 1, calibration: 2 }), 'OptionError', /calibration.*\[0, 1\]/);
    fails(() => gbce(tensor([[1], [2]]), { samplingRate: 1 }), 'ShapeError', /\[N, 1 \+ M\].*\[2, 1\]/);
    fails(() => gbce(logits, undefined as never), 'OptionError', /samplingRate/);
  });
});

// As any loss it has a target in second place, which it does not look at.
const loss = ALL_LOSSES.get('gbce') as AnyLoss & typeof gbce;
const log1pExp = (x: D): D => x.exp().plus(1).ln();

rowContract(
  loss,
  labelRows(loss, {
    isUntargeted: true,
    least: 2,
    options: {
      samplingRate: () => fc.constantFrom(0.5, 0.01),
      calibration: () => fc.constantFrom(0, 0.5, 1),
    },
    required: (options) => ({ samplingRate: 0.125, ...options }),
    loss(s, _, { samplingRate, calibration = 0.75 }) {
      const [alpha, t] = [samplingRate, calibration].map((x) => exact(x as number));
      const beta = alpha.times(t.times(new D(1).minus(new D(1).div(alpha))).plus(new D(1).div(alpha)));
      return s
        .slice(1)
        .map(log1pExp)
        .reduce((a, b) => a.plus(b), beta.times(log1pExp(s[0].neg())));
    },
  }),
);
