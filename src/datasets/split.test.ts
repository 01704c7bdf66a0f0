import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import type { Dataset } from './dataset';
import { iris } from './iris';
import { penguins } from './penguins';
import { selectFeatures } from './select-features';
import { split, type SplitOptions } from './split';
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

  it('holds out a validation part, alone or beside the test part', () => {
    const labels = Array.from({ length: 103 }, (_, i) => (i * i) % 3);
    for (const stratify of [false, true]) {
      const data = numbered(labels, 3);
      const three = split(data, { rng: rng(2), test: 20, validation: 0.1, stratify });
      assert.deepEqual(Object.keys(three).sort(), ['test', 'train', 'validation']);
      const { train, validation, test } = three;
      assert.deepEqual([train, validation, test].map((part) => part.labels.length), [73, 10, 20]); // prettier-ignore
      const rows = [train, validation, test].flatMap((part) => [...part.features.data]);
      assert.deepEqual(
        [...rows].sort((a, b) => a - b),
        [...labels.keys()],
      );
      assert.deepEqual(
        test,
        split(data, { rng: rng(2), test: 20, stratify }).test,
        'the test part is the same',
      );
    }
    const two = split(iris(), { rng: rng(2), validation: 30, stratify: true });
    assert.deepEqual(Object.keys(two).sort(), ['train', 'validation']);
    assert.deepEqual(countsOf(two.validation), [10, 10, 10]);
    assert.deepEqual(countsOf(two.train), [40, 40, 40]);
  });

  it('gives both held-out parts their share of a class with few rows, and no row twice', () => {
    const labels = [0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2];
    const { train, validation, test } = split(numbered(labels, 3), {
      rng: rng(1),
      test: 6,
      validation: 6,
      stratify: true,
    });
    const parts = [train, validation, test].map(countsOf);
    assert.deepEqual([0, 1, 2].map((k) => parts.reduce((sum, counts) => sum + counts[k], 0)), [1, 6, 6]); // prettier-ignore
    assert.deepEqual(parts.map((counts) => counts[0] + counts[1] + counts[2]), [1, 6, 6]); // prettier-ignore
  });

  it('keeps the type of its argument', () => {
    const pictures = { ...iris(), height: 2, width: 2 };
    const { train, validation } = split(pictures, { rng: rng(1), validation: 10 });
    const height: number = train.height + validation.width;
    assert.equal(height, 4);
    const options: SplitOptions = { rng: rng(1) };
    const held: Dataset | undefined = split(iris(), options).test;
    assert.equal(held?.labels.length, 38);
    // @ts-expect-error -- there is no test part
    assert.equal(split(iris(), { rng: rng(1), validation: 10 }).test, undefined);
  });

  it('refuses a label that is no class, where it stratifies', () => {
    assert.throws(() => split(numbered([0, 1, 2, 1], 2), { rng: rng(1), stratify: true }), {
      name: 'LabelError',
      message: 'split: labels[2] should be a class of {0, …, 1}, got 2',
    });
  });

  it('refuses what would leave a part empty, and unknown options', () => {
    for (const test of [0, 1e-9, 0.999, 150, 1.5, -0.2, NaN]) {
      assert.throws(
        () => split(iris(), { rng: rng(1), test }),
        { name: 'OptionError', message: /150 rows/ },
        `${test}`,
      );
    }
    assert.throws(() => split(iris(), { rng: rng(1), test: 100, validation: 50 }), {
      name: 'OptionError',
      message: /validation should be .* every part some of the 150 rows; got 50/,
    });
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

  it('takes the rows of every field that has one entry a row', () => {
    const data = {
      ...numbered([0, 1, 2, 0], 3),
      images: tensor(Float32Array.from([...Array(16).keys()]), { shape: [4, 2, 2] }),
      targets: tensor([0, 10, 20, 30]),
      files: ['a', 'b', 'c', 'd'],
      boxes: [[1], [2], [3], [4]],
      bytes: Uint8Array.of(5, 6, 7, 8),
      stamps: BigInt64Array.of(1n, 2n, 3n, 4n),
      height: 2,
      licence: 'free',
      normalised: false,
      parent: null,
    };
    const taken = takeRows(data, [3, 1]);
    assert.deepEqual(taken.images.shape, [2, 2, 2]);
    assert.equal(taken.images.dtype, 'float32');
    assert.deepEqual([...taken.images.data], [12, 13, 14, 15, 4, 5, 6, 7]);
    assert.deepEqual([...taken.targets.data], [30, 10]);
    assert.deepEqual([taken.files, taken.boxes], [['d', 'b'], [[4], [2]]]); // prettier-ignore
    assert.deepEqual([taken.bytes, taken.stamps], [Uint8Array.of(8, 6), BigInt64Array.of(4n, 2n)]);
    const { height, licence, normalised, parent, classNames, featureNames } = taken;
    assert.deepEqual([height, licence, normalised, parent], [2, 'free', false, null]);
    assert.deepEqual([classNames, featureNames], [data.classNames, data.featureNames]);
  });

  it('keeps the names of features and classes where there are as many as rows', () => {
    const data = { ...takeRows(iris(), [0, 50, 100]), featureNames: ['a', 'b', 'c'] };
    const { featureNames, classNames } = takeRows(data, [2]);
    assert.deepEqual([featureNames, classNames], [['a', 'b', 'c'], iris().classNames]);
  });

  it('refuses by name what it cannot give to the rows, and labels without rows', () => {
    const fields: [unknown, string][] = [
      [tensor([[1, 2, 3]]), 'a tensor [1, 3]'],
      [Float64Array.of(1, 2), 'Float64Array of 2'],
      [['x'], 'an array of 1'],
      [new Map([[0, 'x']]), 'Map'],
      [{ $data: [], columns: [], values: [], index: [] }, 'Object'],
    ];
    for (const [field, what] of fields) {
      assert.throws(() => split({ ...iris(), extra: field }, { rng: rng(1) }), {
        name: 'OptionError',
        message:
          `split: cannot tell what of 'extra' (${what}) belongs to which of the 150 rows: give it one entry a row, ` +
          'in an array or a tensor, or leave it out (const { extra, ...rest } = data)',
      });
    }
    assert.throws(() => takeRows({ ...iris(), labels: new Int32Array(149) }, [0]), {
      name: 'ShapeError',
      message: 'takeRows: features have shape [150, 4], but there are 149 labels',
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
