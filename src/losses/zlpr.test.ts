import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { D } from '../../test/losses/case';
import { rowContract } from '../../test/losses/contract';
import { labelRows } from '../../test/losses/label-rows';
import { tensor } from '../core';
import { gradCheck } from '../math';
import { zlpr } from './zlpr';

describe('zlpr', () => {
  it('gives what one works out by hand', () => {
    const { loss, gradient } = zlpr.withGradient(tensor([[0, 0, 0]]), [[1, 0, 0]]);
    assert.ok(Math.abs(loss - Math.log(6)) < 1e-15);
    assert.deepEqual([...gradient.data], [-1 / 2, 1 / 3, 1 / 3]);
  });

  it('takes rows without labels, and of labels only', () => {
    const zeros = tensor([[0, 0], [0, 0]]); // prettier-ignore
    const losses = zlpr(zeros, [[0, 0], [1, 1]], { reduction: 'none' }).data; // prettier-ignore
    losses.forEach((loss) => assert.ok(Math.abs(loss - Math.log(3)) < 1e-15));
  });

  it('is linear on the wrong side and 0 on the right one, at ±10⁴', () => {
    const logits = tensor([[1e4, -1e4]]);
    assert.deepEqual(zlpr.withGradient(logits, [[1, 0]]), { loss: 0, gradient: tensor([[-0, 0]]) });
    assert.deepEqual(zlpr.withGradient(logits, [[0, 1]]), { loss: 2e4, gradient: tensor([[1, -1]]) });
    assert.equal(zlpr(tensor([[Infinity, -Infinity]]), [[1, 0]]), 0);
  });

  it('turns NaN and infinities on the wrong side into NaN', () => {
    for (const z of [NaN, Infinity]) assert.equal(zlpr(tensor([[0, z]]), [[1, 0]]), NaN);
  });

  it('has the gradient that gradCheck finds', () => {
    const [z, y] = [tensor([[1, -2, 0.5], [3, 0, -1]]), tensor([[1, 0, 1], [0, 0, 1]])]; // prettier-ignore
    const { passed, verdict } = gradCheck((x) => zlpr(x, y), z, zlpr.withGradient(z, y).gradient);
    assert.ok(passed, verdict);
  });

  it('names a label that is neither 0 nor 1', () => {
    const fails = (y: number[][], name: string, message: RegExp): void =>
      assert.throws(() => zlpr(tensor([[1, 2]]), y), { name, message });
    fails([[0, 0.5]], 'LabelError', /zlpr: labels\[1\] is 0\.5, expected 0 or 1/);
    fails([[0]], 'ShapeError', /\[1, 1\].*\[1, 2\]/);
  });
});

const labels = labelRows(zlpr, {
  loss(z, y) {
    const sum = (label: number): D =>
      z.reduce(
        (total, x, k) => (y[k] === label ? total.plus(x.times(1 - 2 * label).exp()) : total),
        new D(1),
      );
    return sum(0).ln().plus(sum(1).ln());
  },
});

rowContract(zlpr, labels);
