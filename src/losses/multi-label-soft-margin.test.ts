import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { labelRows } from '../../test/losses/label-rows';
import { tensor } from '../core';
import { binaryCrossEntropy } from './binary-cross-entropy';
import { multiLabelSoftMargin } from './multi-label-soft-margin';

const logits = tensor([[1, -2, 0.5], [3, 0, -1]]); // prettier-ignore
const target = tensor([[1, 0, 1], [0, 0.25, 1]]); // prettier-ignore

describe('multiLabelSoftMargin', () => {
  it('gives what one works out by hand: log 2 at logits 0, with a gradient of ±1/2 a class', () => {
    const { loss, gradient } = multiLabelSoftMargin.withGradient(tensor([[0, 0]]), [[1, 0]]);
    assert.deepEqual([loss, ...gradient.data], [Math.LN2, -0.25, 0.25]);
  });

  it('is the mean of the binary cross-entropies of a row', () => {
    const each = binaryCrossEntropy(logits, target, { weight: [1, 2, 0], reduction: 'none' }).data;
    const rows = multiLabelSoftMargin(logits, target, { weight: [1, 2, 0], reduction: 'none' }).data;
    for (const i of [0, 1]) {
      const mean = (each[3 * i] + each[3 * i + 1] + each[3 * i + 2]) / 3;
      assert.ok(Math.abs(rows[i] - mean) < 1e-15);
    }
  });

  it('stays exact at ±10⁴ and leaves out what has the weight 0', () => {
    const confident = tensor([[1e4, -1e4]]);
    assert.equal(multiLabelSoftMargin(confident, [[1, 0]]), 0);
    assert.equal(multiLabelSoftMargin(confident, [[0, 1]]), 1e4);
    assert.equal(multiLabelSoftMargin(tensor([[NaN, 0]]), [[1, 1]], { weight: [0, 1] }), Math.LN2 / 2);
    assert.equal(multiLabelSoftMargin(tensor([[NaN, 0]]), [[1, 1]]), NaN);
  });

  it('names what is wrong with its input', () => {
    const fails = (call: () => unknown, name: string, message: RegExp): void =>
      assert.throws(call, { name, message });
    fails(() => multiLabelSoftMargin(tensor([1]), [1]), 'ShapeError', /multiLabelSoftMargin: logits .*\[1\]/);
    fails(() => multiLabelSoftMargin(tensor([[1, 2]]), [[0, 2]]), 'LabelError', /target\[1\] is 2/);
    fails(() => multiLabelSoftMargin(logits, target, { weight: [1] }), 'ShapeError', /weight.*\[1\]/);
  });
});

const labels = labelRows(multiLabelSoftMargin, {
  targets: fc.oneof(
    fc.nat(1),
    fc.nat(64).map((n) => n / 64),
  ),
  loss(z, y, { weight }) {
    const terms = z.map((x, k) => {
      const lnP = new D(1).div(x.neg().exp().plus(1)).ln();
      const lnQ = lnP.minus(x);
      const term = exact(y[k]).times(lnP).plus(exact(1 - y[k]).times(lnQ)).neg(); // prettier-ignore
      return term.times(exact((weight as number[] | undefined)?.[k] ?? 1));
    });
    return terms.reduce((a, b) => a.plus(b)).div(z.length);
  },
});

rowContract(multiLabelSoftMargin, {
  ...labels,
  // Of targets between 0 and 1 the terms of a gradient cancel.
  cancellation: ({ options: { weight = [] } }) => ({
    loss: 0,
    gradient: Math.max(1, ...(weight as number[])) / 8,
  }),
});
