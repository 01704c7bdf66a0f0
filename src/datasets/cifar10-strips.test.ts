import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DECODED } from '../../test/support/pillow-images';
import { CIFAR10_STRIPS, readStrips } from './cifar10-strips';
import { unpackImages } from './packed-images';

describe('readStrips', () => {
  it('puts the pictures of a part one after another, and their labels behind', () => {
    const pictures = DECODED.filter(({ name }) => name.endsWith('.png')).slice(0, 6);
    const labels = (count: number) => Buffer.from(JSON.stringify(Array.from({ length: count }, (_, i) => i)));
    let next = 0;
    const contents = new Map(
      CIFAR10_STRIPS.map((path) => [
        path,
        path.endsWith('.png') ? pictures[next++].file : labels(path.includes('train') ? 5 * 19 : 19),
      ]),
    );
    assert.equal(next, 6);
    const files = readStrips(contents);
    const [train, test] = ['train.bin', 'test.bin'].map((name) => unpackImages(files.get(name)!, 23 * 3));
    assert.deepEqual(
      [...train.pixels, ...test.pixels],
      pictures.flatMap(({ image }) => [...image.pixels]),
    );
    assert.deepEqual([train.labels.length, test.labels[18]], [95, 18]);
  });
});
