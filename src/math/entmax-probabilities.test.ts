import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entmaxOracle } from '../../test/support/entmax';
import { Decimal, exactly, ulpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { entmax15 } from './entmax15';
import { numericDerivative } from './numeric-derivative';
import { sparsemax } from './sparsemax';

/** The threshold's last place, beside which a probability below 1e-16 has fewer digits. */
const DUST = 2 ** -105;
const seed = 'entmax';
const random = rng(seed);
const normals = (K: number, scale: number): number[] => Array.from(random.normals([K], { std: scale }).data);
const oracleOf = (alpha: 2 | 1.5, z: readonly number[], temperature: number): Decimal[] =>
  entmaxOracle(
    alpha,
    z.map((x) => (Number.isFinite(x) ? exactly(x).div(exactly(temperature)) : new Decimal(x))),
  );

describe('sparsemax', () => {
  it('is what one computes by hand', () => {
    assert.deepEqual(sparsemax([0.5, 0.25, -1]), [0.625, 0.375, 0]);
    assert.deepEqual(sparsemax([0.5, 0.25, 0.25]), [0.5, 0.25, 0.25]); // a distribution is its own
    assert.deepEqual(sparsemax([1, 0]), [1, 0]);
    assert.deepEqual(sparsemax([3, 1, 0], { temperature: 4 }), [0.75, 0.25, 0]);
  });
});

describe('entmax15', () => {
  it('is what one computes by hand', () => {
    assert.deepEqual(entmax15([2, 0]), [1, 0]);
    assert.deepEqual(entmax15([4, 4, -1, 4, 4]), [0.25, 0.25, 0, 0.25, 0.25]);
    // Roots 0.6 and 0.8 differ by 0.2, their logits by twice that.
    const [a, b] = entmax15([0.8 * 2, 0.6 * 2]);
    assert.ok(Math.abs(a - 0.64) < 1e-15 && Math.abs(b - 0.36) < 1e-15, `${a} ${b}`);
  });

  it('lies between softmax and sparsemax in how many classes it leaves', () => {
    const z = normals(100, 1);
    const left = (p: readonly number[]): number => p.filter((x) => x > 0).length;
    assert.ok(left(entmax15(z)) < 100 && left(entmax15(z)) > left(sparsemax(z)), seed);
  });
});

for (const [name, entmax, alpha] of [
  ['sparsemax', sparsemax, 2],
  ['entmax15', entmax15, 1.5],
] as const) {
  describe(name, () => {
    it(`is within 1 ulp of the sorted solution in decimals, small probabilities too, down to 1e-16`, () => {
      let worst = 0;
      let least = 1;
      const check = (z: number[], temperature = 1): void => {
        const want = oracleOf(alpha, z, temperature);
        entmax(z, { temperature }).forEach((p, k) => {
          const isDust = want[k].minus(p).abs().lte(DUST);
          worst = Math.max(worst, isDust ? 0 : ulpError(p, want[k]));
          if (p > 0) least = Math.min(least, p);
        });
        assert.ok(worst <= 1, `${worst} ulp at ${z.join()}, temperature ${temperature}, seed ${seed}`);
      };
      for (const scale of [0.01, 0.3, 1, 10, 1e4]) {
        for (const K of [1, 2, 3, 10, 40])
          for (const temperature of [1, 0.37, 20]) check(normals(K, scale), temperature);
      }
      // A class within some ulp of the threshold, and next to it many that tie with it.
      for (let n = 1; n < 60; n++) {
        const gap = alpha === 2 ? 1 : 2;
        check([gap * (1 - 2 ** -n), 0]);
        check([gap * (1 - 2 ** -n), 0, 0, 0, -1e-16]);
        check([gap * (1 + 2 ** -n), 0, 2 ** -n]);
      }
      assert.ok(worst > 0.4 && least < 1e-15, `${worst} ulp and ${least}: the test measures nothing`);
    });

    it('is an optimum, not only a solution of its own formula: no other distribution has more ⟨p, z⟩ + H(p)', () => {
      const value = (p: readonly number[], z: readonly number[]): number =>
        p.reduce((sum, x, k) => sum + x * z[k] - (x ** alpha - x) / (alpha * (alpha - 1)), 0);
      for (let n = 0; n < 200; n++) {
        const z = normals(5, 1);
        const p = entmax(z);
        const other = normals(5, 1).map(Math.abs);
        const total = other.reduce((a, b) => a + b);
        const mixed = p.map((x, k) => 0.9 * x + (0.1 * other[k]) / total);
        assert.ok(value(mixed, z) < value(p, z), `${z.join()}, seed ${seed}`);
      }
    });

    it('sums to 1, falls with the logits, and gives ties the same, in rows of thousands too', () => {
      for (const K of [1000, 20_000]) {
        const z = normals(K, 0.001).map((x, k) => (k % 3 ? x : 0));
        const p = entmax(z);
        assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
        const order = z.map((_, k) => k).sort((a, b) => z[b] - z[a]);
        for (let n = 1; n < K; n++) {
          const [a, b] = [order[n - 1], order[n]];
          assert.ok(z[a] === z[b] ? p[a] === p[b] : p[a] >= p[b]);
        }
      }
      assert.deepEqual(entmax(Array(1024).fill(-7) as number[]), Array(1024).fill(1 / 1024));
    });

    it('has the derivative that its docstring states', () => {
      const z = [0.3, -0.2, 0.11, -3];
      const p = entmax(z);
      const s = p.map((x) => (alpha === 2 ? Number(x > 0) : Math.sqrt(x)));
      const total = s.reduce((a, b) => a + b);
      for (let j = 0; j < 4; j++) {
        for (let k = 0; k < 4; k++) {
          const slope = numericDerivative((x) => entmax(Object.assign([...z], { [j]: x }))[k], z[j]).value;
          const want = (k === j ? s[k] : 0) - (s[k] * s[j]) / total;
          assert.ok(Math.abs(slope - want) < 1e-8, `∂p[${k}]/∂z[${j}] is ${slope}, expected ${want}`);
        }
      }
    });

    it('does not change when a number is added to all logits, and permutes with its classes', () => {
      for (let n = 0; n < 50; n++) {
        const z = normals(8, 1).map((x) => Math.round(x * 1024) / 1024); // so that the shift is exact
        assert.deepEqual(entmax(z.map((x) => x + 4096)), entmax(z), `${z.join()}, seed ${seed}`);
        assert.deepEqual(entmax([...z].reverse()).reverse(), entmax(z), `${z.join()}, seed ${seed}`);
      }
    });

    it('survives extremes, and passes a NaN on to its row alone', () => {
      assert.deepEqual(entmax([1e4, -1e4, 1e4]), [0.5, 0, 0.5]);
      assert.deepEqual(entmax([-Infinity, 0, -Infinity]), [0, 1, 0]);
      assert.deepEqual(entmax([1.7e308, -1.7e308]), [1, 0]);
      assert.deepEqual(entmax([1, 2], { temperature: 1e-300 }), [0, 1]);
      assert.deepEqual(entmax([1, 2], { temperature: 1e300 }), [0.5, 0.5]);
      assert.deepEqual(entmax([1, 2], { temperature: 1.7e308 }), [0.5, 0.5]);
      const rows = tensor([
        [NaN, 1],
        [2, 2],
      ]);
      assert.deepEqual(entmax(rows).data, Float64Array.of(NaN, NaN, 0.5, 0.5));
      assert.deepEqual(entmax([NaN, Infinity]), [NaN, NaN]);
      assert.deepEqual(entmax([NaN, 1], { mask: [false, true] }), [0, 1]);
    });

    it('takes rows, tensors, float32 and masks as softmax does, and leaves them alone', () => {
      const z = tensor([
        [0, 0.5, 0.25],
        [0.25, 0, 0.5],
      ]);
      const before = z.data.slice();
      const p = entmax(z);
      assert.deepEqual([...p.data], [...entmax([0, 0.5, 0.25]), ...entmax([0.25, 0, 0.5])]);
      assert.deepEqual(entmax(Float64Array.of(0, 0.5)), entmax([0, 0.5]));
      const single = entmax(tensor(Float32Array.of(0, 0.5, 0.3)));
      const exactly32 = entmax([0, 0.5, Math.fround(0.3)]);
      assert.deepEqual(single, tensor(Float32Array.from(exactly32)));
      const masked = entmax(z, { mask: [1, 1, 0, 0, 1, 1] });
      assert.deepEqual([masked.data[2], masked.data[3]], [0, 0]);
      assert.deepEqual([...masked.data.subarray(0, 2)], entmax([0, 0.5]));
      assert.deepEqual(z.data, before);
    });

    it('refuses a row without a distribution, and names it and what is wrong with options', () => {
      const z = tensor([
        [0, 1],
        [-Infinity, -Infinity],
      ]);
      const domain = (message: RegExp): object => ({ name: 'DomainError', message });
      assert.throws(() => entmax(z), domain(new RegExp(`${name}: row 1 has no class`)));
      assert.throws(() => entmax([1, 2], { mask: [false, false] }), domain(/row 0 .* masked/));
      assert.throws(() => entmax([1, Infinity]), domain(/row 0 has the logit \+∞ at class 1/));
      assert.throws(() => entmax([1], { temperature: 0 }), { name: 'OptionError', message: /temperature/ });
      assert.throws(() => entmax([1], { alpha: 1 } as object), { message: /unknown option 'alpha'/ });
      assert.throws(() => entmax([]), { name: 'ShapeError' });
    });
  });
}
