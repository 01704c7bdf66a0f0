import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact, numbers } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { countsOf, marginLoss } from '../../test/losses/moved';
import { largestWeight } from '../../test/losses/rows';
import { tensor } from '../core';
import { cosFace } from './cos-face';
import { ldam } from './ldam';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const logits = tensor([[0.5, -1, 0.25], [1, 0, -0.5]]); // prettier-ignore
const close = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) <= 1e-14, `got ${got}, expected ${want}`);

describe('ldam', () => {
  it('gives what one works out by hand: half the margin for 16 times the examples', () => {
    const options = { classCounts: [160, 10], maxMargin: 0.5, scale: 1 };
    close(ldam([[1, 1]], [0], options), Math.log(1 + Math.exp(0.25)));
    close(ldam([[1, 1]], [1], options), Math.log(1 + Math.exp(0.5)));
  });

  it('is the cross-entropy of scaled logits without a margin', () => {
    const options = { classCounts: [5, 1, 9], maxMargin: 0, scale: 4 };
    close(ldam(logits, [0, 2], options), softmaxCrossEntropy(tensor(logits.data.map((z) => 4 * z), { shape: [2, 3] }), [0, 2])); // prettier-ignore
  });

  it('is cosFace where all classes have one size', () => {
    const got = ldam.withGradient(logits, [0, 2], { classCounts: [4, 4, 4], maxMargin: 0.35, scale: 64 });
    assert.deepEqual(got, cosFace.withGradient(logits, [0, 2]));
  });

  it('has the margin 0.5 and the scale 30 by default', () => {
    const classCounts = [5, 1, 9];
    const want = ldam(logits, [0, 2], { classCounts, maxMargin: 0.5, scale: 30 });
    assert.equal(ldam(logits, [0, 2], { classCounts }), want);
  });

  it('takes no probabilities for targets', () => {
    const rows = [[1, 0, 0], [0, 1, 0]] as never; // prettier-ignore
    assert.throws(() => ldam(logits, rows, { classCounts: [1, 2, 3] }), {
      name: 'ShapeError',
      message: /class indices/,
    });
  });

  it('names what is wrong with its options', () => {
    const fails = (options: unknown, message: RegExp): void =>
      assert.throws(() => ldam(logits, [0, 2], options as never), { name: 'OptionError', message });
    fails({}, /ldam: classCounts is missing/);
    fails({ classCounts: [1, 0, 2] }, /classCounts\[1\] is 0/);
    fails({ classCounts: [1, 1, 2], maxMargin: -1 }, /maxMargin/);
    fails({ classCounts: [1, 1, 2], scale: 0 }, /scale/);
  });
});

rowContract(ldam, {
  options: {
    classCounts: ([, K]) => countsOf(K),
    maxMargin: () => fc.constantFrom(0, 0.25, 1),
    scale: () => fc.constantFrom(1, 1.5),
  },
  required: (options, [, K]) => ({
    classCounts: [1, 90, 10, 2.5, 1000].slice(0, K),
    scale: 2, // at 30 differences are not exact enough
    ...options,
  }),
  input: numbers(3),
  loss(z, y, { classCounts, maxMargin = 0.5, scale }) {
    const counts = (classCounts as number[]).map(exact);
    const margin = D.min(...counts).div(counts[y]).sqrt().sqrt().times(maxMargin as number); // prettier-ignore
    return marginLoss(z, y, scale as number, (x) => x.minus(margin));
  },
  cancellation: (call) => ({ loss: largestWeight(call), gradient: largestWeight(call) / 4 }),
});
