import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { countsOf } from '../../test/losses/moved';
import { largestWeight } from '../../test/losses/rows';
import { balancedSoftmax } from './balanced-softmax';
import { logitAdjustment } from './logit-adjustment';

const logits = [[1, -2, 0.5], [3, 0, -1]]; // prettier-ignore
const classCounts = [500, 20, 3];

describe('balancedSoftmax', () => {
  it('gives what one works out by hand: of equal logits the share of the label', () => {
    assert.ok(Math.abs(balancedSoftmax([[0, 0]], [1], { classCounts: [90, 10] }) - Math.log(10)) < 1e-15);
  });

  it('is logitAdjustment with τ = 1', () => {
    const options = { classCounts, weight: [1, 2, 3], ignoreIndex: 1 };
    const want = logitAdjustment.withGradient(logits, [0, 2], { ...options, tau: 1 });
    assert.deepEqual(balancedSoftmax.withGradient(logits, [0, 2], options), want);
  });

  it('takes no τ, and names itself', () => {
    const fails = (options: unknown, message: RegExp): void =>
      assert.throws(() => balancedSoftmax(logits, [0, 2], options as never), {
        name: 'OptionError',
        message,
      });
    fails({ classCounts, tau: 1 }, /balancedSoftmax.*tau/);
    fails({}, /balancedSoftmax: classCounts is missing/);
  });
});

rowContract(balancedSoftmax, {
  options: { classCounts: ([, K]) => countsOf(K) },
  required: (options, [, K]) => ({ classCounts: [1, 90, 10, 2.5, 1000].slice(0, K), ...options }),
  loss(z, y, { classCounts: counts }) {
    const terms = z.map((x, k) => x.exp().times(exact((counts as number[])[k])));
    return terms[y].div(terms.reduce((a, b) => a.plus(b), new D(0))).ln().neg(); // prettier-ignore
  },
  cancellation: (call) => ({ loss: largestWeight(call), gradient: largestWeight(call) / 4 }),
});
