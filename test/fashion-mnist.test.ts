import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datasets } from 'softmax-lab';
import { FASHION_MNIST } from '../src/datasets/registry';
import { unlessCached } from './support/cached';

describe('fashionMnist', () => {
  const real = { skip: unlessCached(FASHION_MNIST) };

  it('has 59,946 and 10,000 images, with the counts that its README gives', real, async () => {
    const { train, test } = await datasets.fashionMnist();
    const counts = ({ classNames, labels }: datasets.LabelledImages) =>
      classNames.map((_, k) => labels.filter((label) => label === k).length);
    assert.deepEqual(counts(train), [5997, 5994, 5987, 5993, 5994, 6000, 5987, 5996, 6000, 5998]);
    assert.deepEqual(counts(test), new Array(10).fill(1000));
    assert.deepEqual([train.pixels.length, train.height, train.width, train.channels], [59_946 * 784, 28, 28, 1]); // prettier-ignore
    const few = await datasets.fashionMnist({ train: 20, test: 10 });
    assert.deepEqual(few.test.features.shape, [10, 784]);
    assert.deepEqual(counts(few.train), new Array(10).fill(2));
  });

  it('has no image twice, and the mean of the original', real, async () => {
    const { train, test } = await datasets.fashionMnist();
    const seen = new Set<string>();
    let sum = 0;
    for (const { pixels, labels } of [train, test]) {
      for (let i = 0; i < labels.length; i++) {
        const image = Buffer.from(pixels.subarray(i * 784, (i + 1) * 784));
        sum += image.reduce((total, level) => total + level, 0);
        seen.add(image.toString('latin1'));
      }
    }
    assert.equal(seen.size, 69_946);
    assert.ok(Math.abs(sum / (69_946 * 784) / 255 - 0.2862) < 1e-4);
  });
});
