import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D, exact } from '../../test/losses/case';
import { classBalancedWeights } from './class-balanced-weights';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

/** The formula in 50 digits. */
function oracle(counts: number[], beta: number): number[] {
  const inverse = counts.map((n) => new D(1).minus(exact(beta)).div(new D(1).minus(exact(beta).pow(n))));
  const sum = inverse.reduce((a, b) => a.plus(b), new D(0));
  return inverse.map((v) => v.times(counts.length).div(sum).toNumber());
}

describe('classBalancedWeights', () => {
  it('gives what one works out by hand', () => {
    // (1 − β)/(1 − β²) = 1/(1 + β)
    const got = classBalancedWeights([1, 2], { beta: 0.5 }).data;
    [1.2, 0.8].forEach((weight, k) => assert.ok(Math.abs(got[k] - weight) < 1e-15));
  });

  it('agrees with 50 digits, however near β is to 1', () => {
    const counts = [5000, 2997, 83, 50, 1];
    for (const beta of [0.5, 0.9, 0.999, 0.9999, 1 - 1e-9, 1 - 1e-15, 1 - 2 ** -53]) {
      const got = classBalancedWeights(counts, { beta }).data;
      oracle(counts, beta).forEach((weight, k) =>
        assert.ok(
          Math.abs(got[k] / weight - 1) < 1e-14,
          `β = ${beta}: weight[${k}] is ${got[k]}, not ${weight}`,
        ),
      );
    }
  });

  it('weighs alike for β = 0, by the reciprocal counts for β = 1, with 0.9999 by default', () => {
    assert.deepEqual([...classBalancedWeights([9, 100, 1], { beta: 0 }).data], [1, 1, 1]);
    const limit = classBalancedWeights([100, 25], { beta: 1 }).data;
    [0.4, 1.6].forEach((weight, k) => assert.ok(Math.abs(limit[k] - weight) < 1e-15));
    assert.deepEqual(classBalancedWeights([9, 1]), classBalancedWeights([9, 1], { beta: 0.9999 }));
  });

  it('is what the losses take as weight', () => {
    const weight = classBalancedWeights([90, 10], { beta: 1 });
    assert.ok(Math.abs(softmaxCrossEntropy([[0, 0], [0, 0]], [0, 1], { weight, reduction: 'sum' }) - 2 * Math.LN2) < 1e-15); // prettier-ignore
  });

  it('names what is wrong', () => {
    const fails = (counts: unknown, options: object, name: string, message: RegExp): void =>
      assert.throws(() => classBalancedWeights(counts as never, options), { name, message });
    fails([1, 0], {}, 'OptionError', /classBalancedWeights: classCounts\[1\] is 0/);
    fails([[1, 2]], {}, 'ShapeError', /classCounts has shape \[1, 2\], expected \[2\]/);
    fails([1, 2], { beta: 1.5 }, 'OptionError', /beta/);
  });
});
