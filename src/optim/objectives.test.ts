import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError, LabelError, OptionError, ShapeError, rng, tensor, zeros, type Tensor } from '../core';
import { leastSquares, logisticObjective, newton } from '.';

describe('logisticObjective', () => {
  const r = rng(5);
  const features = r.normals([30, 3]);
  const labels = Array.from({ length: 30 }, () => r.integer(2));

  it('has the loss of the textbook, at a point by hand', () => {
    const objective = logisticObjective(tensor([[1], [-2]]), [1, 0], { penalty: 0.5 });
    const losses = [Math.log(1 + Math.exp(-2.5)), Math.log(1 + Math.exp(-3.5))]; // z = 2.5, −3.5
    const expected = (losses[0] + losses[1]) / 2 + 0.25 * 4;
    assert.ok(Math.abs(objective.f(Float64Array.of(2, 0.5)) - expected) < 1e-14);
  });

  for (const options of [{}, { penalty: 0.3 }, { intercept: false }, { penalty: 0.3, intercept: false }]) {
    it(`has the derivatives that differences give, with ${JSON.stringify(options)}`, () => {
      const objective = logisticObjective(features, labels, options);
      const size = options.intercept === false ? 3 : 4;
      const theta = Float64Array.from(rng(6).normals([size]).data);
      const gradient = objective.gradient(theta);
      const hessian = objective.hessian(theta).data;
      for (let j = 0; j < size; j++) {
        const at = (h: number) => theta.map((value, k) => (k === j ? value + h : value));
        const slope = (objective.f(at(1e-5)) - objective.f(at(-1e-5))) / 2e-5;
        assert.ok(
          Math.abs(slope - gradient[j]) < 1e-9,
          `gradient[${j}] ${gradient[j]}, by differences ${slope}`,
        );
        const [up, down] = [objective.gradient(at(1e-5)), objective.gradient(at(-1e-5))];
        for (let k = 0; k < size; k++) {
          const curvature = (up[k] - down[k]) / 2e-5;
          assert.ok(Math.abs(curvature - hessian[j * size + k]) < 1e-9, `hessian[${j}, ${k}]`);
        }
      }
    });
  }

  it('keeps the push of a confident mistake and of a confident hit', () => {
    const objective = logisticObjective(tensor([[1]]), [1], { intercept: false });
    assert.equal(objective.f(Float64Array.of(-1000)), 1000);
    assert.equal(objective.gradient(Float64Array.of(-1000))[0], -1);
    const push = -objective.gradient(Float64Array.of(40))[0] / Math.exp(-40);
    assert.ok(Math.abs(push - 1) < 1e-14, `${push}`);
  });

  it('makes the forecast of a fitted model right on average', () => {
    const { x, converged } = newton(logisticObjective(features, labels), [0, 0, 0, 0]);
    assert.ok(converged);
    const forecast = Array.from({ length: 30 }, (_, i) => {
      const z = [0, 1, 2].reduce((sum, j) => sum + x[j] * features.data[3 * i + j], x[3]);
      return 1 / (1 + Math.exp(-z));
    });
    const surplus = forecast.reduce((sum, p, i) => sum + p - labels[i], 0);
    assert.ok(Math.abs(surplus) < 1e-8, `${surplus}`);
  });

  it('refuses labels, shapes and options that do not fit', () => {
    assert.throws(() => logisticObjective(features, labels.slice(1)), ShapeError);
    assert.throws(() => logisticObjective(tensor([[1], [2]]), [0, 2]), {
      name: 'LabelError',
      message: /labels\[1\] should be 0 or 1, got 2/,
    });
    assert.throws(() => logisticObjective(tensor([[1]]), [-1]), LabelError);
    assert.throws(() => logisticObjective(features, labels, { penalty: -1 }), OptionError);
    assert.throws(() => logisticObjective(features, labels).f(new Float64Array(3)), ShapeError);
  });
});

describe('leastSquares', () => {
  it('finds the plane that made the targets', () => {
    const features = rng(1).normals([40, 3]);
    const targets = map(features, 2, ([a, b, c]) => [1 + 2 * a - b, -3 + c]);
    const fit = leastSquares(features, targets);
    near(fit.weight, [2, 0, -1, 0, 0, 1], 1e-12);
    near(fit.bias, [1, -3], 1e-12);
    near(fit.predict(features), targets.data, 1e-12);
  });

  it('leaves residuals orthogonal to every column and to the constant', () => {
    const r = rng(2);
    const features = r.normals([30, 4], { mean: 3 });
    const targets = r.normals([30, 1]);
    const fitted = leastSquares(features, targets).predict(features);
    const residual = Array.from(targets.data, (y, i) => y - fitted.data[i]);
    for (let j = 0; j <= 4; j++) {
      const inner = residual.reduce((sum, e, i) => sum + e * (j < 4 ? features.data[4 * i + j] : 1), 0);
      assert.ok(Math.abs(inner) < 1e-10, `column ${j}: ${inner}`);
    }
  });

  it('shrinks the weights by the ridge, and not the intercept', () => {
    const features = tensor([[-1], [1]]); // Σx² = 2
    const fit = leastSquares(features, tensor([[10], [14]]), { ridge: 2 });
    near(fit.weight, [1], 1e-14); // 4 / (2 + 2) instead of 4 / 2
    near(fit.bias, [12], 1e-14);
  });

  it('asks for a ridge where a column is always 0, and takes it', () => {
    const features = tensor(
      [
        [1, 0],
        [2, 0],
        [4, 0],
      ],
      { dtype: 'float32' },
    );
    const targets = tensor([[1], [2], [4]]);
    assert.throws(() => leastSquares(features, targets), DomainError);
    assert.equal(leastSquares(features, targets, { ridge: 1e-9 }).weight.data[1], 0);
  });

  it('refuses shapes and options that do not fit', () => {
    assert.throws(() => leastSquares(zeros([3, 2]), zeros([2, 1])), /\[3, 2\] and targets \[2, 1\]/);
    assert.throws(() => leastSquares(zeros([3, 2]), zeros([3, 1]), { ridge: NaN }), OptionError);
    const fit = leastSquares(tensor([[1], [2]]), tensor([[1], [2]]));
    assert.throws(() => fit.predict(zeros([2, 2])), ShapeError);
  });
});

function map(x: Tensor, width: number, f: (row: FloatRow) => number[]): Tensor {
  const [rows, columns] = x.shape;
  const made = Array.from({ length: rows }, (_, i) => f(x.data.subarray(i * columns, (i + 1) * columns)));
  return tensor(made.flat(), { shape: [rows, width] });
}

type FloatRow = Float64Array | Float32Array;

function near(got: Tensor, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(got.data.length, expected.length);
  got.data.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) <= tolerance, `[${i}] is ${value}, expected ${expected[i]}`),
  );
}
