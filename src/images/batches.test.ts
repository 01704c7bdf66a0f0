import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTensor, rng } from '../core';
import { batches, mixup, randomFlip } from '.';

const pictures = {
  pixels: Uint8Array.from({ length: 3 * 2 * 2 * 3 }, (_, i) => 7 * i),
  labels: Int32Array.of(2, 0, 1),
  height: 2,
  width: 2,
  classNames: ['a', 'b', 'c'],
};
const scale = { mean: [0.5, 0.4, 0.3], std: [0.25, 0.5, 1] };

describe('batches of images', () => {
  it('are bytes brought to mean and deviation of their channel', () => {
    const { features, labels } = batches(pictures, scale).take(Int32Array.of(2, 0));
    assert.deepEqual(features.shape, [2, 2, 2, 3]);
    assert.deepEqual(labels, Int32Array.of(1, 2));
    const expected = [...pictures.pixels.subarray(24), ...pictures.pixels.subarray(0, 12)].map((byte, i) =>
      Math.fround((byte / 255 - scale.mean[i % 3]) / scale.std[i % 3]),
    );
    assert.deepEqual(Array.from(features.data), expected);
  });

  it('have any number of channels', () => {
    for (const channels of [1, 2, 4]) {
      const pixels = pictures.pixels.subarray(0, 2 * channels);
      const [mean, std] = [[0.5, 0.4, 0.3, 0.2], [0.25, 0.5, 1, 2]].map((all) => all.slice(0, channels)); // prettier-ignore
      const one = { ...pictures, pixels, labels: Int32Array.of(1), height: 1 };
      const { features } = batches(one, { mean, std }).take(Int32Array.of(0));
      const expected = Array.from(pixels, (byte, i) =>
        Math.fround((byte / 255 - mean[i % channels]) / std[i % channels]),
      );
      assert.deepEqual(Array.from(features.data), expected);
    }
  });

  it('vary in training alone, by the stream that is given', () => {
    const source = batches(pictures, { ...scale, augment: [randomFlip(0.5)] });
    const rows = Int32Array.of(0, 1, 2);
    const plain = batches(pictures, scale).take(rows);
    assert.deepEqual(source.take(rows), plain);
    assert.deepEqual(source.take(rows, rng(1)), source.take(rows, rng(1)));
    const seen = new Set(
      [1, 2, 3, 4, 5, 6].map((seed) => String(source.take(rows, rng(seed)).features.data)),
    );
    assert.ok(seen.size > 1);
  });

  it('have rows of probabilities with a mix', () => {
    const source = batches(pictures, { ...scale, mix: mixup(1) });
    const { labels } = source.take(Int32Array.of(0, 1));
    assert.ok(isTensor(labels));
    assert.deepEqual(Array.from(labels.data), [0, 0, 1, 1, 0, 0]);
  });

  it('name what does not fit', () => {
    const takes =
      (options: object, more: object = {}) =>
      () =>
        batches({ ...pictures, ...more }, { ...scale, ...options });
    assert.throws(takes({}, { height: 5 }), {
      name: 'ShapeError',
      message: /3 labels of images of 5×2.*36 bytes/,
    });
    assert.throws(takes({}, { labels: undefined }), {
      name: 'OptionError',
      message: 'batches: labels should be of type Int32Array, got undefined',
    });
    assert.throws(takes({}, { pixels: [1, 2] }), {
      name: 'OptionError',
      message: /pixels should be of type Uint8/,
    });
    assert.throws(takes({ std: [1, 0, 1] }), { name: 'OptionError', message: /std should be positive/ });
    assert.throws(takes({ mean: [1] }), { name: 'OptionError', message: /mean should be 3 numbers/ });
    assert.throws(takes({ augment: [1] }), { name: 'OptionError', message: /augment\[0\]/ });
    assert.throws(takes({ mix: 3 }), { name: 'OptionError', message: /mix/ });
    assert.throws(takes({}, { classNames: ['a'] }), { name: 'LabelError' });
  });
});
