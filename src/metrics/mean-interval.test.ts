import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metrics, rng, tensor } from '..';

const { meanInterval, studentQuantile } = metrics;

describe('studentQuantile', () => {
  // scipy.stats.t.ppf(probability, degrees) of SciPy 1.17
  const known: [number, number, number][] = [
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 3, 3.1824463052837078],
    [0.975, 4, 2.7764451051977934],
    [0.975, 9, 2.262157162798205],
    [0.975, 19, 2.0930240544083087],
    [0.975, 38, 2.0243941639119694],
    [0.975, 99, 1.9842169515864174],
    [0.975, 1000, 1.9623390808264083],
    [0.8, 1, 1.3763819204711738],
    [0.8, 4, 0.9409645772351816],
    [0.8, 19, 0.8609505502689286],
    [0.9, 5, 1.4758840488244815],
    [0.9995, 1, 636.6192487687897],
    [0.9995, 2, 31.599054576445365],
    [0.9995, 7, 5.407882520861828],
    [0.0005, 19, -3.883405852592083],
    [0.995833333333333, 19, 2.9438951534668845],
    [0.51, 6, 0.026131359673892598],
  ];

  it("is SciPy's, in the middle and far out, for odd and even degrees", () => {
    for (const [probability, degrees, t] of known)
      assert.ok(
        Math.abs(studentQuantile(probability, degrees) / t - 1) < 1e-12,
        `${probability}, ${degrees}`,
      );
  });

  it('is odd about one half', () => {
    assert.equal(studentQuantile(0.5, 7), 0);
    assert.equal(studentQuantile(0.25, 3), -studentQuantile(0.75, 3));
  });

  it('refuses what is no probability, and no degrees of freedom', () => {
    for (const probability of [0, 1, NaN, -1])
      assert.throws(() => studentQuantile(probability, 3), { name: 'OptionError', message: /probability/ });
    for (const degrees of [0, 1.5, NaN, Infinity])
      assert.throws(() => studentQuantile(0.9, degrees), { name: 'OptionError', message: /degrees/ });
  });
});

describe('meanInterval', () => {
  it('by hand', () => {
    const { mean, deviation, halfWidth, interval } = meanInterval([1, 2, 3, 6]);
    assert.equal(mean, 3);
    assert.ok(Math.abs(deviation - Math.sqrt(14 / 3)) < 1e-15);
    assert.ok(Math.abs(halfWidth - (3.1824463052837078 * Math.sqrt(14 / 3)) / 2) < 1e-12);
    assert.deepEqual(interval, [3 - halfWidth, 3 + halfWidth]);
  });

  it('takes tensors, and knows of one value its mean alone', () => {
    assert.equal(meanInterval(tensor([0.5, 1.5], { dtype: 'float32' })).mean, 1);
    assert.deepEqual(meanInterval([5]), { mean: 5, deviation: NaN, halfWidth: NaN, interval: [NaN, NaN] });
  });

  it('holds the mean in as many experiments as it says', () => {
    const random = rng(1);
    const [experiments, level] = [4000, 0.9];
    let held = 0;
    for (let i = 0; i < experiments; i++) {
      const [low, high] = meanInterval(random.normals([5]), { level }).interval;
      held += Number(low <= 0 && 0 <= high);
    }
    // Three standard errors of the share.
    assert.ok(Math.abs(held / experiments - level) < 3 * Math.sqrt((level * (1 - level)) / experiments));
  });

  it('refuses no values, a matrix, and a level that is none', () => {
    assert.throws(() => meanInterval([]), { name: 'ShapeError', message: /of one or more; got \[0\]/ });
    assert.throws(() => meanInterval([[1, 2]]), { name: 'ShapeError', message: /got \[1, 2\]/ });
    assert.throws(() => meanInterval([1, 2], { level: 95 }), { name: 'OptionError', message: /level/ });
  });
});
