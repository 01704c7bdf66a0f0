import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly, ulpError } from '../../test/support/ulp';
import { DomainError, OptionError, rng, ShapeError, tensor } from '../core';
import { sigmoid } from './sigmoid';
import { softmax } from './softmax';

const LN3 = Math.log(3);
const seed = 'softmax';
const random = rng(seed);
const logits = (scale: number, k = 8): number[] => Array.from(random.normals([k], { std: scale }).data);

function assertClose(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((x, k) => assert.ok(Math.abs(x - expected[k]) <= 2e-16, `${x}, expected ${expected[k]}`));
}

describe('softmax', () => {
  it('is what one computes by hand', () => {
    assertClose(softmax([0, LN3]), [0.25, 0.75]);
    assert.deepEqual(softmax([5, 5, 5, 5]), [0.25, 0.25, 0.25, 0.25]);
    assert.deepEqual(softmax([-3]), [1]);
    assertClose(softmax([0, 2 * LN3], { temperature: 2 }), [0.25, 0.75]);
    assertClose(softmax([0, 7, LN3], { mask: [true, false, true] }), [0.25, 0, 0.75]);
  });

  it('is within 3 ulp of a 50-digit oracle for logits of the scales 1, 10 and 100', () => {
    let worst = 0;
    for (const scale of [1, 10, 100]) {
      for (const temperature of [1, 0.37]) {
        for (let n = 0; n < 10; n++) {
          const z = logits(scale);
          const e = z.map((x) => exactly(x).div(exactly(temperature)).exp());
          const sum = e.reduce((a, b) => a.plus(b), new Decimal(0));
          const errors = softmax(z, { temperature }).map((p, k) => ulpError(p, e[k].div(sum)));
          worst = Math.max(worst, ...errors);
          assert.ok(worst <= 3, `${worst} ulp at ${z.join()}, temperature ${temperature}, seed ${seed}`);
        }
      }
    }
    assert.ok(worst > 0.4, 'an error this small means that the test measures nothing');
  });

  it('does not change when a number is added to all logits', () => {
    for (let n = 0; n < 50; n++) {
      const z = logits(10).map((x) => Math.round(x * 1024) / 1024); // so that the shift is exact
      assert.deepEqual(softmax(z.map((x) => x + 4096)), softmax(z), `${z.join()}, seed ${seed}`);
    }
  });

  it('permutes with its classes', () => {
    const z = logits(3);
    const order = [...random.permutation(8)];
    const p = softmax(z);
    softmax(order.map((k) => z[k])).forEach((value, i) =>
      assert.ok(Math.abs(value / p[order[i]] - 1) < 1e-15),
    );
  });

  it('of two classes is the sigmoid of their difference', () => {
    for (const x of [-700, -20, -1, 0, 0.3, 5, 40]) {
      assert.ok(Math.abs(softmax([0, x])[1] / sigmoid(x) - 1) < 1e-15, String(x));
    }
  });

  it('survives extremes, and passes a NaN on to its row alone', () => {
    assert.deepEqual(softmax([1e4, -1e4, 1e4]), [0.5, 0, 0.5]);
    assert.deepEqual(softmax([-Infinity, 0]), [0, 1]);
    assert.deepEqual(softmax([1.7e308, -1.7e308]), [1, 0]);
    assert.deepEqual(softmax([1, 2], { temperature: 1e-300 }), [0, 1]);
    assert.deepEqual(softmax([1, 2], { temperature: 1e300 }), [0.5, 0.5]);
    assert.deepEqual(
      softmax(
        tensor([
          [NaN, 1],
          [2, 2],
        ]),
      ).data,
      Float64Array.of(NaN, NaN, 0.5, 0.5),
    );
    assert.deepEqual(softmax([NaN, Infinity]), [NaN, NaN]);
    assert.deepEqual(softmax([NaN, 1], { mask: [false, true] }), [0, 1]);
  });

  it('works along the rows of a tensor, and rounds float32 once', () => {
    const z = tensor([
      [1, 2, 3],
      [30, 20, 10],
    ]);
    const p = softmax(z);
    assert.deepEqual(p.shape, [2, 3]);
    assert.deepEqual([...p.data], [...softmax([1, 2, 3]), ...softmax([30, 20, 10])]);
    const single = softmax(tensor(Float32Array.of(1, 2, 3)));
    assert.deepEqual(single, tensor(Float32Array.from(softmax([1, 2, 3]))));
    assert.deepEqual(softmax(Float64Array.of(0, LN3)), softmax([0, LN3]));
  });

  it('takes a mask for all rows or one for each, as a tensor too', () => {
    const z = tensor([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    assert.deepEqual([...softmax(z, { mask: [1, 1, 0] }).data], [0.5, 0.5, 0, 0.5, 0.5, 0]);
    const each = [1, 1, 0, 0, 0, 1];
    assert.deepEqual([...softmax(z, { mask: each }).data], [0.5, 0.5, 0, 0, 0, 1]);
    assert.deepEqual(
      softmax(z, { mask: tensor(each, { shape: [2, 3] }) }),
      softmax(z, { mask: Uint8Array.from(each) }),
    );
  });

  it('refuses a row without a softmax, and names it', () => {
    const z = tensor([
      [0, 1],
      [-Infinity, -Infinity],
    ]);
    assert.throws(
      () => softmax(z),
      (e: Error) => e instanceof DomainError && /softmax: row 1 has no class/.test(e.message),
    );
    assert.throws(() => softmax([1, 2], { mask: [false, false] }), {
      name: 'DomainError',
      message: /row 0 .* masked/,
    });
    assert.throws(() => softmax([1, Infinity]), {
      name: 'DomainError',
      message: /row 0 has the logit \+∞ at class 1/,
    });
  });

  it('names what is wrong with its input and options', () => {
    for (const temperature of [0, -1, NaN, Infinity]) {
      assert.throws(
        () => softmax([1], { temperature }),
        (e: Error) => e instanceof OptionError && e.message.includes(`${temperature}`),
      );
    }
    assert.throws(() => softmax([1], { tau: 1 } as object), {
      message: /unknown option 'tau'; it takes temperature, mask/,
    });
    assert.throws(() => softmax([1], 2 as unknown as object), {
      name: 'OptionError',
      message: /options should be an object like { temperature: 2 }, got 2/,
    });
    assert.throws(() => softmax([1, 2], { mask: [true] }), {
      name: 'ShapeError',
      message: /mask has 1 entries, expected 2/,
    });
    assert.throws(() => softmax([]), ShapeError);
    assert.throws(() => softmax([[1], ['2' as never]]), {
      message: /z\[1\]\[0\] should be a number, got '2'/,
    });
    assert.throws(() => softmax(tensor([[[1]]])), { message: /\[K\] or \[N, K\], got \[1, 1, 1\]/ });
    assert.throws(() => softmax(undefined as unknown as number[]), {
      message: /softmax: z should be .* undefined/,
    });
  });
});
