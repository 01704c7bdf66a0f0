import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import { iris } from './iris';
import { oneHot } from './one-hot';
import { split } from './split';
import { standardise, standardiser } from './standardise';

describe('standardiser', () => {
  it('subtracts the mean and divides by the standard deviation of the population', () => {
    const { mean, std, apply, undo } = standardiser(tensor([[1, 10], [3, 30], [5, 20], [7, 20]])); // prettier-ignore
    assert.deepEqual([...mean], [4, 20]);
    assert.deepEqual([...std], [Math.sqrt(5), Math.sqrt(50)]);
    const x = tensor([[4 + 2 * Math.sqrt(5), 20]]);
    assert.deepEqual([...apply(x).data], [2, 0]);
    assert.deepEqual(undo(apply(x)), x);
  });

  it('only centres a constant column, to exactly zero although its sum is rounded', () => {
    const column = tensor(new Float64Array(10).fill(0.1), { shape: [10, 1] });
    const { mean, std, apply } = standardiser(column);
    assert.deepEqual([mean[0], std[0]], [0.1, 1]);
    assert.ok(apply(column).data.every((value) => value === 0));
    assert.deepEqual([...apply(tensor([[0.6]])).data], [0.5]);
  });

  it('keeps its figures on a large offset, where E[x²] − E[x]² would cancel', () => {
    const { std } = standardiser(tensor([[1e9 + 1], [1e9 + 2], [1e9 + 3]]));
    assert.ok(Math.abs(std[0] - Math.sqrt(2 / 3)) < 1e-15);
  });

  it('keeps the dtype, leaves its argument alone and passes NaN on', () => {
    const x = tensor(Float32Array.of(1, 3), { shape: [2, 1] });
    assert.equal(standardiser(x).apply(x).dtype, 'float32');
    assert.deepEqual([...x.data], [1, 3]);
    assert.ok(
      standardiser(tensor([[1], [NaN]]))
        .apply(tensor([[1]]))
        .data.every(Number.isNaN),
    );
  });

  it('refuses no rows and other columns', () => {
    assert.throws(() => standardiser(tensor(new Float64Array(0), { shape: [0, 2] })), { name: 'ShapeError' });
    const { apply } = standardiser(tensor([[1, 2]]));
    assert.throws(() => apply(tensor([[1, 2, 3]])), {
      name: 'ShapeError',
      message: /2 columns, got \[1, 3\]/,
    });
  });
});

describe('standardise', () => {
  it('fits on the training part alone', () => {
    const parts = split(iris(), { rng: rng(1) });
    const { train, test, mean, std } = standardise(parts);
    const fitted = standardiser(parts.train.features);
    assert.deepEqual([mean, std], [fitted.mean, fitted.std]);
    assert.deepEqual(test.features, fitted.apply(parts.test.features));
    assert.deepEqual(test.labels, parts.test.labels);
    const again = standardiser(train.features);
    assert.ok(again.mean.every((value) => Math.abs(value) < 1e-14));
    assert.ok(again.std.every((value) => Math.abs(value - 1) < 1e-14));
    assert.ok(
      standardiser(test.features).mean.some((value) => Math.abs(value) > 0.01),
      'the test part is not fitted',
    );
  });

  it('names what to do with a whole data set', () => {
    assert.throws(() => standardise(iris() as never), {
      name: 'OptionError',
      message:
        /whole data set; split it first.*standardise\(split\(data, \{ rng \}\)\).*standardiser\(data\.features\)/,
    });
  });

  it('takes three parts, of any type of data set', () => {
    const pictures = { ...iris(), height: 2 };
    const parts = split(pictures, { rng: rng(1), test: 30, validation: 30 });
    const { validation, mean } = standardise(parts);
    const height: number = validation.height;
    assert.equal(height, 2);
    assert.deepEqual(mean, standardiser(parts.train.features).mean);
    assert.deepEqual(
      validation.features,
      standardiser(parts.train.features).apply(parts.validation.features),
    );
  });

  it('takes a training part alone', () => {
    const { train } = standardise({ train: iris() });
    assert.deepEqual(train.features.shape, [150, 4]);
  });
});

describe('oneHot', () => {
  it('has a 1 in the column of the label', () => {
    assert.deepEqual(oneHot([2, 0], 3), tensor([[0, 0, 1], [1, 0, 0]])); // prettier-ignore
    assert.deepEqual(oneHot(Int32Array.of(1, 0)).shape, [2, 2]);
    assert.deepEqual(oneHot([0], 5).shape, [1, 5]);
  });

  it('names the first bad label', () => {
    assert.throws(() => oneHot([0, 3], 3), {
      name: 'LabelError',
      message: /labels\[1\].*\{0, …, 2\}, got 3/,
    });
    assert.throws(() => oneHot([0, -1]), { name: 'LabelError', message: /labels\[1\].*got -1/ });
    assert.throws(() => oneHot([0, NaN, 1]), { name: 'LabelError', message: /labels\[1\].*NaN/ });
    assert.throws(() => oneHot([0, 0.5], 2), { name: 'LabelError', message: /0\.5/ });
    assert.throws(() => oneHot([0], 0), { name: 'OptionError' });
  });
});
