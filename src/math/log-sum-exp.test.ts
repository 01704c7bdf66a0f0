import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { logSumExp } from './log-sum-exp';
import { numericDerivative } from './numeric-derivative';
import { softmax } from './softmax';

const seed = 'logSumExp';
const random = rng(seed);

describe('logSumExp', () => {
  it('is what one computes by hand', () => {
    assert.equal(logSumExp([0, 0]), Math.LN2);
    assert.equal(logSumExp([1000, 1000]), 1000.6931471805599);
    assert.equal(logSumExp([-3]), -3);
    assert.equal(logSumExp([5, 1, 5], { mask: [0, 1, 0] }), 1);
  });

  it('is within two ulp, of the larger of maximum and result, of a 50-digit oracle', () => {
    for (const scale of [1, 10, 100]) {
      for (let n = 0; n < 40; n++) {
        const z = Array.from(random.normals([6], { std: scale }).data);
        const sum = z.map((x) => exactly(x).exp()).reduce((a, b) => a.plus(b), new Decimal(0));
        const error = exactly(logSumExp(z)).minus(sum.ln()).abs().toNumber();
        const size = Math.max(Math.abs(Math.max(...z)), Math.abs(logSumExp(z)));
        const ulp = 2 ** (Math.floor(Math.log2(size)) - 52);
        assert.ok(error <= 2 * ulp, `${error / ulp} ulp at ${z.join()}, seed ${seed}`);
      }
    }
  });

  it('moves with its logits: logSumExp(z + c) = logSumExp(z) + c', () => {
    for (const c of [-500, 0.25, 1e4]) {
      const z = Array.from(random.normals([5]).data);
      const moved = logSumExp(z.map((x) => x + c));
      assert.ok(Math.abs(moved - logSumExp(z) - c) <= 4e-16 * (Math.abs(c) + 10), `c = ${c}, seed ${seed}`);
    }
  });

  it('lies between the maximum and ln K above it', () => {
    for (let n = 0; n < 20; n++) {
      const z = Array.from(random.normals([7], { std: 5 }).data);
      const above = logSumExp(z) - Math.max(...z);
      assert.ok(above > 0 && above <= Math.log(7) + 1e-15, `${z.join()}, seed ${seed}`);
    }
  });

  it('has the gradient softmax(z)', () => {
    const z = [0.3, -1.2, 2];
    softmax(z).forEach((p, k) => {
      const numeric = numericDerivative(
        (x) => logSumExp(z.map((value, i) => (i === k ? x : value))),
        z[k],
      ).value;
      assert.ok(Math.abs(numeric - p) < 1e-11, `${k}: ${numeric}`);
    });
  });

  it('is −∞ for an empty sum, +∞ for a +∞, NaN for a NaN', () => {
    assert.equal(logSumExp([-Infinity, -Infinity]), -Infinity);
    assert.equal(logSumExp([1, 2], { mask: [false, false] }), -Infinity);
    assert.equal(logSumExp([1, Infinity]), Infinity);
    assert.equal(logSumExp([Infinity, NaN]), NaN);
    assert.equal(logSumExp([1e4, -1e4]), 1e4);
  });

  it('reduces the rows of a tensor', () => {
    assert.deepEqual(
      logSumExp(
        tensor([
          [0, 0],
          [1, -Infinity],
        ]),
      ),
      tensor([Math.LN2, 1]),
    );
    assert.deepEqual(logSumExp(tensor(Float32Array.of(0, 0))), {
      data: Float32Array.of(Math.LN2),
      shape: [],
      dtype: 'float32',
    });
  });

  it('names an option it does not know', () => {
    assert.throws(() => logSumExp([1], { temperature: 2 } as object), {
      name: 'OptionError',
      message: /it takes mask/,
    });
  });
});
