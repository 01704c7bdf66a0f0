import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError, ShapeError, rng, tensor } from '../core';
import { gradientDescent, newton, type NewtonProblem } from '.';
import { solveCholesky } from './solve-cholesky';

/** ½xᵀAx − bᵀx with A = [[4, 1], [1, 3]], b = [1, 2]: least at (1/11, 7/11). */
const quadratic: NewtonProblem = {
  f: ([x, y]) => (4 * x * x + 2 * x * y + 3 * y * y) / 2 - x - 2 * y,
  gradient: ([x, y]) => [4 * x + y - 1, x + 3 * y - 2],
  hessian: () =>
    tensor([
      [4, 1],
      [1, 3],
    ]),
};

/** Regularised logistic regression on 40 random points that are not separable. */
function logistic(seed: number, lambda: number): NewtonProblem {
  const r = rng(seed);
  const points = Array.from({ length: 40 }, () => [1, r.normal(), r.normal()]);
  const y = points.map(([, a, b]) => (r.uniform() < 1 / (1 + Math.exp(-2 * a + b)) ? 1 : 0));
  const z = (w: Float64Array) => points.map((x) => x[0] * w[0] + x[1] * w[1] + x[2] * w[2]);
  const p = (w: Float64Array) => z(w).map((v) => 1 / (1 + Math.exp(-v)));
  return {
    f: (w) =>
      z(w).reduce((sum, v, i) => sum + Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))) - y[i] * v, 0) /
        40 +
      (lambda / 2) * w.reduce((sum, v) => sum + v * v, 0),
    gradient: (w) => {
      const q = p(w);
      return [0, 1, 2].map(
        (k) => points.reduce((s, x, i) => s + (q[i] - y[i]) * x[k], 0) / 40 + lambda * w[k],
      );
    },
    hessian: (w) => {
      const q = p(w);
      return tensor(
        [0, 1, 2].map((j) =>
          [0, 1, 2].map(
            (k) =>
              points.reduce((s, x, i) => s + q[i] * (1 - q[i]) * x[j] * x[k], 0) / 40 +
              (j === k ? lambda : 0),
          ),
        ),
      );
    },
  };
}

describe('gradientDescent', () => {
  it('keeps every iterate, value and gradient norm, by hand', () => {
    const parabola = { f: ([x]: Float64Array) => x * x, gradient: ([x]: Float64Array) => [2 * x] };
    const road = gradientDescent(parabola, [8], { learningRate: 0.25, maxIterations: 3 });
    assert.deepEqual(
      road.iterates,
      [8, 4, 2, 1].map((x) => Float64Array.of(x)),
    );
    assert.deepEqual(road.values, [64, 16, 4, 1]);
    assert.deepEqual(road.gradientNorms, [16, 8, 4, 2]);
    assert.deepEqual([road.x, road.iterations, road.converged], [Float64Array.of(1), 3, false]);
  });

  it('converges below 2/L on a quadratic, cycles at it and diverges above it', () => {
    const parabola = { f: ([x]: Float64Array) => x * x, gradient: ([x]: Float64Array) => [2 * x] }; // L = 2
    const run = (learningRate: number) =>
      gradientDescent(parabola, [1], { learningRate, maxIterations: 3000, tolerance: 1e-8 });
    assert.ok(run(0.99).converged);
    assert.deepEqual([run(1).converged, run(1).x[0]], [false, 1]);
    const far = run(2);
    assert.equal(far.converged, false);
    assert.ok(
      far.iterations < 3000 && !Number.isFinite(last(far.gradientNorms)),
      'ends when no longer finite',
    );
  });

  it('refuses a gradient of another length and unknown options', () => {
    const wrong = { f: () => 0, gradient: () => [1, 2] };
    assert.throws(() => gradientDescent(wrong, [1], { learningRate: 1 }), {
      name: 'ShapeError',
      message: /2.*1/,
    });
    assert.throws(() => gradientDescent(quadratic, [0, 0], { step: 1 } as never), OptionError);
    assert.throws(() => gradientDescent(quadratic, [0, 0], {} as never), OptionError);
  });
});

describe('newton', () => {
  it('needs one step on a quadratic', () => {
    const road = newton(quadratic, [100, -50]);
    assert.equal(road.iterations, 1);
    assert.ok(road.converged);
    assert.ok(Math.abs(road.x[0] - 1 / 11) < 1e-14 && Math.abs(road.x[1] - 7 / 11) < 1e-14, String(road.x));
  });

  it('finds the minimum of the logistic loss in a few steps, where gradient descent needs hundreds', () => {
    for (const seed of [1, 2, 3]) {
      const problem = logistic(seed, 0.01);
      const fast = newton(problem, [0, 0, 0]);
      const slow = gradientDescent(problem, [0, 0, 0], {
        learningRate: 1,
        maxIterations: 20000,
        tolerance: 1e-10,
      });
      assert.ok(fast.converged && slow.converged, `seed ${seed}`);
      assert.ok(fast.iterations <= 10, `seed ${seed}: ${fast.iterations} steps`);
      assert.ok(slow.iterations > 10 * fast.iterations, `seed ${seed}: ${slow.iterations} steps`);
      fast.x.forEach((w, i) =>
        assert.ok(Math.abs(w - slow.x[i]) < 1e-7, `seed ${seed}: ${fast.x}, ${slow.x}`),
      );
    }
  });

  it('decreases f at every step from a bad start, where the undamped method is thrown off', () => {
    // √(1 + x²) is the classic: undamped Newton maps x to −x³.
    const problem: NewtonProblem = {
      f: ([x]) => Math.sqrt(1 + x * x),
      gradient: ([x]) => [x / Math.sqrt(1 + x * x)],
      hessian: ([x]) => tensor([[1 / Math.sqrt(1 + x * x) / (1 + x * x)]]),
    };
    const road = newton(problem, [3]);
    assert.ok(road.converged && Math.abs(road.x[0]) < 1e-9, String(road.x));
    for (let i = 1; i < road.values.length; i++) assert.ok(road.values[i] < road.values[i - 1], `step ${i}`);
    const thrown = newton(problem, [3], { damped: false, maxIterations: 2 });
    assert.ok(Math.abs(thrown.iterates[1][0] + 27) < 1e-9, String(thrown.iterates));
    assert.equal(thrown.converged, false);
  });

  it('says when it stops without having converged', () => {
    const noisy = { ...quadratic, gradient: () => [1, 1] }; // a wrong gradient: no direction of descent
    const road = newton(noisy, [1 / 11, 7 / 11]);
    assert.equal(road.converged, false);
    assert.equal(newton(logistic(1, 0.01), [0, 0, 0], { maxIterations: 1 }).converged, false);
  });

  it('names the pivot of a Hessian that is not positive definite, and a wrong shape', () => {
    const flat = {
      ...quadratic,
      hessian: () =>
        tensor([
          [1, 1],
          [1, 1],
        ]),
    };
    assert.throws(() => newton(flat, [0, 0]), { name: 'DomainError', message: /pivot 1.*penalty/ });
    const nan = {
      ...quadratic,
      hessian: () =>
        tensor([
          [NaN, 1],
          [1, 1],
        ]),
    };
    assert.throws(() => newton(nan, [0, 0]), { name: 'DomainError', message: /pivot 0/ });
    const wide = { ...quadratic, hessian: () => tensor([[1, 1]]) };
    assert.throws(() => newton(wide, [0, 0]), ShapeError);
    assert.throws(() => newton(quadratic, [0, 0], { lineSearch: true } as object), OptionError);
  });
});

describe('solveCholesky', () => {
  it('solves random positive definite systems', () => {
    for (const seed of [1, 2, 3]) {
      const size = 8;
      const m = rng(seed).normals([size, size]).data;
      const a = Float64Array.from({ length: size * size }, (_, at) => {
        const [i, j] = [Math.floor(at / size), at % size];
        let sum = i === j ? 1 : 0; // MMᵀ + I
        for (let k = 0; k < size; k++) sum += m[i * size + k] * m[j * size + k];
        return sum;
      });
      const b = Array.from({ length: size }, (_, i) => i - 3);
      const x = solveCholesky('test', tensor(a, { shape: [size, size] }), b);
      b.forEach((expected, i) => {
        const got = x.reduce((sum, value, k) => sum + a[i * size + k] * value, 0);
        assert.ok(Math.abs(got - expected) < 1e-11, `seed ${seed}, row ${i}: ${got}, expected ${expected}`);
      });
    }
  });
});

function last(values: readonly number[]): number {
  return values[values.length - 1];
}
