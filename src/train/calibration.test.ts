import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, ShapeError, convert, rng, tensor, type Tensor } from '../core';
import { softmaxCrossEntropy } from '../losses';
import { isotonicRegression, temperatureScaling, vectorScaling } from '.';

/** Logits whose labels are drawn from softmax(scale·z + bias). */
function drawn(
  rows: number,
  scale: readonly number[],
  bias: readonly number[],
  seed: number,
): [z: Tensor, y: number[]] {
  const r = rng(seed);
  const classes = scale.length;
  const z = r.normals([rows, classes], { std: 2 });
  const y = Array.from({ length: rows }, (_, i) => {
    // Gumbel's trick
    const scores = scale.map(
      (s, k) => s * z.data[i * classes + k] + bias[k] - Math.log(-Math.log(r.uniform())),
    );
    return scores.indexOf(Math.max(...scores));
  });
  return [z, y];
}

const scaled = ({ data, shape }: Tensor, factor: number): Tensor =>
  tensor(
    data.map((z: number) => z * factor),
    { shape },
  );

describe('temperatureScaling', () => {
  it('is by hand the temperature at which softmax says the frequency', () => {
    const z = tensor([[4, 0], [4, 0], [4, 0], [4, 0]]); // prettier-ignore
    const { temperature } = temperatureScaling(z, [0, 0, 0, 1]);
    assert.ok(Math.abs(temperature - 4 / Math.log(3)) < 1e-14, String(temperature));
  });

  it('finds the temperature by which logits were made too large, whatever their size', () => {
    for (const factor of [1e-200, 1e-3, 1, 5, 1e200]) {
      const [z, y] = drawn(20_000, [1, 1, 1, 1], [0, 0, 0, 0], 1);
      const { temperature } = temperatureScaling(scaled(z, factor), y);
      assert.ok(Math.abs(temperature / factor - 1) < 0.03, `${factor}: ${temperature}`);
    }
  });

  it('is the optimum: the loss is larger on either side, and the slope 0', () => {
    for (const seed of [1, 2, 3, 4]) {
      const [z, y] = drawn(100, [0.4, 0.4, 0.4], [0, 0, 0], seed);
      const { temperature } = temperatureScaling(z, y);
      const loss = (t: number) => softmaxCrossEntropy(scaled(z, 1 / t), y);
      assert.ok(
        loss(temperature) <= loss(temperature * 1.001) && loss(temperature) <= loss(temperature / 1.001),
      );
      const slope = (loss(temperature * (1 + 1e-4)) - loss(temperature * (1 - 1e-4))) / 2e-4;
      assert.ok(Math.abs(slope) < 1e-7, `seed ${seed}: ${slope}`);
    }
  });

  it('does not change when a row is shifted, and counts a logit of −∞ as no class', () => {
    const [z, y] = drawn(50, [0.5, 0.5, 0.5], [0, 0, 0], 7);
    const { temperature } = temperatureScaling(z, y);
    const shifted = tensor(
      z.data.map((value: number, i: number) => value + 8 * (Math.floor(i / 3) % 3)),
      { shape: z.shape },
    );
    assert.ok(Math.abs(temperatureScaling(shifted, y).temperature / temperature - 1) < 1e-12);
    const wider = tensor(
      Array.from({ length: 50 }, (_, i) => [...z.data.slice(3 * i, 3 * i + 3), -Infinity]),
    );
    assert.equal(temperatureScaling(wider, y).temperature, temperature);
    const narrow = convert(z, 'float32');
    assert.equal(
      temperatureScaling(narrow, y).temperature,
      temperatureScaling(convert(narrow, 'float64'), y).temperature,
    );
  });

  it('ends also where the optimum is far: one wrong row of many, by little or by much', () => {
    for (const wrong of [1e-9, 1e-3, 1, 90]) {
      const rows = [...Array.from({ length: 99 }, () => [1, 0]), [wrong, 0]];
      const labels = [...Array.from({ length: 99 }, () => 0), 1];
      const { temperature } = temperatureScaling(tensor(rows), labels);
      assert.ok(temperature > 0 && Number.isFinite(temperature), `${wrong}: ${temperature}`);
    }
  });

  it('refuses what has no optimum, and says why', () => {
    const two = tensor([[3, 1], [0, 2]]); // prettier-ignore
    assert.throws(() => temperatureScaling(two, [0, 1]), {
      name: 'DomainError',
      message: /every label has the largest/,
    });
    assert.throws(() => temperatureScaling(two, [1, 0]), {
      name: 'DomainError',
      message: /no better than a uniform/,
    });
    assert.throws(() => temperatureScaling(tensor([[2, 2], [1, 1]]), [0, 1]), { name: 'DomainError', message: /are equal/ }); // prettier-ignore
    assert.throws(() => temperatureScaling(tensor([[0, -Infinity]]), [1]), {
      name: 'DomainError',
      message: /row 0.*label 1/,
    });
    assert.throws(() => temperatureScaling(tensor([[0, NaN]]), [0]), {
      name: 'DomainError',
      message: /row 0.*class 1/,
    });
    assert.throws(() => temperatureScaling(tensor([[0, Infinity]]), [0]), DomainError);
    assert.throws(() => temperatureScaling(two, [0, 2]), LabelError);
    assert.throws(() => temperatureScaling(two, [0]), ShapeError);
    assert.throws(() => temperatureScaling(tensor([1, 2]), [0]), ShapeError);
  });
});

describe('vectorScaling', () => {
  it('finds the scales and biases that labels were drawn by', () => {
    const [z, y] = drawn(30_000, [0.5, 1, 0.3], [0.5, -1, 0.5], 1);
    const { scale, bias } = vectorScaling(z, y);
    [0.5, 1, 0.3].forEach((s, k) => assert.ok(Math.abs(scale[k] - s) < 0.03, String(scale)));
    [0.5, -1, 0.5].forEach((b, k) => assert.ok(Math.abs(bias[k] - b) < 0.06, String(bias)));
  });

  it('has no smaller likelihood than a temperature, and biases of sum 0', () => {
    const [z, y] = drawn(200, [0.5, 0.5, 0.5, 0.5], [0, 0, 0, 0], 2);
    const { scale, bias } = vectorScaling(z, y);
    const moved = z.data.map((value: number, i: number) => scale[i % 4] * value + bias[i % 4]);
    const loss = softmaxCrossEntropy(tensor(moved, { shape: z.shape }), y);
    assert.ok(loss <= softmaxCrossEntropy(scaled(z, 1 / temperatureScaling(z, y).temperature), y) + 1e-15);
    assert.ok(Math.abs(bias.reduce((a, b) => a + b)) < 1e-14);
  });

  it('gives a class whose logits are all equal the scale 0', () => {
    const [z, y] = drawn(100, [0.5, 0.5, 0.5], [0, 0, 0], 5);
    const flat = tensor(
      z.data.map((value: number, i: number) => (i % 3 === 1 ? 0.1 : value)),
      { shape: z.shape },
    );
    assert.equal(vectorScaling(flat, y).scale[1], 0);
  });

  it('does not depend on the size of the logits, nor on where they lie', () => {
    const [z, y] = drawn(300, [0.5, 1, 0.3], [0.5, -1, 0.5], 3);
    const [small, large] = [vectorScaling(z, y), vectorScaling(scaled(z, 1e6), y)];
    const far = vectorScaling(
      tensor(
        z.data.map((value: number) => value + 1000),
        { shape: z.shape },
      ),
      y,
    );
    small.scale.forEach((s, k) => assert.ok(Math.abs(far.scale[k] - s) < 1e-8));
    small.scale.forEach((s, k) => assert.ok(Math.abs(large.scale[k] * 1e6 - s) < 1e-8));
    small.bias.forEach((b, k) => assert.ok(Math.abs(large.bias[k] - b) < 1e-8));
  });

  it('refuses what has no optimum, and says why', () => {
    const z = tensor([[3, 1], [0, 2], [1, 0]]); // prettier-ignore
    assert.throws(() => vectorScaling(z, [0, 1, 0]), {
      name: 'DomainError',
      message: /no optimum.*temperatureScaling/s,
    });
    assert.throws(() => vectorScaling(z, [0, 0, 0]), {
      name: 'DomainError',
      message: /class 1 has no label/,
    });
    assert.throws(() => vectorScaling(tensor([[0, -Infinity]]), [0]), DomainError);
    assert.throws(() => vectorScaling(z, [0, 1]), ShapeError);
    assert.throws(() => vectorScaling(z, [0, 1, 2]), LabelError);
  });

  it('finds that one class of three is separable, though the others have an optimum', () => {
    const [z, y] = drawn(100, [0.5, 0.5], [0, 0], 4);
    const rows = Array.from({ length: 100 }, (_, i) => [z.data[2 * i], z.data[2 * i + 1], -5]);
    const labels = [...y, 2, 2];
    assert.throws(() => vectorScaling(tensor([...rows, [0, 0, 5], [1, 0, 6]]), labels), {
      message: /no optimum/,
    });
  });
});

describe('isotonicRegression', () => {
  it('pools by hand what falls', () => {
    const { thresholds, values } = isotonicRegression([1, 2, 3, 4, 5], [1, 3, 2, 2, 5]);
    assert.deepEqual([...thresholds], [1, 2, 4, 5]);
    assert.deepEqual([...values], [1, 7 / 3, 7 / 3, 5]);
  });

  it('leaves alone what rises, in any order of the rows', () => {
    const { thresholds, values } = isotonicRegression([3, 1, 2], [30, 10, 20]);
    assert.deepEqual([[...thresholds], [...values]], [[1, 2, 3], [10, 20, 30]]); // prettier-ignore
  });

  it('takes the weighted mean of ties, and leaves out rows without weight', () => {
    const weighted = isotonicRegression([1, 1, 2, 0], [0, 1, 1, 9], { sampleWeight: [1, 3, 1, 0] });
    assert.deepEqual([[...weighted.thresholds], [...weighted.values]], [[1, 2], [0.75, 1]]); // prettier-ignore
  });

  it('interpolates between thresholds and is constant beyond them', () => {
    const { predict } = isotonicRegression([0, 1], [0, 1]);
    assert.deepEqual([...predict([-Infinity, -1, 0, 0.25, 1, 2, Infinity])], [0, 0, 0, 0.25, 1, 1, 1]);
    assert.deepEqual([...isotonicRegression([7], [3]).predict([6, 7, 8])], [3, 3, 3]);
    assert.equal(predict(tensor(new Float32Array(0), { shape: [0] })).length, 0);
  });

  it('is no worse than any other rising fit, and keeps the mean', () => {
    const r = rng(6);
    const x = Array.from({ length: 60 }, () => r.uniform());
    const y = x.map((value) => (r.uniform() < value ? 1 : 0));
    const fit = isotonicRegression(x, y).predict(x);
    const error = (f: ArrayLike<number>) =>
      y.reduce<number>((sum, value, i) => sum + (value - f[i]) * (value - f[i]), 0);
    for (const power of [0.5, 1, 2]) assert.ok(error(fit) < error(x.map((value) => Math.pow(value, power))));
    const total = fit.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(total - y.reduce<number>((a, b) => a + b, 0)) < 1e-12);
  });

  it('refuses what is no number or has no weight, naming it', () => {
    assert.throws(() => isotonicRegression([1, NaN], [0, 1]), {
      name: 'DomainError',
      message: /x\[1\] is NaN/,
    });
    assert.throws(() => isotonicRegression([1, 2], [0, Infinity]), {
      name: 'DomainError',
      message: /y\[1\]/,
    });
    assert.throws(() => isotonicRegression([1, 2], [0]), ShapeError);
    assert.throws(() => isotonicRegression([], []), ShapeError);
    assert.throws(() => isotonicRegression([1], [0], { sampleWeight: [-1] }), OptionError);
    assert.throws(() => isotonicRegression([1], [0], { sampleWeight: [0] }), OptionError);
    assert.throws(() => isotonicRegression([1], [0], { weights: [1] } as object), OptionError);
    assert.throws(() => isotonicRegression([1], [0]).predict([NaN]), DomainError);
  });
});
