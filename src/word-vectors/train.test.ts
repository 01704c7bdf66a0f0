import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, rng, tensor, type Tensor } from '../core';
import { hierarchicalSoftmax, huffmanTree, negativeSampling, unigramSampler } from '../large-vocab';
import { backend, setBackend, setThreads } from '../wasm';
import { exampleSource } from './examples';
import { readOptions, type WordVectorOptions } from './options';
import { plainSteps } from './plain-steps';
import { train, trainTogether, type WordVectors } from './train';

const random = rng('text');
/** Words 2i and 2i + 1 follow each other. */
const indices = Int32Array.from({ length: 2000 }, () => random.integer(10)).reduce<number[]>(
  (all, k) => [...all, 2 * k, 2 * k + 1],
  [],
);
const counts = Array.from({ length: 20 }, (_, k) => indices.filter((index) => index === k).length);
const common: WordVectorOptions = { counts, dimensions: 12, window: 2, threshold: Infinity, rng: rng(1) };
const every: WordVectorOptions[] = (['skip-gram', 'cbow'] as const).flatMap((model) =>
  (['negative-sampling', 'hierarchical-softmax'] as const).map((objective) => ({
    ...common,
    model,
    objective,
  })),
);

describe('wordVectors.train', () => {
  it('learns: the loss falls, and what follows each other gets the greatest scores', async () => {
    for (const options of every) {
      const { inputs, outputs, losses, tree } = await train(indices, {
        ...options,
        epochs: 10,
        learningRate: 0.1,
      });
      assert.equal(losses.length, 10);
      assert.ok(losses[9] < 0.95 * losses[0], `${options.model}, ${options.objective}: ${losses.join(' ')}`);
      if (tree) continue;
      for (let k = 0; k < 20; k++) {
        const scores = counts.map((_, j) => (j === k ? -Infinity : dot(inputs, k, outputs, j)));
        assert.equal(scores.indexOf(Math.max(...scores)), k % 2 === 0 ? k + 1 : k - 1);
      }
    }
  });

  it('gives float32 as float64 rounded, but for what builds up', async () => {
    for (const options of every) {
      const [a, b] = await trainTogether(indices, [options, { ...options, dtype: 'float64' }]);
      assert.equal(a.inputs.dtype, 'float32');
      assert.equal(b.outputs.dtype, 'float64');
      a.losses.forEach((loss, epoch) => assert.ok(Math.abs(loss / b.losses[epoch] - 1) < 1e-5));
      a.inputs.data.forEach((v, i) => assert.ok(Math.abs(v - b.inputs.data[i]) < 1e-4));
    }
  });

  it('gives the same bits together and alone, on any number of threads and every backend', async () => {
    const alone: WordVectors[] = [];
    for (const options of every) alone.push(await train(indices, options));
    const ownBackend = backend();
    for (const one of new Set([ownBackend, 'wasm'] as const)) {
      setBackend(one);
      for (const count of [1, 2, 3]) {
        setThreads(count);
        assert.deepEqual(await trainTogether(indices, every), alone);
      }
    }
    setBackend(ownBackend);
    setThreads(1);
  });

  it('tells of every epoch, and of the share that is done', async () => {
    const epochs: number[] = [];
    const shares: number[] = [];
    const { losses } = await train(indices, {
      ...common,
      epochs: 3,
      onEpoch: ({ epoch, loss, epochs: all, vectors }) => {
        epochs.push(epoch);
        assert.equal(all, 3);
        assert.equal(vectors.losses[epoch], loss);
      },
      onProgress: (done) => shares.push(done),
    });
    assert.deepEqual([epochs, losses.length], [[0, 1, 2], 3]);
    assert.ok(shares.every((share, i) => share > (shares[i - 1] ?? 0)));
    assert.equal(shares.at(-1), 1);
  });

  it('refuses what it cannot train', async () => {
    const refused = (change: Partial<WordVectorOptions>, message: RegExp, error = OptionError) =>
      assert.rejects(
        train(indices, { ...common, ...change }),
        (thrown) => thrown instanceof error && message.test(thrown.message),
      );
    await refused({ model: 'bag' as never }, /train: model should be .*skip-gram.*got 'bag'/);
    await refused({ objective: 'softmax' as never }, /train: objective should be/);
    await refused({ minimumLearningRate: 1 }, /minimumLearningRate is 1, above learningRate, 0.025/);
    await refused({ rng: undefined }, /rng should be a generator/);
    await refused({ window: 0 }, /window should be a positive integer/);
    await refused({ counts: counts.slice(0, 5) }, /indices\[\d+\] is \d+/, LabelError);
    await refused({ threshold: 1e-12 }, /threshold 1e-12 left \d+ of 4000 words/, DomainError);
    await assert.rejects(train([], common), /two words or more is needed, got 0/);
    await assert.rejects(trainTogether(indices, []), /models should be an array/);
    await assert.rejects(train(indices, { ...common, learningRate: 1e30, epochs: 2 }), /loss is .* in epoch/);
  });
});

describe('a step', () => {
  it('of negative sampling goes down the gradient of largeVocab.negativeSampling', () => {
    const [inputs, outputs] = [3, 6].map((rows) => rng(rows).normals([rows, 5]));
    const sampler = unigramSampler([1, 1, 1, 1, 1, 1]);
    const sampled = [1, 3, 5];
    const { loss, gradients } = negativeSampling.withGradient(rowOf(inputs, 2), outputs, [4], {
      sampler,
      sampled,
    });
    const made = step(inputs, outputs, [2], [9, 2, 6, 10]);
    near(made.loss, loss);
    made.inputs.forEach((v, i) => near(v, inputs.data[i] - (i < 10 ? 0 : 0.1 * gradients.x.data[i - 10])));
    const { rows, values } = gradients.weight;
    made.outputs.forEach((v, i) => {
      const at = rows.indexOf(Math.floor(i / 5));
      near(v, outputs.data[i] - (at < 0 ? 0 : 0.1 * values.data[5 * at + (i % 5)]));
    });
  });

  it('of a hierarchical softmax goes down the gradient of largeVocab.hierarchicalSoftmax', () => {
    const counts = [5, 3, 2, 1];
    const layer = hierarchicalSoftmax(5, { tree: huffmanTree(counts), rng: rng(1), bias: false });
    const outputs = layer.parameters.weight;
    const inputs = rng(2).normals([4, 5]);
    const source = exampleSource(Int32Array.of(3, 2), readOptions('', { ...common, counts, objective: 'hierarchical-softmax' })); // prettier-ignore
    const { examples } = source.next();
    const path = Array.from(examples.targets.subarray(examples.targetRanges[0], examples.targetRanges[1]));
    const { loss, dInput, gradients } = layer.withGradient(rowOf(inputs, 2), [3]);
    const made = step(inputs, outputs, [2], path);
    near(made.loss, loss);
    made.inputs.forEach((v, i) =>
      near(v, inputs.data[i] - (i >= 10 && i < 15 ? 0.1 * dInput.data[i - 10] : 0)),
    );
    made.outputs.forEach((v, i) => near(v, outputs.data[i] - 0.1 * gradients.weight.data[i]));
  });

  it('of CBOW takes the mean of the inputs, and gives each the whole gradient of it, as word2vec.c', () => {
    const [inputs, outputs] = [3, 1].map((rows) => rng(rows).normals([rows, 4]));
    const mean = Float64Array.from({ length: 4 }, (_, d) => (inputs.data[d] + 2 * inputs.data[8 + d]) / 3);
    const z = mean.reduce((sum, v, d) => sum + v * outputs.data[d], 0);
    const error = 1 / (1 + Math.exp(-z)) - 1;
    const made = step(inputs, outputs, [0, 2, 2], [1]);
    for (let d = 0; d < 4; d++) {
      near(made.inputs[d], inputs.data[d] - 0.1 * error * outputs.data[d]);
      near(made.inputs[4 + d], inputs.data[4 + d]);
      near(made.inputs[8 + d], inputs.data[8 + d] - 2 * 0.1 * error * outputs.data[d]);
      near(made.outputs[d], outputs.data[d] - 0.1 * error * mean[d]);
    }
  });
});

function step(inputs: Tensor, outputs: Tensor, rows: number[], targets: number[]) {
  const [x, w] = [Float64Array.from(inputs.data), Float64Array.from(outputs.data)];
  const loss = plainSteps({
    inputs: x,
    outputs: w,
    dimensions: inputs.shape[1],
    learningRate: 0.1,
    examples: {
      count: 1,
      inputStarts: Int32Array.of(0, rows.length),
      inputRows: Int32Array.from(rows),
      targetRanges: Int32Array.of(0, targets.length),
      targets: Int32Array.from(targets),
    },
  });
  return { loss, inputs: x, outputs: w };
}

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} and ${b}`);
const rowOf = ({ data, shape }: Tensor, row: number): Tensor =>
  tensor([Array.from(data.subarray(row * shape[1], (row + 1) * shape[1]))]);
const dot = (a: Tensor, i: number, b: Tensor, j: number): number =>
  Array.from(rowOf(a, i).data).reduce((sum, v, d) => sum + v * rowOf(b, j).data[d], 0);
