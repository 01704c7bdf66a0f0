import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, at, exact, filled, numbers, weights } from '../../test/losses/case';
import { elementContract } from '../../test/losses/contract';
import { withGradientChanged } from '../../test/losses/mutants';
import { isTensor, tensor } from '../core';
import { binaryCrossEntropy } from './binary-cross-entropy';

const close = (got: number, want: number, tolerance = 1e-14): void =>
  assert.ok(Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want)), `got ${got}, expected ${want}`);
const { withGradient } = binaryCrossEntropy;

describe('binaryCrossEntropy', () => {
  it('gives what one works out by hand: log 2 at the logit 0, with the gradient σ(0) − y', () => {
    assert.deepEqual(withGradient(tensor([0]), [1]), { loss: Math.LN2, gradient: tensor([-0.5]) });
    close(binaryCrossEntropy(tensor([2]), [1]), -Math.log(1 / (1 + Math.exp(-2))));
  });

  it('gives the values that other libraries document', () => {
    // torch.nn.BCEWithLogitsLoss: logits 1.5, target 1 → 0.20
    close(binaryCrossEntropy(tensor([1.5, 1.5]), [1, 1]), 0.2014, 1e-4);
    // Keras, BinaryCrossentropy(from_logits=True) → 0.865
    close(binaryCrossEntropy(tensor([-18.6, 0.51, 2.94, -12.8]), [0, 1, 0, 0]), 0.865, 5e-4);
  });

  it('multiplies the positive term by posWeight and the whole by weight', () => {
    const logits = tensor([1, -1]);
    const [a, b] = binaryCrossEntropy(logits, [1, 0], { reduction: 'none' }).data;
    const weighted = binaryCrossEntropy(logits, [1, 0], { posWeight: 3, weight: [2, 5], reduction: 'none' });
    close(weighted.data[0], 6 * a);
    close(weighted.data[1], 5 * b);
  });

  it('takes weights for the last axis or for each logit', () => {
    const [logits, target] = [
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([
        [0, 1],
        [1, 0],
      ]),
    ];
    const last = binaryCrossEntropy(logits, target, { weight: [2, 5] });
    close(
      last,
      binaryCrossEntropy(logits, target, {
        weight: tensor([
          [2, 5],
          [2, 5],
        ]),
      }),
    );
    assert.notEqual(last, binaryCrossEntropy(logits, target));
  });

  it('divides the mean by the number of logits, not by the sum of weights', () => {
    close(binaryCrossEntropy(tensor([0, 0]), [1, 1], { weight: [4, 0] }), 2 * Math.LN2);
  });

  it('stays exact at ±10⁴ and ±∞: the loss is linear on the wrong side and 0 on the right one', () => {
    assert.deepEqual(withGradient(tensor([-1e4]), [1]), { loss: 1e4, gradient: tensor([-1]) });
    assert.equal(binaryCrossEntropy(tensor([1e4]), [1]), 0);
    assert.equal(binaryCrossEntropy(tensor([-Infinity]), [0]), 0);
    assert.deepEqual(withGradient(tensor([-Infinity]), [1]), { loss: Infinity, gradient: tensor([-1]) });
  });

  it('turns NaN into NaN, there only, but leaves out what has the weight 0', () => {
    const { loss, gradient } = withGradient(tensor([NaN, 0]), [1, 1], { reduction: 'none' });
    assert.deepEqual([...loss.data], [NaN, Math.LN2]);
    assert.deepEqual([...gradient.data], [NaN, -0.5]);
    assert.equal(binaryCrossEntropy(tensor([NaN, 0]), [1, 1], { weight: [0, 2] }), Math.LN2);
  });

  it('is NaN without any logit, or 0 on request', () => {
    const none = tensor(new Float64Array(0));
    assert.equal(binaryCrossEntropy(none, []), NaN);
    assert.equal(binaryCrossEntropy(none, [], { onEmpty: 'zero' }), 0);
  });

  it('names what is wrong with its input, and where', () => {
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message }, String(message));
    const logits = tensor([1, 2]);
    fails(() => binaryCrossEntropy(logits, [0, 2]), 'LabelError', /target\[1\] is 2, expected a probability/);
    fails(() => binaryCrossEntropy(logits, tensor([0.5, 1.5])), 'LabelError', /target\[1\] is 1\.5/);
    fails(() => binaryCrossEntropy(logits, tensor([0.5, NaN])), 'LabelError', /target\[1\] is NaN/);
    fails(() => binaryCrossEntropy(logits, [1]), 'ShapeError', /\[1\].*\[2\]/);
    fails(() => binaryCrossEntropy(tensor([[1], [2]]), [1, 0]), 'ShapeError', /\[2\].*\[2, 1\]/);
    fails(() => binaryCrossEntropy(logits, tensor([[1, 0]])), 'ShapeError', /\[1, 2\].*\[2\]/);
    fails(
      () => binaryCrossEntropy(logits, 'ab' as never),
      'ShapeError',
      /tensor, or \(nested\) arrays of numbers; got 'ab'/,
    );
    fails(() => binaryCrossEntropy(logits, [1, 0], { posWeight: -1 }), 'OptionError', /posWeight.*-1/);
    fails(
      () => binaryCrossEntropy(logits, [1, 0], { weight: [1, 1, 1] }),
      'ShapeError',
      /\[3\], expected \[2\]/,
    );
    fails(() => binaryCrossEntropy(logits, [1, 0], { weight: 3 as never }), 'ShapeError', /weight.*got 3/);
  });
});

elementContract(
  binaryCrossEntropy,
  {
    loss(z, y, { posWeight = 1 }, i) {
      const lnP = new D(1).div(z.neg().exp().plus(1)).ln();
      const lnQ = lnP.minus(z); // ln(1 − p) without the cancellation in 1 − p
      const positive = y.times(exact(at([posWeight].flat(), i))).times(lnP);
      return positive.plus(new D(1).minus(y).times(lnQ)).neg();
    },
    options: { posWeight: (shape) => fc.oneof(weights, filled(weights, shape[shape.length - 1])) },
    input: numbers(30),
    targets: [
      fc.constantFrom(0, 1),
      fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    ],
    takesArray: (target) => target.every((y) => y === 0 || y === 1),
    cancellation({ target, options: { weight = 1, posWeight = 1 } }) {
      const [w, positive] = [weight, posWeight].map((given) =>
        Math.max(1, ...((isTensor(given) ? [...given.data] : [given].flat()) as number[])),
      );
      return { loss: 0, gradient: isTensor(target) ? w * positive : 0 };
    },
  },
  { 'a gradient p − 1 that has lost its small digits': withGradientChanged((g) => g + 1 - 1) },
);
