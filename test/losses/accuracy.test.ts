import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../../src/core';
import { losses } from '../../src';
import { D, SEED, exact } from './case';

/** 1 + exp(−120) needs more than 50 digits. */
const P = D.clone({ precision: 110 });

/** Distance from the exact value in units of its last place. */
function ulps(got: number, want: D): number {
  const size = Math.abs(want.toNumber());
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, size);
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n);
  const ulp = exact(bits.getFloat64(0)).minus(exact(size));
  return exact(got).minus(want).abs().div(ulp).toNumber();
}

/** The worst error of the loss and of its gradient over random rows of K logits of a given scale. */
function worst(K: number, rows: number, scale: number): { loss: number; gradient: number } {
  const random = rng(SEED).split(`${K} ${scale}`);
  const result = { loss: 0, gradient: 0 };
  for (let i = 0; i < rows; i++) {
    const z = Float64Array.from({ length: K }, () => scale * random.normal());
    const y = random.integer(K);
    const { loss, gradient } = losses.softmaxCrossEntropy.withGradient(tensor(z, { shape: [1, K] }), [y]);
    const exponentials = [...z].map((value) => new P(exact(value)).exp());
    const sum = exponentials.reduce((a, b) => a.plus(b));
    const others = exponentials.reduce((a, b, k) => (k === y ? a : a.plus(b)), new P(0));
    result.loss = Math.max(result.loss, ulps(loss, sum.div(exponentials[y]).ln()));
    exponentials.forEach((e, k) => {
      const want = k === y ? others.div(sum).neg() : e.div(sum);
      result.gradient = Math.max(result.gradient, ulps(gradient.data[k], want));
    });
  }
  return result;
}

describe('The accuracy of softmaxCrossEntropy for class indices', () => {
  for (const [K, rows] of [
    [2, 60],
    [10, 30],
  ]) {
    for (const scale of [1, 10, 30]) {
      it(`is within 4 ulp for ${K} classes and logits of scale ${scale}`, () => {
        const error = worst(K, rows, scale);
        assert.ok(error.loss <= 4 && error.gradient <= 4, JSON.stringify(error));
      });
    }
  }

  it('keeps every digit of a row so confident that p rounds to 1', () => {
    const { loss, gradient } = losses.softmaxCrossEntropy.withGradient(tensor([[60, 0]]), [0]);
    const want = new P(-60).exp().plus(1).ln();
    assert.ok(ulps(loss, want) <= 1, `${loss}`);
    assert.ok(ulps(-gradient.data[0], new P(1).div(new P(60).exp().plus(1))) <= 2, `${gradient.data[0]}`);
    assert.equal(Math.log(Math.exp(60) / (Math.exp(60) + 1)), 0, 'the naive loss is 0');
  });
});

describe('The accuracy of binaryCrossEntropy for labels 0 and 1', () => {
  it('is within 4 ulp', () => {
    const random = rng(SEED);
    for (let i = 0; i < 100; i++) {
      const z = 15 * random.normal();
      const y = random.integer(2);
      const { loss, gradient } = losses.binaryCrossEntropy.withGradient(tensor([z]), [y]);
      const e = new P(exact(y === 1 ? -z : z)).exp(); // the odds of the other label
      const errors = [ulps(loss, e.plus(1).ln()), ulps(Math.abs(gradient.data[0]), e.div(e.plus(1)))];
      assert.ok(Math.max(...errors) <= 4, `z = ${z}, y = ${y}: ${errors}`);
    }
  });
});
