import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { D, exact, filled, numbers, optionsOf, shaped } from '../../test/losses/case';
import { elementContract } from '../../test/losses/contract';
import { convert, tensor, zeros, type Tensor } from '../core';
import { gradCheck } from '../math';
import { bpr } from './bpr';

const positive = tensor([1, -2]);
const negative = tensor([[0.5, 3, 0], [-1, -1, 2]]); // prettier-ignore

describe('bpr', () => {
  it('gives what one works out by hand: log 2 for equal scores', () => {
    const result = bpr.withGradient(tensor([3]), [[3, 3]]);
    assert.deepEqual(result, {
      loss: Math.LN2,
      gradient: tensor([-0.5]),
      negativeGradient: tensor([[0.25, 0.25]]),
    });
  });

  it('takes a negative for each positive, too', () => {
    assert.equal(bpr(positive, [0, 1]), bpr(positive, [[0], [1]]));
    const { negativeGradient } = bpr.withGradient(positive, [0, 1], { reduction: 'sum' });
    assert.deepEqual(negativeGradient.shape, [2]);
  });

  it('has the gradients that gradCheck finds, of both arguments and for every reduction', () => {
    for (const options of [{}, { reduction: 'sum' as const }, { normalizer: 7 }]) {
      const { gradient, negativeGradient } = bpr.withGradient(positive, negative, options);
      for (const { passed, verdict } of [
        gradCheck((s) => bpr(s, negative, options), positive, gradient),
        gradCheck((n) => bpr(positive, n, options), negative, negativeGradient),
      ])
        assert.ok(passed, verdict);
    }
    const each = bpr.withGradient(positive, negative, { reduction: 'none' });
    const sum = bpr.withGradient(positive, negative, { reduction: 'sum' });
    assert.deepEqual([each.gradient, each.negativeGradient], [sum.gradient, sum.negativeGradient]);
  });

  it('reads its arguments before it writes to out, which may be one of them', () => {
    for (const which of [0, 1]) {
      const args: [Tensor, Tensor] = [tensor([1, -2]), tensor([0.5, 3])];
      const want = bpr.withGradient(tensor([1, -2]), tensor([0.5, 3]));
      const got = bpr.withGradient(...args, { out: args[which] });
      assert.deepEqual(
        [got.loss, got.gradient, got.negativeGradient],
        [want.loss, want.gradient, want.negativeGradient],
      );
    }
  });

  it('gives float32 gradients for float32 scores', () => {
    const result = bpr.withGradient(convert(positive, 'float32'), convert(negative, 'float32'));
    assert.deepEqual([result.gradient.dtype, result.negativeGradient.dtype], ['float32', 'float32']);
    const wide = bpr.withGradient(positive, negative).negativeGradient;
    assert.deepEqual(result.negativeGradient.data, Float32Array.from(wide.data));
  });

  it('stays exact at ±10⁴, and turns NaN into NaN', () => {
    assert.equal(bpr(tensor([1e4]), [-1e4]), 0);
    assert.equal(bpr(tensor([-1e4]), [1e4]), 2e4);
    assert.deepEqual([...bpr.withGradient(tensor([NaN]), [1]).negativeGradient.data], [NaN]);
  });

  it('names the shapes that do not fit', () => {
    const fails = (s: Tensor, n: Tensor, message: RegExp): void =>
      assert.throws(() => bpr(s, n), { name: 'ShapeError', message });
    fails(positive, tensor([1]), /bpr: expected positive \[N\] and negative .* got \[2\] and \[1\]/);
    fails(negative, negative, /got \[2, 3\] and \[2, 3\]/);
    fails(positive, zeros([2, 0]), /M ≥ 1, got \[2\] and \[2, 0\]/);
    assert.throws(() => bpr(positive, convert(negative, 'float32')), { name: 'DTypeError' });
  });
});

const options = optionsOf(bpr, {});

elementContract(bpr, {
  loss: () => new D(0),
  oracle({ target }, i, [s]) {
    const { data, shape } = target as Tensor;
    const count = shape[1] ?? 1;
    const losses = [...data.subarray(i * count, (i + 1) * count)].map((n) =>
      exact(n).minus(s).exp().plus(1).ln(),
    );
    return losses.reduce((a, b) => a.plus(b)).div(count);
  },
  arbitrary: fc.tuple(fc.nat(4), fc.constantFrom([], [1], [3])).chain(([N, axes]) =>
    fc
      .record({
        s: filled(numbers(20), N),
        n: filled(numbers(20), N * (axes[0] ?? 1)),
        options: options([N]),
      })
      .map(({ s, n, options }) => ({ input: shaped(s, [N]), target: shaped(n, [N, ...axes]), options })),
  ),
});
