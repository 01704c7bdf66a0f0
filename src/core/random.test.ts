import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError } from './errors';
import { rng } from './random';

/** Σ (observed − expected)² / expected. */
function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, o, i) => sum + ((o - expected[i]) * (o - expected[i])) / expected[i], 0);
}

function countsOf(values: Iterable<number>, n: number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (const value of values) counts[value]++;
  return counts;
}

function moments(values: ArrayLike<number>): {
  mean: number;
  variance: number;
  skewness: number;
  kurtosis: number;
} {
  const x = Array.from(values);
  const average = (f: (v: number) => number): number => x.reduce((sum, v) => sum + f(v), 0) / x.length;
  const mean = average((v) => v);
  const variance = average((v) => (v - mean) ** 2);
  const skewness = average((v) => (v - mean) ** 3) / variance ** 1.5;
  return { mean, variance, skewness, kurtosis: average((v) => (v - mean) ** 4) / variance ** 2 };
}

describe('rng', () => {
  it('gives the same numbers for the same seed, and others for other seeds', () => {
    const draw = (seed: number | string): Float64Array | Float32Array => rng(seed).uniforms([5]).data;
    assert.deepEqual(draw(42), draw(42));
    const seeds = [0, 1, 2, -1, 0.5, 1e15, '', '1', '2', 'a', 'b', 'aa', '[1]', 'é'];
    const firsts = new Set(seeds.map((seed) => draw(seed)[0]));
    assert.equal(firsts.size, seeds.length);
  });

  it('gives these very numbers for the seed 42', () => {
    const random = rng(42);
    const drawn = [random.uniform(), random.normal(), random.integer(1000), ...random.permutation(5)];
    // The uniform draw was recomputed in Python from the description of hash and generator.
    assert.deepEqual(drawn, [0.453613122214388, 0.8339753179366133, 266, 1, 2, 4, 3, 0]);
  });

  it('refuses a seed that is no string and no number, or one of those that stand for their neighbours too', () => {
    for (const seed of [NaN, Infinity, 2 ** 53 + 1, undefined, null, {}, 1n]) {
      assert.throws(() => rng(seed as number), { name: 'OptionError', message: /rng: seed should be/ });
    }
  });
});

describe('uniform', () => {
  it('fills [0, 1) evenly, in steps of 2^-53', () => {
    const values = rng('uniform').uniforms([100000]).data;
    assert.ok(values.every((x) => x >= 0 && x < 1 && Number.isInteger(x * 2 ** 53)));
    assert.ok(
      values.some((x) => !Number.isInteger(x * 2 ** 32)),
      'more than 32 bits',
    );
    const { mean, variance } = moments(values);
    assert.ok(Math.abs(mean - 1 / 2) < 4 * Math.sqrt(1 / 12 / 1e5), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1 / 12) < 4 * Math.sqrt(1 / 180 / 1e5), `variance ${variance}`);
    const counts = countsOf(
      Array.from(values, (x) => Math.floor(x * 100)),
      100,
    );
    const statistic = chiSquare(
      counts,
      counts.map(() => 1000),
    );
    assert.ok(statistic > 57 && statistic < 155, `χ² ${statistic} of 99 degrees: outside the central 99.9 %`);
  });

  it('draws successive numbers independently', () => {
    const x = rng('pairs').uniforms([100001]).data;
    let covariance = 0;
    for (let i = 0; i < 100000; i++) covariance += ((x[i] - 0.5) * (x[i + 1] - 0.5)) / 100000;
    assert.ok(Math.abs(covariance) < 4 / 12 / Math.sqrt(100000), `covariance ${covariance}`);
  });

  it('takes low, high and dtype, and refuses an empty interval', () => {
    const x = rng(1).uniforms([10, 10], { low: -3, high: -2, dtype: 'float32' });
    assert.deepEqual([x.shape, x.dtype], [[10, 10], 'float32']);
    assert.ok(x.data.every((value) => value >= -3 && value <= -2));
    assert.throws(() => rng(1).uniforms([2], { low: 1, high: 1 }), { message: /uniforms: low .* 1 and 1/ });
    assert.throws(() => rng(1).uniforms([2], { low: NaN }), { message: /uniforms: low .* NaN/ });
    assert.throws(() => rng(1).uniforms([2], { min: 1 } as object), { message: /unknown option 'min'/ });
  });

  it('refuses bounds where it takes none, but not what map and Array.from call with', () => {
    const { uniform, normal, integer } = rng(1) as unknown as Record<string, (...given: unknown[]) => number>;
    assert.throws(() => uniform(3, 5), {
      name: 'OptionError',
      message: /uniform: it takes no arguments, got 3, 5; see uniforms/,
    });
    assert.throws(() => normal(10, 2), { message: /normal: it takes no arguments, got 10, 2; see normals/ });
    assert.throws(() => integer(1, 5), {
      message: /integer: it takes n alone, got 1, 5; see low \+ integer/,
    });
    assert.equal(
      Array.from({ length: 3 }, uniform).length + [1, 2].map(normal).length + [3, 4].map(integer).length,
      7,
    );
  });
});

describe('normal', () => {
  it('has the moments of the standard normal distribution', () => {
    const n = 100000;
    const { mean, variance, skewness, kurtosis } = moments(rng('normal').normals([n]).data);
    assert.ok(Math.abs(mean) < 4 / Math.sqrt(n), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < 4 * Math.sqrt(2 / n), `variance ${variance}`);
    assert.ok(Math.abs(skewness) < 4 * Math.sqrt(6 / n), `skewness ${skewness}`);
    assert.ok(Math.abs(kurtosis - 3) < 4 * Math.sqrt(24 / n), `kurtosis ${kurtosis}`);
  });

  it('puts the right share beyond one, two and three standard deviations', () => {
    const n = 100000;
    const values = rng('tails').normals([n]).data;
    for (const [bound, share] of [
      [1, 0.31731],
      [2, 0.0455],
      [3, 0.0027],
    ]) {
      const observed = values.filter((x) => Math.abs(x) > bound).length / n;
      assert.ok(
        Math.abs(observed - share) < 4 * Math.sqrt((share * (1 - share)) / n),
        `${bound}: ${observed}`,
      );
    }
  });

  it('takes mean, std and dtype, and refuses a negative std', () => {
    const x = rng(1).normals([20000], { mean: 5, std: 0.1, dtype: 'float32' });
    const { mean, variance } = moments(x.data);
    assert.equal(x.dtype, 'float32');
    assert.ok(
      Math.abs(mean - 5) < 0.003 && Math.abs(Math.sqrt(variance) - 0.1) < 0.002,
      `${mean}, ${variance}`,
    );
    assert.deepEqual(rng(1).normals([3], { std: 0 }).data, new Float64Array(3));
    assert.throws(() => rng(1).normals([2], { std: -1 }), OptionError);
  });
});

describe('integer', () => {
  it('is equally likely to be each of 0 … n − 1, for an n that divides nothing', () => {
    const random = rng('integer');
    const counts = countsOf(
      Array.from({ length: 70000 }, () => random.integer(7)),
      7,
    );
    const statistic = chiSquare(
      counts,
      counts.map(() => 10000),
    );
    assert.ok(statistic < 22.5, `χ² ${statistic} of 6 degrees, 99.9 % lie below 22.5`);
  });

  it('has no bias for a large n: 3 · 2^30 leaves a remainder of a quarter', () => {
    const random = rng('large');
    const n = 3 * 2 ** 30;
    const counts = countsOf(
      Array.from({ length: 30000 }, () => Math.floor(random.integer(n) / 2 ** 30)),
      3,
    );
    const statistic = chiSquare(counts, [10000, 10000, 10000]);
    assert.ok(statistic < 13.8, `χ² ${statistic} of 2 degrees, 99.9 % lie below 13.8`);
  });

  it('takes 1 and 2^32, and refuses what is no such integer', () => {
    assert.equal(rng(1).integer(1), 0);
    assert.ok(rng(1).integer(2 ** 32) < 2 ** 32);
    for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1, '3']) {
      assert.throws(() => rng(1).integer(n as number), {
        name: 'OptionError',
        message: /integer: n should be/,
      });
    }
  });
});

describe('shuffle and permutation', () => {
  it('give each of the 24 orders of four equally often', () => {
    const random = rng('shuffle');
    const counts = new Map<string, number>();
    for (let i = 0; i < 24000; i++) {
      const order = random.shuffle(['a', 'b', 'c', 'd']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 24);
    const statistic = chiSquare([...counts.values()], new Array<number>(24).fill(1000));
    assert.ok(statistic < 49.7, `χ² ${statistic} of 23 degrees, 99.9 % lie below 49.7`);
  });

  it('shuffle works in place on arrays and typed arrays, the empty one included', () => {
    const array = Float32Array.of(1, 2, 3);
    assert.equal(rng(1).shuffle(array), array);
    assert.deepEqual([...array].sort(), [1, 2, 3]);
    assert.deepEqual(rng(1).shuffle([]), []);
  });

  it('permutation holds each index once', () => {
    const order = rng(1).permutation(1000);
    assert.ok(order instanceof Int32Array);
    assert.deepEqual(
      order.slice().sort(),
      Int32Array.from({ length: 1000 }, (_, i) => i),
    );
    assert.equal(rng(1).permutation(0).length, 0);
    assert.throws(() => rng(1).permutation(-1), { message: /permutation: n .* -1/ });
  });
});

describe('split', () => {
  it('does not advance the parent, nor depend on how far it has advanced', () => {
    const [a, b] = [rng(7), rng(7)];
    const early = a.split('x').uniform();
    assert.equal(a.uniform(), b.uniform());
    assert.equal(a.split('x').uniform(), early);
  });

  it('gives different streams for different labels, paths and seeds', () => {
    const streams = [
      rng(1),
      rng(1).split('a'),
      rng(1).split('b'),
      rng(1).split('a').split('b'),
      rng(1).split('b').split('a'),
      rng(1).split('a,b'),
      rng(1).split(0),
      rng(1).split('0'),
      rng(2).split('a'),
      rng('[1,"a"]'),
    ];
    assert.equal(new Set(streams.map((stream) => stream.uniform())).size, streams.length);
  });

  it('gives streams that are uncorrelated with each other: 1,000 first draws look uniform', () => {
    const parent = rng('parent');
    const firsts = Array.from({ length: 1000 }, (_, label) => Math.floor(parent.split(label).uniform() * 10));
    const statistic = chiSquare(countsOf(firsts, 10), new Array<number>(10).fill(100));
    assert.ok(statistic < 27.9, `χ² ${statistic} of 9 degrees, 99.9 % lie below 27.9`);
  });

  it('refuses a label that is no finite number or string', () => {
    assert.throws(() => rng(1).split(NaN), { name: 'OptionError', message: /split: label .* NaN/ });
  });
});
