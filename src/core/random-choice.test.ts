import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from './random';

function countsOf(values: readonly number[], n: number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (const value of values) counts[value]++;
  return counts;
}

function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, o, i) => sum + ((o - expected[i]) * (o - expected[i])) / expected[i], 0);
}

describe('choice', () => {
  it('draws one element bare, and several as an array', () => {
    assert.ok(['a', 'b'].includes(rng(1).choice(['a', 'b'])));
    assert.equal(rng(1).choice(1), 0);
    assert.equal(rng(1).choice(Float64Array.of(7)), 7);
    assert.deepEqual(rng(1).choice(['a'], { size: 3 }), ['a', 'a', 'a']);
    assert.deepEqual(rng(1).choice(5, { size: 0 }), []);
  });

  it('is proportional to the weights, which need not sum to one', () => {
    const drawn = rng('weights').choice(5, { size: 60000, weights: [1, 2, 0, 3, 6] });
    const counts = countsOf(drawn, 5);
    assert.equal(counts[2], 0);
    const statistic = chiSquare(
      [0, 1, 3, 4].map((i) => counts[i]),
      [5000, 10000, 15000, 30000],
    );
    assert.ok(statistic < 16.3, `χ² ${statistic} of 3 degrees, 99.9 % lie below 16.3`);
  });

  it('without replacement draws distinct elements, all sets and orders equally often', () => {
    const random = rng('distinct');
    const pairs = Array.from({ length: 12000 }, () => random.choice(4, { size: 2, replace: false }));
    assert.ok(pairs.every(([a, b]) => a !== b));
    const counts = countsOf(
      pairs.map(([a, b]) => 4 * a + b),
      16,
    ).filter((count) => count > 0);
    assert.equal(counts.length, 12);
    const statistic = chiSquare(
      counts,
      counts.map(() => 1000),
    );
    assert.ok(statistic < 31.3, `χ² ${statistic} of 11 degrees, 99.9 % lie below 31.3`);
  });

  it('with weights and without replacement draws one after the other among those left', () => {
    const random = rng('successive');
    const pairs = Array.from({ length: 24000 }, () =>
      random.choice(3, { size: 2, replace: false, weights: [1, 2, 3] }),
    );
    const expected: number[] = [];
    const observed: number[] = [];
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 2],
      [2, 0],
      [2, 1],
    ]) {
      expected.push((24000 * ((a + 1) / 6) * (b + 1)) / (6 - (a + 1)));
      observed.push(pairs.filter(([x, y]) => x === a && y === b).length);
    }
    const statistic = chiSquare(observed, expected);
    assert.ok(statistic < 20.5, `χ² ${statistic} of 5 degrees, 99.9 % lie below 20.5`);
  });

  it('refuses what it cannot draw, and says why', () => {
    const random = rng(1);
    assert.throws(() => random.choice([]), { name: 'OptionError', message: /at least one element .* 0/ });
    assert.throws(() => random.choice(3, { size: 4, replace: false }), {
      message: /size 4 .* the 3 elements/,
    });
    assert.throws(() => random.choice(3, { size: 2, replace: false, weights: [0, 1, 0] }), {
      message: /the 1 el/,
    });
    assert.throws(() => random.choice(3, { weights: [1, 2] }), { message: /3 elements need .* got 2/ });
    assert.throws(() => random.choice(2, { weights: [1, -2] }), { message: /weights\[1\] .* -2/ });
    assert.throws(() => random.choice(2, { weights: [0, 0] }), { message: /positive, finite sum, got 0/ });
    assert.throws(() => random.choice(2, { size: 1.5 }), { message: /size .* 1.5/ });
    assert.throws(() => random.choice(2, { count: 3 } as object), { message: /unknown option 'count'/ });
  });
});
