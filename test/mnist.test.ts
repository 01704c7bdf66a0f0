import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { datasets, figures, losses, nn, optim, rng, train as lab } from 'softmax-lab';

/** The real data: fetched on a machine's first run, out of the cache afterwards. */
describe('mnist', () => {
  const countsOf = (labels: Int32Array) =>
    Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);

  it('has 60,000 and 10,000 digits with the known class counts', async () => {
    const { train, test } = await datasets.mnist();
    assert.deepEqual(train.features.shape, [60_000, 784]);
    assert.deepEqual(test.features.shape, [10_000, 784]);
    assert.equal(train.features.dtype, 'float32');
    assert.deepEqual([train.classNames.length, train.featureNames.length], [10, 784]);
    assert.equal(train.featureNames[29], 'row 1, column 1');
    assert.deepEqual(countsOf(train.labels), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    assert.deepEqual(countsOf(test.labels), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    assert.deepEqual([...train.labels.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert.deepEqual([...test.labels.subarray(0, 5)], [7, 2, 1, 0, 4]);
  });

  it('has pixels of 0 … 255 divided by 255, ink on empty paper', async () => {
    const { train } = await datasets.mnist();
    const { data } = train.features;
    let sum = 0;
    const levels = new Int32Array(256);
    for (const pixel of data) {
      sum += pixel;
      const level = Math.round(pixel * 255);
      if (pixel === Math.fround(level / 255)) levels[level]++;
    }
    assert.equal(
      levels.reduce((total, count) => total + count),
      47_040_000,
      'every pixel is one of the 256 levels',
    );
    assert.ok(levels.every((count) => count > 0));
    // 0.1307, the mean that everyone normalises with
    assert.ok(Math.abs(sum / data.length - 0.13066) < 1e-5, `mean ${sum / data.length}`);
    const everUsed = new Uint8Array(784);
    for (let i = 0; i < data.length; i++) if (data[i] > 0) everUsed[i % 784] = 1;
    assert.equal(everUsed.filter((used) => !used).length, 67, 'pixels that no training image uses');
    // The first image, a 5: its topmost stroke is row 5, columns 12 … 23.
    const row = Array.from(data.subarray(5 * 28 + 12, 5 * 28 + 24), (pixel) => Math.round(pixel * 255));
    assert.deepEqual(row, [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127]);
    assert.ok(data.subarray(0, 5 * 28 + 12).every((pixel) => pixel === 0));
  });

  it('gives the first rows when fewer are asked for', async () => {
    const all = await datasets.mnist({ train: 300, test: 20 });
    const few = await datasets.mnist({ train: 100, test: 10 });
    assert.deepEqual([few.train.features.shape, few.test.features.shape], [[100, 784], [10, 784]]); // prettier-ignore
    assert.deepEqual(few.train.features.data, all.train.features.data.subarray(0, 78_400));
    assert.deepEqual(few.test.labels, all.test.labels.subarray(0, 10));
  });

  it('is split, trained on, judged and shown like any data set', async () => {
    const { train, test } = await datasets.mnist({ train: 300, test: 50 });
    const parts = datasets.split(train, { rng: rng(1), validation: 100, stratify: true });
    assert.deepEqual([parts.train.features.shape, parts.validation.features.shape], [[200, 784], [100, 784]]); // prettier-ignore
    const standard = datasets.standardise({ ...parts, test });
    assert.equal(standard.test.features.dtype, 'float32');
    const model = nn.linear(784, 10, { rng: rng(1), dtype: 'float32' });
    const loss = losses.softmaxCrossEntropy;
    const before = lab.evaluate({ model, loss, data: parts.validation });
    await lab.fit({
      model,
      loss,
      optimizer: optim.sgd({ learningRate: 0.1 }),
      data: parts.train,
      validation: parts.validation,
      epochs: 3,
      rng: rng(1),
    });
    const after = lab.evaluate({ model, loss, data: parts.validation });
    assert.ok(after.loss < before.loss);
    const [some] = [datasets.takeRows(parts.validation, [0, 1])];
    const { features, height, width } = some;
    const texts = { id: 'digits', title: 'Which?', caption: 'These.' };
    const figure = figures.imageGrid({ ...texts, images: features, imageShape: [height, width] });
    assert.match(figure.alt, /2 images/);
  });

  it('refuses counts that there are not, and unknown options, before it fetches anything', async () => {
    for (const train of [0, 60_001, 1.5, NaN, -1]) {
      await assert.rejects(datasets.mnist({ train, cache: '/nowhere' }), {
        name: 'OptionError',
        message: `mnist: train should be an integer of {1, …, 60000}, got ${train}`,
      });
    }
    await assert.rejects(datasets.mnist({ size: 5 } as object), { name: 'OptionError', message: /'size'/ });
  });
});
