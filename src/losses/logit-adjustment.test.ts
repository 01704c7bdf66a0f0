import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { countsOf, crossEntropyOf } from '../../test/losses/moved';
import { largestWeight } from '../../test/losses/rows';
import { tensor } from '../core';
import { logitAdjustment } from './logit-adjustment';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const logits = tensor([[1, -2, 0.5], [3, 0, -1]]); // prettier-ignore
const close = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) <= 1e-14, `got ${got}, expected ${want}`);

describe('logitAdjustment', () => {
  it('gives what one works out by hand: of equal logits the share of the label, to the power of τ', () => {
    const classCounts = [90, 10];
    close(logitAdjustment([[0, 0]], [1], { classCounts }), Math.log(10));
    close(logitAdjustment([[0, 0]], [1], { classCounts, tau: 0.5 }), Math.log(4));
    const { gradient } = logitAdjustment.withGradient([[0, 0]], [1], { classCounts });
    [0.9, -0.9].forEach((slope, k) => close(gradient.data[k], slope));
  });

  it('is the cross-entropy for τ = 0 and for classes of one size', () => {
    const plain = softmaxCrossEntropy(logits, [0, 2]);
    assert.equal(logitAdjustment(logits, [0, 2], { classCounts: [5, 1, 900], tau: 0 }), plain);
    close(logitAdjustment(logits, [0, 2], { classCounts: [7, 7, 7], tau: 3 }), plain);
  });

  it('does not care whether it gets counts or shares', () => {
    const shares = logitAdjustment(logits, [0, 2], { classCounts: [0.7, 0.2, 0.1] });
    close(logitAdjustment(logits, [0, 2], { classCounts: [70, 20, 10] }), shares);
    const counts = tensor(Float32Array.of(70, 20, 10));
    close(logitAdjustment(logits, [0, 2], { classCounts: counts }), shares);
  });

  it('names what is wrong with its options', () => {
    const fails = (options: unknown, name: string, message: RegExp): void =>
      assert.throws(() => logitAdjustment(logits, [0, 2], options as never), { name, message });
    fails({}, 'OptionError', /logitAdjustment: classCounts is missing/);
    fails({ classCounts: [1, 0, 2] }, 'OptionError', /classCounts\[1\] is 0, expected a number > 0/);
    fails({ classCounts: [1, -1, 2] }, 'OptionError', /classCounts\[1\] is -1/);
    fails({ classCounts: [1, 2] }, 'ShapeError', /classCounts has shape \[2\], expected \[3\]/);
    fails({ classCounts: [1, 2, 3], tau: -1 }, 'OptionError', /tau/);
    assert.throws(() => logitAdjustment([[-Infinity, -Infinity]], [0], { classCounts: [1, 1] }), {
      name: 'DomainError',
      message: /logitAdjustment: logits row 0 is all −∞/,
    });
  });
});

rowContract(logitAdjustment, {
  options: { classCounts: ([, K]) => countsOf(K), tau: () => fc.constantFrom(0, 0.5, 2) },
  required: (options, [, K]) => ({ classCounts: [1, 90, 10, 2.5, 1000].slice(0, K), ...options }),
  loss(z, y, { classCounts, tau = 1 }) {
    const counts = (classCounts as number[]).map(exact);
    const sum = counts.reduce((a, b) => a.plus(b), new D(0));
    return crossEntropyOf(z.map((x, k) => x.plus(counts[k].div(sum).ln().times(tau as number))), y); // prettier-ignore
  },
  cancellation: (call) => ({ loss: largestWeight(call), gradient: largestWeight(call) / 4 }),
});
