import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng } from '../core';
import { pixelNames, withFeatures, type LabelledImages } from './labelled-images';
import { packImages, unpackImages } from './packed-images';
import { selectFeatures } from './select-features';
import { split } from './split';
import { standardise } from './standardise';
import { takeRows } from './take-rows';

/** Images of 1×2 pixels in colour, each of its own number. */
function images(count: number): LabelledImages {
  return withFeatures({
    name: 'made',
    pixels: Uint8Array.from({ length: count * 6 }, (_, i) => Math.floor(i / 6)),
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    height: 1,
    width: 2,
    channels: 3,
    featureNames: pixelNames(1, 2, 3),
    classNames: ['even', 'odd'],
    description: '',
    source: '',
  });
}
const isLazy = (set: object) => Object.getOwnPropertyDescriptor(set, 'features')?.get !== undefined;
const numbersOf = ({ pixels }: LabelledImages) => Array.from(pixels).filter((_, i) => i % 6 === 0);

describe('a data set of images', () => {
  it('has pixels / 255 as features, made once, when they are asked for', () => {
    const set = images(5);
    assert.ok(isLazy(set));
    const { features } = set;
    assert.deepEqual([features.shape, features.dtype], [[5, 6], 'float32']);
    assert.deepEqual(
      features.data,
      Float32Array.from(set.pixels, (level) => level / 255),
    );
    assert.equal(set.features, features);
    assert.deepEqual(Object.keys(set).length, 11);
  });

  it('names its features', () => {
    assert.deepEqual(pixelNames(1, 2, 3)[4], 'row 0, column 1, green');
    assert.deepEqual(pixelNames(2, 2, 1), [
      'row 0, column 0',
      'row 0, column 1',
      'row 1, column 0',
      'row 1, column 1',
    ]);
  });

  it('is split and taken from by its pixels, and nobody asks for the features', () => {
    const set = images(40);
    Object.defineProperty(set, 'features', { get: () => assert.fail('asked'), enumerable: true });
    const parts = split(set, { rng: rng(1), test: 10, stratify: true });
    assert.deepEqual(
      [...numbersOf(parts.train), ...numbersOf(parts.test)].sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i),
    );
    assert.deepEqual(Array.from(parts.test.labels), numbersOf(parts.test).map((number) => number % 2)); // prettier-ignore
    const taken = takeRows(parts.test, [3, 3]);
    assert.ok(isLazy(taken));
    assert.deepEqual(
      taken.features.data,
      Float32Array.from(taken.pixels, (level) => level / 255),
    );
    assert.deepEqual(taken.featureNames, set.featureNames);
  });

  it('keeps features of its own through everything, and the pixels beside them', () => {
    const { train } = standardise(split(images(8), { rng: rng(1), test: 2 }));
    const taken = takeRows(train, [1]);
    assert.deepEqual(taken.features.data, train.features.data.slice(6, 12));
    assert.deepEqual(taken.pixels, train.pixels.slice(6, 12));
    const red = takeRows(selectFeatures(images(3), ['row 0, column 1, red']), [2]);
    assert.deepEqual(Array.from(red.features.data), [Math.fround(2 / 255)]);
  });
});

describe('packed images', () => {
  it('come out as they went in, all or the first', () => {
    const pixels = Uint8Array.from({ length: 40 }, (_, i) => i * 3);
    const file = packImages([pixels.subarray(0, 16), pixels.subarray(16)], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert.deepEqual(unpackImages(file, 4).pixels, pixels);
    assert.deepEqual(Array.from(unpackImages(file, 4).labels), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const few = unpackImages(Buffer.from(file), 4, 2);
    assert.deepEqual(few, { pixels: pixels.slice(0, 8), labels: Int32Array.of(9, 8) });
    assert.equal(few.pixels.buffer.byteLength, 8, 'does not hold on to the file');
    assert.equal(unpackImages(file, 4, 9).pixels.buffer, file.buffer, 'nearly all is no copy');
  });
});
