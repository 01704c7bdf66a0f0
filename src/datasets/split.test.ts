import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import type { Dataset } from './dataset';
import { iris } from './iris';
import { penguins } from './penguins';
import { selectFeatures } from './select-features';
import { split } from './split';
import { takeRows } from './take-rows';

const countsOf = ({ labels, classNames }: Dataset) =>
  classNames.map((_, k) => labels.filter((label) => label === k).length);

const flowers = iris();

/** Rows that carry their own number as feature, so that it shows where each went. */
function numbered(labels: number[], classes: number): Dataset {
  return {
    ...flowers,
    features: tensor(Float64Array.from(labels.keys()), { shape: [labels.length, 1] }),
    labels: Int32Array.from(labels),
    classNames: Array.from({ length: classes }, (_, k) => String(k)),
  };
}

describe('split', () => {
  it('puts every row with its label into exactly one part', () => {
    const labels = Array.from({ length: 101 }, (_, i) => (i * i) % 3);
    for (const stratify of [false, true]) {
      const { train, test } = split(numbered(labels, 3), { rng: rng(1), stratify });
      assert.deepEqual([train.labels.length, test.labels.length], [76, 25]);
      const rows = [...train.features.data, ...test.features.data];
      assert.deepEqual(
        [...rows].sort((a, b) => a - b),
        [...labels.keys()],
      );
      assert.notDeepEqual(rows, [...labels.keys()], 'the order is random');
      assert.deepEqual([...train.labels, ...test.labels], rows.map((row) => labels[row])); // prettier-ignore
    }
  });

  it('depends on the seed alone', () => {
    const options = () => ({ rng: rng(5), test: 0.3 });
    assert.deepEqual(split(iris(), options()), split(iris(), options()));
    assert.notDeepEqual(split(iris(), options()).test, split(iris(), { rng: rng(6), test: 0.3 }).test);
  });

  it('takes a share or a number of rows', () => {
    assert.equal(split(iris(), { rng: rng(1), test: 0.2 }).test.labels.length, 30);
    assert.equal(split(iris(), { rng: rng(1), test: 30 }).test.labels.length, 30);
    assert.equal(split(iris(), { rng: rng(1) }).test.labels.length, 38);
  });

  it('gives each class its share when stratified', () => {
    assert.deepEqual(countsOf(split(iris(), { rng: rng(1), test: 0.2, stratify: true }).test), [10, 10, 10]);
    // 342 / 4 → 86 of 151, 68, 123: shares 37.97, 17.10, 30.93
    assert.deepEqual(countsOf(split(penguins(), { rng: rng(1), stratify: true }).test), [38, 17, 31]);
  });

  it('is uniform: each row is in the test part as often as any other', () => {
    const labels = [0, 0, 0, 1, 1, 1, 1, 1];
    for (const stratify of [false, true]) {
      const random = rng('uniform');
      const hits = new Int32Array(8);
      for (let i = 0; i < 4000; i++) {
        for (const row of split(numbered(labels, 2), { rng: random, test: 4, stratify }).test.features.data)
          hits[row]++;
      }
      // Stratified: shares 1.5 and 2.5; the tie goes to class 0, so 2 of 3 and 2 of 5.
      const expected = labels.map((label) => (stratify ? [2 / 3, 2 / 5][label] : 1 / 2));
      hits.forEach((count, i) => {
        const error =
          Math.abs(count / 4000 - expected[i]) / Math.sqrt((expected[i] * (1 - expected[i])) / 4000);
        assert.ok(
          error < 4.5,
          `seed 'uniform', stratify ${stratify}: row ${i} in ${count} of 4000 test parts`,
        );
      });
    }
  });

  it('refuses what would leave a part empty, and unknown options', () => {
    for (const test of [0, 1e-9, 0.999, 150, 1.5, -0.2, NaN]) {
      assert.throws(
        () => split(iris(), { rng: rng(1), test }),
        { name: 'OptionError', message: /150 rows/ },
        `${test}`,
      );
    }
    assert.throws(() => split(iris(), { rng: rng(1), size: 2 } as never), /unknown option 'size'/);
    assert.throws(() => split(iris(), {} as never), /rng should be a generator/);
  });
});

describe('takeRows', () => {
  it('copies the rows in the given order, also twice', () => {
    const data = numbered([0, 1, 2], 3);
    const taken = takeRows(data, [2, 0, 2]);
    assert.deepEqual([...taken.features.data], [2, 0, 2]);
    assert.deepEqual([...taken.labels], [2, 0, 2]);
    assert.throws(() => takeRows(data, [0, 3]), {
      name: 'OptionError',
      message: /rows\[1\].*\{0, …, 2\}, got 3/,
    });
  });
});

describe('selectFeatures', () => {
  it('takes the named columns in the given order', () => {
    const data = selectFeatures(iris(), ['petal width (cm)', 'sepal length (cm)']);
    assert.deepEqual(data.features.shape, [150, 2]);
    assert.deepEqual([...data.features.data.subarray(0, 4)], [0.2, 5.1, 0.2, 4.9]);
    assert.deepEqual(data.featureNames, ['petal width (cm)', 'sepal length (cm)']);
    assert.equal(data.labels.length, 150);
  });

  it('names the unknown feature and the known ones', () => {
    assert.throws(() => selectFeatures(iris(), ['petal']), {
      name: 'OptionError',
      message: /'petal'; it has sepal/,
    });
  });
});
