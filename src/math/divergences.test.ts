import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly, ulpError } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { crossEntropy, crossEntropyGradient } from './cross-entropy';
import { entropy, entropyGradient } from './entropy';
import { klDivergence, klDivergenceGradient } from './kl-divergence';
import { numericDerivative } from './numeric-derivative';
import { softmax } from './softmax';

const seed = 'divergences';
const random = rng(seed);
const distribution = (scale = 1, k = 5): number[] => softmax([...random.normals([k], { std: scale }).data]);
const wide = Decimal.clone({ precision: 70 });
const sum = (terms: readonly Decimal[]): Decimal => terms.reduce((a, b) => a.plus(b), new wide(0));
const replaced = (p: readonly number[], k: number, x: number): number[] => p.map((v, i) => (i === k ? x : v));

describe('entropy', () => {
  it('is what one computes by hand', () => {
    assert.equal(entropy([0.5, 0.5]), Math.LN2);
    assert.equal(entropy([0, 1, 0]), 0);
    assert.equal(entropy([0.25, 0.25, 0.25, 0.25]), 2 * Math.LN2);
    assert.equal(entropy([1]), 0);
  });

  it('is within 2 ulp of a 50-digit oracle', () => {
    for (let n = 0; n < 50; n++) {
      const p = distribution(n % 2 === 0 ? 1 : 10);
      const exact = sum(
        p.map((x) =>
          exactly(x)
            .times(new wide(exactly(x)).ln())
            .neg(),
        ),
      );
      assert.ok(ulpError(entropy(p), exact) <= 2, `${p.join()}, seed ${seed}`);
    }
  });

  it('lies between 0 and ln K', () => {
    for (let n = 0; n < 20; n++) {
      const h = entropy(distribution(3));
      assert.ok(h > 0 && h < Math.log(5), `${h}, seed ${seed}`);
    }
  });

  it('has the gradient −(ln p + 1)', () => {
    const p = [0.2, 0.3, 0.5];
    entropyGradient(p).forEach((g, k) => {
      const numeric = numericDerivative((x) => entropy(replaced(p, k, x)), p[k]).value;
      assert.ok(Math.abs(g - numeric) < 1e-9, `${k}: ${g}, ${numeric}`);
    });
    assert.deepEqual(entropyGradient([0, 1]), [Infinity, -1]);
  });
});

describe('klDivergence', () => {
  it('is what one computes by hand', () => {
    assert.equal(klDivergence([0, 1], [0.5, 0.5]), Math.LN2);
    assert.equal(klDivergence([0.5, 0.5], [0, 1]), Infinity);
    assert.equal(klDivergence([0, 1], [0, 1]), 0);
  });

  it('is within 4 ulp of a 50-digit oracle when the terms do not cancel', () => {
    const p = [0.5, 0.25, 0.25];
    for (const q of [
      [0.9, 0.05, 0.05],
      [0.01, 0.01, 0.98],
      [1e-300, 0.5, 0.5],
    ]) {
      const exact = sum(p.map((x, k) => exactly(x).times(new wide(exactly(x)).div(exactly(q[k])).ln())));
      assert.ok(ulpError(klDivergence(p, q), exact) <= 4, q.join());
    }
  });

  it('is 0 for equal distributions and otherwise positive (Gibbs)', () => {
    for (let n = 0; n < 200; n++) {
      const [p, q] = [distribution(2), distribution(2)];
      assert.equal(klDivergence(p, p), 0);
      assert.ok(klDivergence(p, q) > 0, `${p.join()} and ${q.join()}, seed ${seed}`);
    }
  });

  it('keeps its digits for distributions that almost agree: δ² to first order', () => {
    const delta = 2 ** -20;
    const divergence = klDivergence([0.5 + delta, 0.5 - delta], [0.5, 0.5]);
    assert.ok(Math.abs(divergence / (2 * delta * delta) - 1) < 1e-5, String(divergence));
  });

  it('is cross-entropy minus entropy', () => {
    for (let n = 0; n < 50; n++) {
      const [p, q] = [distribution(), distribution()];
      assert.ok(Math.abs(crossEntropy(p, q) - entropy(p) - klDivergence(p, q)) < 2e-15, `seed ${seed}`);
    }
  });

  it('has the gradient −p/q in q', () => {
    const [p, q] = [
      [0.2, 0.3, 0.5],
      [0.4, 0.4, 0.2],
    ];
    klDivergenceGradient(p, q).forEach((g, k) => {
      const numeric = numericDerivative((x) => klDivergence(p, replaced(q, k, x)), q[k]).value;
      assert.ok(Math.abs(g - numeric) < 1e-8, `${k}: ${g}, ${numeric}`);
    });
    assert.deepEqual(klDivergenceGradient([0, 0, 1], [0, 0.5, 0.5]), [0, 0, -2]);
  });
});

describe('crossEntropy', () => {
  it('is what one computes by hand', () => {
    assert.equal(crossEntropy([0, 1], [0.5, 0.5]), Math.LN2);
    assert.equal(crossEntropy([0, 1], [0, 1]), 0);
    assert.equal(crossEntropy([0.5, 0.5], [0, 1]), Infinity);
  });

  it('is within 2 ulp of a 50-digit oracle', () => {
    for (let n = 0; n < 50; n++) {
      const [p, q] = [distribution(), distribution(10)];
      const exact = sum(
        p.map((x, k) =>
          exactly(x)
            .times(new wide(exactly(q[k])).ln())
            .neg(),
        ),
      );
      assert.ok(ulpError(crossEntropy(p, q), exact) <= 2, `${p.join()} and ${q.join()}, seed ${seed}`);
    }
  });

  it('has the gradient −p/q in q', () => {
    const [p, q] = [
      [0.2, 0.3, 0.5],
      [0.4, 0.4, 0.2],
    ];
    crossEntropyGradient(p, q).forEach((g, k) => {
      const numeric = numericDerivative((x) => crossEntropy(p, replaced(q, k, x)), q[k]).value;
      assert.ok(Math.abs(g - numeric) < 1e-8, `${k}: ${g}, ${numeric}`);
    });
  });
});

describe('entropy, klDivergence and crossEntropy', () => {
  it('pass NaN on, even where the other probability is 0', () => {
    assert.equal(entropy([NaN, 1]), NaN);
    assert.equal(klDivergence([0, 1], [NaN, 1]), NaN);
    assert.equal(klDivergence([NaN, 1], [0, 1]), NaN);
    assert.equal(crossEntropy([0, 1], [NaN, 1]), NaN);
  });

  it('reduce the rows of tensors', () => {
    const p = tensor([
      [0.5, 0.5],
      [0, 1],
    ]);
    const q = tensor([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    assert.deepEqual(entropy(p), tensor([Math.LN2, 0]));
    assert.deepEqual(klDivergence(p, q), tensor([0, Math.LN2]));
    assert.deepEqual(crossEntropy(p, q), tensor([Math.LN2, Math.LN2]));
    assert.deepEqual(entropy(tensor(Float32Array.of(0.5, 0.5))).shape, []);
  });

  it('name what they refuse', () => {
    const twoRows = tensor([
      [0.5, 0.5],
      [1.5, -0.5],
    ]);
    assert.throws(() => entropy(twoRows), {
      name: 'DomainError',
      message: /entropy: p .* 1.5 in row 1 at class 0.*softmax first/,
    });
    assert.throws(() => klDivergence([1, 2], [1]), {
      name: 'ShapeError',
      message: /p has shape \[2\], but q has \[1\]/,
    });
    assert.throws(() => crossEntropy(tensor([1]), tensor(Float32Array.of(1))), {
      name: 'DTypeError',
      message: /q is float32, but p is float64; .*convert\(q, 'float64'\)/,
    });
  });
});
