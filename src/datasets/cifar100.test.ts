import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { rng } from '../core';
import { tarball } from '../../test/support/tarball';
import { cifar100 } from './cifar100';
import { split } from './split';

const folder = mkdtempSync(join(tmpdir(), 'softmax-lab cifar '));
after(() => rmSync(folder, { recursive: true }));

type Files = Record<string, string | Uint8Array>;

/** Records of the official format; image i is of class i mod 100, its planes are filled with i, i + 1, i + 2. */
function records(count: number): Uint8Array {
  const bytes = new Uint8Array(count * 3074);
  for (let i = 0; i < count; i++) {
    bytes.set([Math.floor((i % 100) / 5), i % 100], i * 3074);
    for (let plane = 0; plane < 3; plane++) {
      const at = i * 3074 + 2 + plane * 1024;
      bytes.fill(i + plane, at, at + 1024);
      bytes[at + 33] = 200 + plane; // row 1, column 1
    }
  }
  return bytes;
}
const lines = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word} ${i}\n`).join(''); // prettier-ignore
const good = (): Files => ({
  'train.bin': records(120),
  'test.bin': records(30),
  'fine_label_names.txt': lines('fine', 100),
  'coarse_label_names.txt': `${lines('coarse', 20)}\n`, // an empty line at the end, as in the official file
});

let folders = 0;
function write(files: Files, ...below: string[]): string {
  const directory = join(folder, String(folders++));
  mkdirSync(join(directory, ...below), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, ...below, name), content); // prettier-ignore
  return directory;
}
function archive(files: Files): string {
  const entries = Object.entries(files).map(([name, content]) => ({ path: `cifar-100-binary/${name}`, content })); // prettier-ignore
  return write({ 'cifar-100-binary.tar.gz': tarball([{ path: 'cifar-100-binary/', type: 'Directory' }, ...entries]) }); // prettier-ignore
}

describe('cifar100', () => {
  it('reads labels, names, superclasses, and pixels channel by channel', async () => {
    const data = await cifar100({ directory: write(good()) });
    assert.deepEqual([data.train.labels.length, data.test.labels.length], [120, 30]);
    assert.deepEqual(Array.from(data.train.labels.subarray(98, 102)), [98, 99, 0, 1]);
    assert.deepEqual(Array.from(data.train.coarseLabels.subarray(3, 7)), [0, 0, 1, 1]);
    assert.deepEqual([data.fineClassNames[99], data.coarseClassNames[19]], ['fine 99', 'coarse 19']);
    assert.equal(data.train.classNames, data.fineClassNames);
    assert.deepEqual(Array.from(data.superclassOf), Array.from({ length: 100 }, (_, k) => Math.floor(k / 5))); // prettier-ignore
    const { pixels } = data.train;
    assert.equal(pixels.length, 120 * 3072);
    assert.deepEqual(Array.from(pixels.subarray(7 * 3072, 7 * 3072 + 6)), [7, 8, 9, 7, 8, 9]);
    assert.deepEqual(Array.from(pixels.subarray(33 * 3, 34 * 3)), [200, 201, 202]);
    assert.deepEqual(data.test.features.shape, [30, 3072]);
    assert.equal(data.test.featureNames[33 * 3 + 2], 'row 1, column 1, blue');
  });

  it('takes the folder around it, or the archive in it', async () => {
    const [inner, around, packed] = await Promise.all(
      [write(good()), write(good(), 'cifar-100-binary'), archive(good())].map((directory) =>
        cifar100({ directory }),
      ),
    );
    assert.deepEqual(around, inner);
    assert.deepEqual(packed, inner);
  });

  it('takes the superclasses as labels, and the first rows when fewer are asked for', async () => {
    const { train, test } = await cifar100({ directory: write(good()), fine: false, train: 50, test: 3 });
    assert.deepEqual([train.labels.length, test.pixels.length], [50, 3 * 3072]);
    assert.deepEqual(Array.from(train.labels.subarray(4, 6)), [0, 1]);
    assert.equal(train.classNames[19], 'coarse 19');
    assert.equal(train.fineLabels[49], 49);
    const parts = split(train, { rng: rng(1), test: 10 });
    parts.test.fineLabels.forEach((fine, i) => {
      assert.equal(parts.test.pixels[i * 3072], fine);
      assert.equal(parts.test.labels[i], Math.floor(fine / 5));
    });
  });

  it('says −1 of a class without images', async () => {
    const { superclassOf } = await cifar100({ directory: write({ ...good(), 'train.bin': records(99) }) });
    assert.deepEqual(Array.from(superclassOf.subarray(97)), [19, 19, -1]);
  });

  it('names the file that is cut off or of another format, with the bytes it should have', async () => {
    const damaged = (at: number, value: number) => {
      const bytes = records(120);
      bytes[at] = value;
      return bytes;
    };
    const bad: [Files, RegExp][] = [
      [{ 'train.bin': records(2).subarray(0, 5000) }, /train\.bin should have records of 3074 bytes each .*153,700,000.*got 5000 bytes: it is cut off/], // prettier-ignore
      [{ 'test.bin': '' }, /test\.bin should have .*got 0 bytes/],
      [{ 'train.bin': damaged(3074 * 2, 20) }, /train\.bin: the coarse label of image 2 should be one of \{0, …, 19\}, got 20/], // prettier-ignore
      [{ 'test.bin': damaged(3074 + 1, 100) }, /test\.bin: the fine label of image 1 .*\{0, …, 99\}, got 100/], // prettier-ignore
      [{ 'train.bin': damaged(3074 * 7, 19) }, /class 7 are in the superclasses 19 and 1;/],
      [{ 'fine_label_names.txt': lines('fine', 99) }, /fine_label_names\.txt should have 100 names, a line each, got 99/], // prettier-ignore
      [{ 'coarse_label_names.txt': '' }, /coarse_label_names\.txt should have 20 names, a line each, got 0/],
    ];
    for (const [files, message] of bad) {
      for (const directory of [write({ ...good(), ...files }), archive({ ...good(), ...files })])
        await assert.rejects(cifar100({ directory }), { name: 'DatasetError', kind: 'content', message });
    }
  });

  it('names the file that is missing', async () => {
    for (const name of Object.keys(good())) {
      const files = good();
      delete files[name];
      const message = new RegExp(
        `${name.replace('.', '\\.')} is missing; cifar-100-binary\\.tar\\.gz has train`,
      );
      await assert.rejects(cifar100({ directory: write(files) }), { name: 'DatasetError', message });
      await assert.rejects(cifar100({ directory: archive(files) }), {
        name: 'DatasetError',
        message: /cifar-100-binary\.tar\.gz lacks cifar-100-binary\//,
      });
    }
    await assert.rejects(cifar100({ directory: join(folder, 'nowhere') }), {
      name: 'DatasetError',
      message:
        /nowhere has neither train\.bin, .*, nor cifar-100-binary\/ with them, nor cifar-100-binary\.tar\.gz/,
    });
    await assert.rejects(cifar100({ directory: write({ 'cifar-100-binary.tar.gz': 'x'.repeat(99) }) }), {
      name: 'DatasetError',
      message: /cifar-100-binary\.tar\.gz is refused: incorrect header check/,
    });
  });

  it('refuses wrong options', async () => {
    const directory = write(good());
    const wrong: [unknown, RegExp][] = [
      [undefined, /^cifar100: options should be an object like/],
      [{}, /^cifar100: directory should be the path of a folder, got undefined/],
      [{ directory, fine: 'no' }, /^cifar100: fine should be true or false/],
      [{ directory, train: 121 }, /^cifar100: train should be an integer of \{1, …, 120\}, got 121/],
      [{ directory, size: 1 }, /unknown option 'size'/],
    ];
    for (const [options, message] of wrong)
      await assert.rejects(cifar100(options as never), { name: 'OptionError', message });
  });
});
