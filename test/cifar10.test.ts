import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datasets } from 'softmax-lab';
import { CIFAR10 } from '../src/datasets/registry';
import { unlessCached } from './support/cached';

describe('cifar10', () => {
  const real = { skip: unlessCached(CIFAR10) };

  it('has 50,000 and 10,000 images, as many of each class', real, async () => {
    const { train, test } = await datasets.cifar10();
    for (const [part, rows] of [
      [train, 50_000],
      [test, 10_000],
    ] as const) {
      // prettier-ignore
      assert.deepEqual([part.labels.length, part.pixels.length], [rows, rows * 3072]);
      assert.deepEqual([part.height, part.width, part.channels], [32, 32, 3]);
      const counts = part.classNames.map((_, k) => part.labels.filter((label) => label === k).length);
      assert.deepEqual(counts, new Array(10).fill(rows / 10));
    }
    // As in the batches of the official archive: frog, truck, truck, deer, …; cat, ship, ship, airplane, …
    assert.deepEqual([...train.labels.subarray(0, 10)], [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    assert.deepEqual([...test.labels.subarray(0, 10)], [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
    assert.equal(train.classNames[6], 'frog');
  });

  it('has the means and deviations of red, green and blue that everyone normalises with', real, async () => {
    const { train } = await datasets.cifar10();
    const sums = [0, 0, 0];
    const squares = [0, 0, 0];
    train.pixels.forEach((level, i) => {
      sums[i % 3] += level;
      squares[i % 3] += level * level;
    });
    const count = train.pixels.length / 3;
    const means = sums.map((sum) => sum / count);
    const deviations = squares.map((square, channel) => Math.sqrt(square / count - means[channel] ** 2));
    const shown = (values: number[]) => values.map((value) => (value / 255).toFixed(4));
    assert.deepEqual(shown(means), ['0.4914', '0.4822', '0.4465']);
    assert.deepEqual(shown(deviations), ['0.2470', '0.2435', '0.2616']);
  });

  it('has the first frog of the official archive', real, async () => {
    const { train } = await datasets.cifar10({ train: 1, test: 1 });
    assert.deepEqual([...train.pixels.subarray(0, 6)], [59, 62, 63, 43, 46, 45]);
    assert.deepEqual([...train.pixels.subarray(32 * 3, 32 * 3 + 3)], [16, 20, 20]);
  });

  it('gives the first rows when fewer are asked for', real, async () => {
    const all = await datasets.cifar10();
    const few = await datasets.cifar10({ train: 100, test: 10 });
    assert.deepEqual(few.train.pixels, all.train.pixels.slice(0, 100 * 3072));
    assert.deepEqual(few.test.labels, all.test.labels.slice(0, 10));
    assert.deepEqual(few.test.features.shape, [10, 3072]);
    assert.equal(few.train.pixels.buffer.byteLength, 100 * 3072);
  });

  it('refuses counts that there are not, before it fetches anything', async () => {
    await assert.rejects(datasets.cifar10({ test: 10_001, cache: '/nowhere' }), {
      name: 'OptionError',
      message: 'cifar10: test should be an integer of {1, …, 10000}, got 10001',
    });
  });
});
