import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectGarbage } from '../../test/support/collect-garbage';
import { onThreads } from '../../test/support/on-threads';
import { rng, tensor, zeros, type Tensor } from '../core';
import { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from '../losses';
import { matmul, matmulTransposedLeft, matmulTransposedRight } from '../nn';
import { float32Array, peakBytes, scope } from '../wasm';
import { linearCrossEntropy, type LinearCrossEntropyOptions } from './linear-cross-entropy';

const random = rng('linear cross-entropy');

function problem(rows: number, inputs: number, classes: number, std = 1) {
  const labels = Int32Array.from({ length: rows }, (_, i) => (i % 5 === 3 ? -100 : random.integer(classes)));
  return {
    x: random.normals([rows, inputs]),
    weight: random.normals([inputs, classes], { std: std / Math.sqrt(inputs) }),
    bias: random.normals([classes], { std: 0.3 }),
    classWeight: random.uniforms([classes]),
    labels,
  };
}

const single = (x: Tensor): Tensor => tensor(x.data as Float64Array, { shape: x.shape, dtype: 'float32' });
const double = (x: Tensor): Tensor => tensor(Float64Array.from(x.data), { shape: x.shape });

function transposed({ data, shape: [rows, columns], dtype }: Tensor): Tensor {
  const to = zeros([columns, rows], { dtype });
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) to.data[j * rows + i] = data[i * columns + j];
  return to;
}

/** By way of the logits, in float64. */
function unfused(x: Tensor, weight: Tensor, labels: Int32Array, options: LinearCrossEntropyOptions) {
  const { bias, classWeight, ...rest } = options;
  const logits = matmul(x, weight);
  logits.data.forEach(
    (z, i) => (logits.data[i] = z + ((bias as Tensor | undefined)?.data[i % weight.shape[1]] ?? 0)),
  );
  const given = { ...rest, weight: classWeight } as SoftmaxCrossEntropyOptions;
  delete (given as LinearCrossEntropyOptions).classesFirst;
  const { loss, gradient, zLoss } = softmaxCrossEntropy.withGradient(logits, labels, given);
  const db = new Float64Array(weight.shape[1]);
  gradient.data.forEach((g, i) => (db[i % db.length] += g));
  return {
    loss,
    zLoss,
    gradients: {
      x: matmulTransposedRight(gradient, weight),
      weight: matmulTransposedLeft(x, gradient),
      bias: tensor(db),
    },
  };
}

function assertNear(actual: Tensor, expected: Tensor, tolerance: number, what: string): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  const scale = Math.max(...Array.from(expected.data, Math.abs), 1e-30);
  actual.data.forEach((value, i) => {
    const error = Math.abs(value - expected.data[i]) / scale;
    assert.ok(error <= tolerance, `${what}[${i}] is ${value}, not ${expected.data[i]}`);
  });
}

type Given = ReturnType<typeof problem>;
const OPTIONS: Record<string, (given: Given) => LinearCrossEntropyOptions> = {
  none: () => ({}),
  bias: ({ bias }) => ({ bias }),
  'class weights, sum': ({ classWeight }) => ({ classWeight, reduction: 'sum' }),
  smoothing: () => ({ labelSmoothing: 0.2 }),
  'z-loss, another ignored class': () => ({ zLoss: 0.1, ignoreIndex: 2 }),
  all: ({ bias, classWeight }) => ({ bias, classWeight, labelSmoothing: 0.1, zLoss: 0.01, normalizer: 7 }),
  'smoothing alone': () => ({ labelSmoothing: 1 }),
};

describe('linearCrossEntropy', () => {
  for (const [name, optionsOf] of Object.entries(OPTIONS)) {
    it(`is the cross-entropy of the logits, with its gradients: ${name}`, () => {
      for (const [rows, inputs, classes] of [
        [1, 1, 1],
        [7, 3, 5],
        [13, 6, 37],
      ]) {
        const given = problem(rows, inputs, classes, 3);
        const options = optionsOf(given);
        if (options.ignoreIndex !== undefined)
          given.labels.forEach((y, i) => (given.labels[i] = Math.max(y, 0)));
        if (rows === 1 && classes === 1) delete options.ignoreIndex;
        for (const float32 of [false, true]) {
          const type = float32 ? single : double;
          const own = { ...options };
          for (const key of ['bias', 'classWeight'] as const)
            if (own[key]) own[key] = type(own[key] as Tensor);
          const [x, weight] = [type(given.x), type(given.weight)];
          const wide = { ...own };
          for (const key of ['bias', 'classWeight'] as const)
            if (wide[key]) wide[key] = double(wide[key] as Tensor);
          const expected = unfused(double(x), double(weight), given.labels, wide);
          const tolerance = float32 ? 2e-6 : 1e-13;
          for (const classesFirst of [false, true]) {
            const w = classesFirst ? transposed(weight) : weight;
            const all = { ...own, classesFirst };
            const result = linearCrossEntropy.withGradient(x, w, given.labels, all);
            const where = `${rows}×${inputs}×${classes} ${x.dtype} ${classesFirst}`;
            const limit = tolerance * Math.max(1, Math.abs(Number(expected.loss)));
            assert.ok(Math.abs(Number(result.loss) - Number(expected.loss)) <= limit, where);
            assert.equal(linearCrossEntropy(x, w, given.labels, all), result.loss, where);
            if (all.zLoss) assert.ok(Math.abs(Number(result.zLoss) - Number(expected.zLoss)) <= limit, where);
            assertNear(result.gradients.x, expected.gradients.x, tolerance, `${where} x`);
            const dWeight = classesFirst ? transposed(result.gradients.weight) : result.gradients.weight;
            assertNear(dWeight, expected.gradients.weight, tolerance, `${where} weight`);
            assert.equal(result.gradients.bias !== undefined, options.bias !== undefined);
            if (result.gradients.bias)
              assertNear(result.gradients.bias, expected.gradients.bias, tolerance, where);
          }
        }
      }
    });
  }

  it('gives each row its loss on request', () => {
    const { x, weight, labels } = problem(9, 4, 11);
    const each = linearCrossEntropy(x, weight, labels, { reduction: 'none' });
    const expected = softmaxCrossEntropy(matmul(x, weight), labels, { reduction: 'none' });
    assertNear(each, expected, 1e-14, 'losses');
  });

  it('agrees with float64 across blocks of rows and classes, on 1, 2, 3 and 8 threads with the same bits', () => {
    for (const [rows, inputs, classes] of [
      [1201, 5, 1100],
      [70, 33, 2051],
    ]) {
      const given = problem(rows, inputs, classes);
      // Starts that are no multiples of 16.
      const shifted = ({ data, shape }: Tensor): Tensor => {
        const larger = zeros([data.length + 1], { dtype: 'float32' }).data;
        larger.set(data, 1);
        return tensor(larger.subarray(1), { shape });
      };
      const [x, bias] = [shifted(given.x), shifted(given.bias)];
      for (const classesFirst of [false, true]) {
        const weight = shifted(classesFirst ? transposed(given.weight) : given.weight);
        const results = onThreads(() =>
          linearCrossEntropy.withGradient(x, weight, given.labels, { bias, classesFirst }),
        );
        for (const result of results) assert.deepEqual(result, results[0]);
        const { loss, gradients } = results[0];
        const expected = linearCrossEntropy.withGradient(double(x), double(weight), given.labels, {
          bias: double(bias),
          classesFirst,
        });
        assert.ok(Math.abs(loss / expected.loss - 1) < 1e-7);
        for (const key of ['x', 'weight', 'bias'] as const) {
          assertNear(gradients[key] as Tensor, expected.gradients[key] as Tensor, 3e-6, key);
        }
      }
    }
  });

  for (const [rows, inputs, classes] of [
    [512, 256, 50272],
    [1024, 8, 30000],
    [16, 4, 1e6],
  ]) {
    it(`needs at most 8 MB beside arguments and gradients: ${rows}×${inputs} into ${classes}`, async () => {
      await collectGarbage(); // else there may be no room left for new arrays
      const x = random.normals([rows, inputs], { dtype: 'float32' });
      const weight = random.normals([classes, inputs], { dtype: 'float32' });
      const labels = Int32Array.from({ length: rows }, () => random.integer(classes));
      const call = (): void =>
        void linearCrossEntropy.withGradient(x, weight, labels, { classesFirst: true });
      const results = peakBytes(() => [x, weight].map(({ data }) => float32Array(data.length)));
      const extra = peakBytes(() => scope(call)) - results;
      assert.ok(extra > 0 && extra <= 8e6, `${extra} bytes`);
    });
  }

  it('keeps the digits of confident rows', () => {
    // z = [40, 0]: the loss log1p(e⁻⁴⁰) and the gradient −e⁻⁴⁰/(1 + e⁻⁴⁰) are 4.248e-18.
    for (const dtype of ['float32', 'float64'] as const) {
      const x = tensor([[1]], { dtype });
      const { loss, gradients } = linearCrossEntropy.withGradient(x, tensor([[40, 0]], { dtype }), [0]);
      assert.ok(Math.abs(loss / 4.248354255291589e-18 - 1) < 1e-6);
      assert.ok(Math.abs(gradients.weight.data[0] / -4.248354255291589e-18 - 1) < 1e-6);
      assert.ok(Math.abs(gradients.weight.data[1] / 4.248354255291589e-18 - 1) < 1e-6);
    }
  });

  it('bears logits of 10⁴ and masked classes', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const x = tensor([[1], [-1]], { dtype });
      const weight = tensor([[10000, 9999, -10000, 0]], { dtype });
      const bias = tensor([0, 0, 0, -Infinity], { dtype });
      const { loss, gradients } = linearCrossEntropy.withGradient(x, weight, [1, 2], {
        bias,
        reduction: 'sum',
      });
      assert.ok(Math.abs(loss - 1.3132616875182228) < 1e-6);
      assert.ok(Math.abs(gradients.weight.data[0] - 0.7310585786300049) < 1e-6);
      assert.equal(gradients.weight.data[3], 0);
      assert.equal(linearCrossEntropy(x, weight, [3, 2], { bias }), Infinity);
      const all = tensor([-Infinity, -Infinity, -Infinity, -Infinity], { dtype });
      assert.throws(() => linearCrossEntropy(x, weight, [-100, 0], { bias: all }), /row 1 are −∞/);
    }
  });

  it('lets NaN and +∞ through, and leaves ignored rows out', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      for (const bad of [NaN, Infinity]) {
        const weight = tensor([[bad, 1, 2]], { dtype });
        const x = tensor([[1], [2]], { dtype });
        const { loss, gradients } = linearCrossEntropy.withGradient(x, weight, [1, -100]);
        assert.ok(Number.isNaN(loss));
        assert.ok(Number.isNaN(gradients.weight.data[1]));
      }
      const [x, weight] = [tensor([[1], [2]], { dtype }), tensor([[3, 1, 2]], { dtype })];
      const none = linearCrossEntropy.withGradient(x, weight, [-100, -100]);
      assert.ok(Number.isNaN(none.loss));
      assert.ok([...none.gradients.x.data, ...none.gradients.weight.data].every((g) => g === 0));
      assert.equal(linearCrossEntropy(x, weight, [-100, -100], { onEmpty: 'zero' }), 0);
      const empty = linearCrossEntropy.withGradient(zeros([0, 1], { dtype }), weight, []);
      assert.ok(Number.isNaN(empty.loss));
      assert.deepEqual(Array.from(empty.gradients.weight.data), [0, 0, 0]);
    }
  });

  it('names what is wrong', () => {
    const [x, weight] = [zeros([2, 3]), zeros([3, 5])];
    assert.throws(() => linearCrossEntropy(x, zeros([5, 3]), [0, 1]), {
      name: 'ShapeError',
      message: /x has shape \[2, 3\], so weight should be \[3, K\].* got \[5, 3\]; give classesFirst/,
    });
    assert.throws(() => linearCrossEntropy(x, weight, [0, 5]), {
      name: 'LabelError',
      message: /labels\[1\] is 5/,
    });
    assert.throws(() => linearCrossEntropy(x, zeros([3, 5], { dtype: 'float32' }), [0, 1]), {
      name: 'DTypeError',
    });
    const bad = (options: object): void =>
      void linearCrossEntropy(x, weight, [0, 1], options as LinearCrossEntropyOptions);
    assert.throws(() => bad({ bias: zeros([4]) }), {
      name: 'ShapeError',
      message: /bias should have shape \[5\]/,
    });
    assert.throws(() => bad({ labelSmoothing: 2 }), { name: 'OptionError', message: /labelSmoothing/ });
    assert.throws(() => bad({ weight: zeros([5]) }), {
      name: 'OptionError',
      message: /unknown option 'weight'/,
    });
    assert.throws(() => bad({ reduction: 'sum', normalizer: 3 }), {
      name: 'OptionError',
      message: /normalizer/,
    });
    assert.throws(() => bad({ classWeight: tensor([1, 1, -1, 1, 1]) }), { message: /classWeight/ });
  });
});
