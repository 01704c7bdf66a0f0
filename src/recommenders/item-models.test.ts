import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sparse } from '../../test/support/interactions';
import { rng, type Tensor } from '../core';
import { ease } from './ease';
import { interactions } from './interactions';
import { invertSymmetric } from './invert-symmetric';
import { itemKnn } from './item-knn';
import { popularity } from './popularity';

const near = (actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((x, i) =>
    assert.ok(Math.abs(actual[i] - x) <= tolerance, `[${i}] is ${actual[i]}, not ${x}`),
  );
};

const rows = (x: Tensor): number[][] => {
  const [count, width] = x.shape;
  return Array.from({ length: count }, (_, i) => Array.from(x.data.slice(i * width, (i + 1) * width)));
};

describe('interactions', () => {
  it('sorts by users and keeps the order of their items', () => {
    const { shape, rowStarts, columns, values } = interactions({
      users: [2, 0, 2, 0],
      items: [1, 3, 0, 2],
      values: [4, 5, 6, 7],
      userCount: 4,
      itemCount: 5,
    });
    assert.deepEqual([shape, [...rowStarts], [...columns], [...values]], [[4, 5], [0, 2, 2, 4, 4], [3, 2, 1, 0], [5, 7, 4, 6]]); // prettier-ignore
  });

  it('refuses ids outside the table, pairs that come twice, values that count nothing', () => {
    const good = { users: [0, 1], items: [0, 1], userCount: 2, itemCount: 2 };
    const cases: [object, string, RegExp][] = [
      [{ users: [0, 2] }, 'LabelError', /^interactions: users\[1\] is 2, expected an integer of 0 … 1/],
      [{ items: [-1, 0] }, 'LabelError', /^interactions: items\[0\] is -1/],
      [{ items: [0] }, 'ShapeError', /2 rows need 2 items, got 1/],
      [
        { users: [1, 1], items: [1, 1] },
        'OptionError',
        /event 1 is of user 1 and item 1, as one before it; merge/,
      ],
      [{ values: [1, -1] }, 'OptionError', /values\[1\] should be a finite number > 0, got -1/],
      [{ values: [1, NaN] }, 'OptionError', /values\[1\] .* got NaN/],
    ];
    for (const [change, name, message] of cases)
      assert.throws(() => interactions({ ...good, ...change }), { name, message });
  });
});

describe('popularity', () => {
  it('adds up the values of each item, for everybody', () => {
    const model = popularity(sparse([[1, 0, 2], [3, 0, 0]])); // prettier-ignore
    assert.deepEqual(rows(model.scores()), [
      [4, 0, 2],
      [4, 0, 2],
    ]);
    assert.deepEqual(rows(model.scores([1])), [[4, 0, 2]]);
    assert.throws(() => model.scores([2]), { name: 'LabelError', message: /users\[0\] is 2/ });
  });
});

describe('itemKnn', () => {
  // Norms √2, √2, 1, 0.
  const history = sparse([[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]); // prettier-ignore

  it('adds up cosines, as by hand', () => {
    const { weights, scores } = itemKnn(history);
    const c = Math.SQRT1_2;
    near(weights.data, [0, 0.5, 0, 0, 0.5, 0, c, 0, 0, c, 0, 0, 0, 0, 0, 0], 1e-15);
    near(scores().data, [0.5, 0.5, c, 0, 0, 0.5, 0, 0, 0.5, c, c, 0, 0, 0, 0, 0], 1e-15);
  });

  it('counts an item by its nearest ones alone, and shrinks what few have in common', () => {
    const { weights } = itemKnn(history, { neighbours: 1, shrink: 2 });
    const [a, b] = [1 / 4, 1 / (Math.SQRT2 + 2)];
    // Of item 1 (column 1) item 2 is the nearest; items 0 and 2 have but item 1.
    near(weights.data, [0, 0, 0, 0, a, 0, b, 0, 0, b, 0, 0, 0, 0, 0, 0], 1e-15);
  });

  it('takes the values for the lengths', () => {
    near(itemKnn(sparse([[3, 1], [4, 0]])).weights.data, [0, 0.6, 0.6, 0], 1e-15); // prettier-ignore
  });
});

describe('ease', () => {
  interface Reference {
    l2: number;
    interactions: number[][];
    weights: number[][];
    scores: number[][];
  }
  const path = join(__dirname, '..', '..', 'test', 'recommenders', 'ease.json');
  const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference;

  it("is the formula's, in exact fractions", () => {
    const { weights, scores } = ease(sparse(reference.interactions), { l2: reference.l2 });
    near(weights.data, reference.weights.flat(), 1e-14);
    near(scores().data, reference.scores.flat(), 1e-13);
    near(scores([3]).data, reference.scores[3], 1e-13);
  });

  it('says what is missing', () => {
    const none = interactions({ users: [], items: [], userCount: 2, itemCount: 2 });
    for (const model of [ease, itemKnn, popularity])
      assert.throws(() => model(none), {
        name: 'OptionError',
        message: new RegExp(`^${model.name}: there are no`),
      });
    assert.throws(() => ease(sparse([[1]]), { l2: 0 }), {
      name: 'OptionError',
      message: /l2 should be a finite number > 0/,
    });
    assert.throws(() => ease([[1]] as never), {
      name: 'OptionError',
      message: /^ease: interactions should be/,
    });
  });
});

describe('invertSymmetric', () => {
  it('inverts matrices of every size about its blocks', () => {
    const random = rng('inverse');
    for (const size of [1, 2, 31, 32, 33, 70]) {
      const factor = random.normals([size, size]).data as Float64Array;
      const at = (i: number, j: number): number =>
        Array.from({ length: size }, (_, k) => factor[i * size + k] * factor[j * size + k]).reduce(
          (a, b) => a + b,
          0,
        );
      const a = Float64Array.from({ length: size * size }, (_, n) => {
        const [i, j] = [Math.floor(n / size), n % size];
        return at(i, j) + (i === j ? size : 0);
      });
      const inverse = a.slice();
      invertSymmetric('test', inverse, size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let sum = 0;
          for (let k = 0; k < size; k++) sum += a[i * size + k] * inverse[k * size + j];
          assert.ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-12, `${size}: [${i}, ${j}] is ${sum}`);
        }
      }
    }
  });

  it('refuses a matrix that is not positive definite', () => {
    assert.throws(() => invertSymmetric('it', Float64Array.of(1, 2, 2, 4), 2), {
      name: 'DomainError',
      message: /^it: the matrix is not positive definite \(pivot 1 is 0\); raise l2$/,
    });
  });
});
