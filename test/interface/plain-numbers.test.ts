import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convert, losses, math, metrics, nn, rng, tensor, train, type Tensor } from '../../src';
import { isTensor } from '../../src/core';
import { CALLS } from './calls';

/** Places of what a call writes into, or was given by another call: there only tensors go. */
const TENSORS_ONLY: Readonly<Record<string, number>> = {
  'optim.clipGradientNorm': 0,
  'optim.sgd > step': 0,
  'torch.nn.Linear > load_state_dict': 0,
  'torch.optim.SGD': 0,
  'torch.optim.Adam': 0,
  'nn.parameterGradients': 1,
};

/** Nested arrays. */
function nested({ data, shape }: Tensor): unknown {
  const level = (axis: number, from: number, size: number): unknown[] => {
    const step = size / shape[axis];
    return Array.from({ length: shape[axis] }, (_, i) =>
      axis === shape.length - 1 ? data[from + i] : level(axis + 1, from + i * step, step),
    );
  };
  return level(0, 0, data.length);
}

/** The tensors of an argument, those among its options too, as something else. */
function mapTensors(value: unknown, f: (x: Tensor) => unknown): unknown {
  if (isTensor(value)) return f(value);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const isObject = Object.values(value).some((member) => typeof member === 'function'); // a layer, an optimiser, an rng
  if (isObject && !('epochs' in value) && !('data' in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapTensors(member, f)]));
}

/** All numbers of a result in their order. */
function numbersOf(result: unknown): number[] {
  if (typeof result === 'number') return [result];
  if (typeof result !== 'object' || result === null) return [];
  if (ArrayBuffer.isView(result)) return Array.from(result as Float64Array);
  return Object.entries(isTensor(result) ? { data: result.data } : result).flatMap(([, part]) =>
    numbersOf(part),
  );
}

const float32 = (x: Tensor): Tensor => convert(x, 'float32');

describe('plain numbers', () => {
  let calls = 0;
  for (const { name, run, args } of CALLS) {
    const fixed = name.endsWith('backward') ? 0 : TENSORS_ONLY[name];
    const given = (f: (x: Tensor) => unknown): unknown[] =>
      args().map((value, place) => (place === fixed ? value : mapTensors(value, f)));
    let tensors = 0;
    given((x) => (tensors++, x));
    if (tensors === 0) continue;
    calls++;

    it(`give what tensors give in ${name}`, async () => {
      const [expected, got] = [await run(...args()), await run(...given(nested))];
      const numbers = numbersOf(expected);
      assert.ok(numbers.length > 0);
      assert.deepEqual(numbersOf(got), numbers);
    });

    if (tensors < 2 || !/^(?:math|losses|largeVocab)\.(?!gradCheck)|^nn\.matmul|leastSquares$/.test(name))
      continue;
    it(`take the dtype of the tensor that they meet in ${name}`, async () => {
      const first = (): ((x: Tensor) => unknown) => {
        let seen = 0;
        return (x) => (seen++ === 0 ? float32(x) : nested(x));
      };
      const [expected, got] = [await run(...given(float32)), await run(...given(first()))];
      assert.deepEqual(numbersOf(got), numbersOf(expected));
    });
  }

  it('were given to many functions', () => assert.ok(calls > 70, String(calls)));

  it('take the dtype of the parameters in a layer, a model and a training', async () => {
    const x = [
      [0.1, 0.2],
      [0.3, -0.4],
    ];
    const model = () => nn.linear(2, 2, { rng: rng(1), dtype: 'float32' });
    for (const layer of [model(), nn.sequential(model(), nn.relu(), model())]) {
      const [expected, cache] = layer.forward(float32(tensor(x)));
      assert.deepEqual(layer.forward(x)[0], expected);
      assert.deepEqual(train.predict(layer, x), expected);
      assert.deepEqual(layer.backward(cache as never, x), layer.backward(cache as never, float32(tensor(x))));
    }
    const fingerprints = [x, float32(tensor(x))].map(async (features) => {
      const trained = model();
      await train.fit({
        model: trained,
        loss: losses.meanSquaredError,
        optimizer: { name: 'none', state: { steps: 0, learningRate: 1, slots: {} }, step: () => undefined },
        data: { features, labels: features },
        epochs: 1,
        rng: rng(1),
      });
      return train.fingerprint(trained);
    });
    assert.equal(await fingerprints[0], await fingerprints[1]);
  });

  it('come back as plain numbers from a row in math, as tensors from all else', () => {
    const row = [0.5, 0.25, 0.25];
    for (const given of [row, Float32Array.from(row), Float64Array.from(row)]) {
      assert.deepEqual(math.sigmoid(given), Array.from(math.sigmoid(tensor(given)).data));
      assert.deepEqual(math.softmax(given), Array.from(math.softmax(tensor(given)).data));
      assert.equal(math.entropy(given), math.entropy(tensor(given)).data[0]);
    }
    assert.ok(isTensor(math.softmax([row])) && isTensor(math.crossEntropy(row, tensor(row))));
    assert.deepEqual(math.softmax(Int32Array.of(1, 1)), [0.5, 0.5]);
  });

  it('give the bits of the kernels in a large Float32Array', () => {
    const { data } = rng(1).normals([600], { dtype: 'float32' });
    const x = tensor(data);
    assert.deepEqual(math.softmax(data), Array.from(math.softmax(x).data));
    assert.deepEqual(math.logSoftmax(data), Array.from(math.logSoftmax(x).data));
    assert.equal(math.logSumExp(data), math.logSumExp(x).data[0]);
    assert.deepEqual(math.sigmoid(data), Array.from(math.sigmoid(x).data));
  });

  it('are labels where they are a list, probabilities or scores where they are nested', () => {
    const z = [[1, 2, 3]];
    assert.equal(losses.softmaxCrossEntropy(z, [0]), losses.softmaxCrossEntropy(tensor(z), tensor([0])));
    assert.equal(losses.softmaxCrossEntropy(z, [[1, 0, 0]]), losses.softmaxCrossEntropy(z, [0]));
    assert.equal(metrics.accuracy(z, Float64Array.of(2)), 1);
    assert.equal(metrics.accuracy([2], [2]), 1);
  });

  it('keep the values to regress on in a training', async () => {
    const targets: unknown[] = [];
    const loss = {
      withGradient: (outputs: Tensor, labels: unknown) => {
        targets.push(labels);
        return { loss: 0, gradient: outputs };
      },
    };
    const optimizer = {
      name: 'none',
      state: { steps: 0, learningRate: 1, slots: {} },
      step: () => undefined,
    };
    const data = { features: [[1], [2]], labels: [0.5, 0.25] };
    await train.fit({ model: nn.relu(), loss, optimizer, data, epochs: 1, shuffle: false });
    assert.deepEqual(targets, [[0.5, 0.25]]);
  });
});
