import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FASHION_MNIST_CLASSES, readClasses } from './fashion-mnist-classes';
import { unpackImages } from './packed-images';

/** An image that says in its first pixels of which class and which row it is. */
const image = (k: number, i: number): number[] => [k, i % 256, Math.floor(i / 256), ...new Array<number>(781).fill(0)]; // prettier-ignore

describe('readClasses', () => {
  it('spreads the test images evenly, leaves out what is empty or came before, and lets the classes take turns', () => {
    const contents = new Map(
      FASHION_MNIST_CLASSES.map((path, k) => {
        const data = Array.from({ length: 2000 }, (_, i) => image(k, i));
        if (k === 0) data.splice(1000, 0, []);
        if (k === 3) data[7] = image(3, 5); // comes twice
        if (k === 4) data[9] = image(0, 9); // is of another class
        return [path, Buffer.from(JSON.stringify({ data }))];
      }),
    );
    const files = readClasses(contents);
    const [train, test] = ['train.bin', 'test.bin'].map((name) => unpackImages(files.get(name)!, 784));
    assert.deepEqual([train.labels.length, test.labels.length], [9998, 10_000]);
    const rowsOf = ({ pixels, labels }: typeof train, k: number) =>
      [...labels.keys()]
        .filter((row) => labels[row] === k)
        .map((row) => {
          assert.equal(pixels[row * 784], k);
          return pixels[row * 784 + 1] + 256 * pixels[row * 784 + 2];
        });
    // Of 2000 images every other is a test image.
    assert.deepEqual(
      rowsOf(test, 1),
      Array.from({ length: 1000 }, (_, i) => 2 * i + 1),
    );
    assert.deepEqual(
      rowsOf(train, 0),
      Array.from({ length: 1000 }, (_, i) => 2 * i),
    );
    const both = [...rowsOf(train, 3), ...rowsOf(test, 3)].sort((a, b) => a - b);
    assert.deepEqual(both, Array.from({ length: 2000 }, (_, i) => i).filter((i) => i !== 7)); // prettier-ignore
    assert.ok(![...rowsOf(train, 4), ...rowsOf(test, 4)].includes(9));
    assert.deepEqual(Array.from(test.labels.subarray(0, 12)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });
});
