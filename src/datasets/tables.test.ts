import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { breastCancer } from './breast-cancer';
import type { Dataset } from './dataset';
import { ensure } from './ensure';
import { iris } from './iris';
import { packagedPath, readPackagedFile } from './packaged-file';
import { penguins } from './penguins';
import { BREAST_CANCER, IRIS, PACKAGED, PENGUINS } from './registry';

const row = ({ features }: Dataset, i: number) =>
  Array.from(features.data.subarray(i * features.shape[1], (i + 1) * features.shape[1]));
const countsOf = ({ labels, classNames }: Dataset) =>
  classNames.map((_, k) => labels.filter((label) => label === k).length);
const meanOf = ({ features }: Dataset, column: number) => {
  const [rows, columns] = features.shape;
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += features.data[i * columns + column];
  return sum / rows;
};

describe('iris', () => {
  it("has Fisher's 150 flowers, fifty of a species", () => {
    const data = iris();
    assert.deepEqual(data.features.shape, [150, 4]);
    assert.equal(data.features.dtype, 'float64');
    assert.deepEqual(data.classNames, ['setosa', 'versicolor', 'virginica']);
    assert.deepEqual(countsOf(data), [50, 50, 50]);
    assert.deepEqual(row(data, 0), [5.1, 3.5, 1.4, 0.2]);
    assert.deepEqual(row(data, 149), [5.9, 3.0, 5.1, 1.8]);
    assert.deepEqual(data.featureNames[3], 'petal width (cm)');
  });

  it("has the two flowers as in Fisher's table, where UCI's copy is wrong", () => {
    assert.deepEqual(row(iris(), 34), [4.9, 3.1, 1.5, 0.2]);
    assert.deepEqual(row(iris(), 37), [4.9, 3.6, 1.4, 0.1]);
  });

  it("has the means that scikit-learn's description states", () => {
    const means = [0, 1, 2, 3].map((column) => meanOf(iris(), column).toFixed(2));
    assert.deepEqual(means, ['5.84', '3.06', '3.76', '1.20']);
  });

  it('gives a fresh copy at every call', () => {
    iris().features.data[0] = 99;
    assert.equal(iris().features.data[0], 5.1);
  });
});

describe('breastCancer', () => {
  const data = breastCancer();

  it('has 569 masses, 357 benign (0) and 212 malignant (1)', () => {
    assert.deepEqual(data.features.shape, [569, 30]);
    assert.deepEqual(data.classNames, ['benign', 'malignant']);
    assert.deepEqual(countsOf(data), [357, 212]);
  });

  it('has its blocks of mean, error and worst in order', () => {
    assert.equal(data.featureNames.length, 30);
    assert.deepEqual([...row(data, 0).slice(0, 3), row(data, 0)[29]], [17.99, 10.38, 122.8, 0.1189]);
    assert.equal(data.labels[0], 1);
    const ranges = new Map([
      ['mean radius', [6.981, 28.11]],
      ['radius error', [0.1115, 2.873]],
      ['worst radius', [7.93, 36.04]],
      ['worst concave points', [0, 0.291]],
      ['worst fractal dimension', [0.05504, 0.2075]],
    ]);
    for (const [name, range] of ranges) {
      const column = data.featureNames.indexOf(name);
      const values = Array.from({ length: 569 }, (_, i) => row(data, i)[column]);
      assert.deepEqual([Math.min(...values), Math.max(...values)], range, name);
    }
  });
});

describe('penguins', () => {
  it('drops the two rows without measurements', () => {
    const data = penguins();
    assert.deepEqual(data.features.shape, [342, 4]);
    assert.deepEqual(countsOf(data), [151, 68, 123]);
    assert.ok(data.features.data.every(Number.isFinite));
    assert.deepEqual(row(data, 0), [39.1, 18.7, 181, 3750]);
    assert.deepEqual(row(data, 3), [36.7, 19.3, 193, 3450], 'the row after the dropped one');
  });

  it('keeps them as NaN on request', () => {
    const data = penguins({ missing: 'keep' });
    assert.deepEqual(countsOf(data), [152, 68, 124]);
    assert.deepEqual(row(data, 3), [NaN, NaN, NaN, NaN]);
    assert.equal(data.features.data.filter(Number.isNaN).length, 8);
  });

  it('refuses unknown options and values', () => {
    assert.throws(() => penguins({ drop: true } as object), {
      name: 'OptionError',
      message: /'drop'.*missing/,
    });
    assert.throws(() => penguins({ missing: 'mean' as 'drop' }), { name: 'OptionError', message: /mean/ });
  });
});

describe('a packaged file', () => {
  it('has the committed checksum and size', () => {
    for (const record of PACKAGED) {
      assert.equal(readPackagedFile(record).length, record.file.bytes, record.name);
    }
  });

  it('is the one that its README and its prepare script speak of', () => {
    for (const record of PACKAGED) {
      const readme = readFileSync(join(packagedPath(record), '..', 'README.md'), 'utf8');
      assert.ok(readme.includes(record.file.sha256), `the README of ${record.name} has another checksum`);
    }
  });

  it('is read as numbers and known classes throughout', () => {
    for (const data of [iris(), breastCancer(), penguins()]) {
      assert.ok(data.features.data.every(Number.isFinite), data.name);
      assert.ok(
        data.labels.every((label) => label >= 0 && label < data.classNames.length),
        data.name,
      );
    }
  });

  it('that is missing or changed is an error which names it and the remedy', () => {
    const folder = mkdtempSync(join(tmpdir(), 'softmax lab '));
    try {
      const path = join(folder, 'iris.csv');
      const error = { name: 'DatasetError', kind: 'content' };
      assert.throws(() => readPackagedFile(IRIS, path), {
        ...error,
        message: /^iris: .*iris\.csv.*ENOENT.*git checkout/,
      });
      writeFileSync(path, readFileSync(packagedPath(IRIS), 'utf8').replaceAll('\n', '\r\n'));
      assert.throws(() => readPackagedFile(IRIS, path), {
        ...error,
        message: /changed: its SHA-256 is [0-9a-f]{64}/,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is found by ensure under its name', async () => {
    for (const { name, file } of [BREAST_CANCER, PENGUINS]) {
      const [{ path, bytes }] = await ensure(name);
      assert.ok(path.replaceAll('\\', '/').endsWith(file.path));
      assert.equal(bytes.length, file.bytes);
    }
    await assert.rejects(ensure('cifar'), {
      name: 'OptionError',
      message: /'cifar'; there are iris, .*mnist/,
    });
  });
});
