import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError, ShapeError, rng, tensor } from '../core';
import { lbfgs, logisticObjective, newton } from '.';

/** Rosenbrock's valley in pairs of coordinates: least, 0, at (1, …, 1). */
const valley = {
  f: (x: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < x.length; i += 2) {
      const [bend, rest] = [x[i + 1] - x[i] * x[i], 1 - x[i]];
      sum += 100 * bend * bend + rest * rest;
    }
    return sum;
  },
  gradient: (x: Float64Array) =>
    x.map((value, i) => {
      if (i % 2 === 1) return 200 * (value - x[i - 1] * x[i - 1]);
      return -400 * value * (x[i + 1] - value * value) - 2 * (1 - value);
    }),
};

describe('lbfgs', () => {
  it("finds the end of Rosenbrock's valley, in two and in a hundred dimensions, with any history", () => {
    for (const dimensions of [2, 100]) {
      for (const history of [1, 3, 10, 50]) {
        const start = Float64Array.from({ length: dimensions }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
        const road = lbfgs(valley, start, { history });
        const name = `${dimensions} dimensions, history ${history}: ${road.iterations} steps`;
        assert.ok(road.converged && road.iterations < 200, name);
        for (const value of road.x) assert.ok(Math.abs(value - 1) < 1e-9, `${name}, ${value}`);
        assert.equal(start[0], -1.2);
      }
    }
  });

  it('decreases f at every step, and keeps what it went through', () => {
    const { iterates, values, gradientNorms, iterations, x } = lbfgs(valley, [-1.2, 1]);
    assert.deepEqual([iterates.length, values.length, gradientNorms.length], Array(3).fill(iterations + 1));
    assert.equal(iterates[iterations], x);
    for (let i = 1; i < values.length; i++) assert.ok(values[i] < values[i - 1], `step ${i}`);
    iterates.forEach((at, i) => assert.equal(values[i], valley.f(at)));
  });

  it("finds the optimum of logistic regression that Newton's method does", () => {
    for (const seed of [1, 2, 3]) {
      const r = rng(seed);
      const features = r.normals([200, 8]);
      const labels = Array.from({ length: 200 }, (_, i) => (r.normal() < features.data[8 * i] ? 1 : 0));
      const objective = logisticObjective(features, labels, { penalty: 0.01 });
      const [ours, theirs] = [lbfgs(objective, new Float64Array(9)), newton(objective, new Float64Array(9))];
      assert.ok(ours.converged && ours.iterations < 50, `seed ${seed}: ${ours.iterations} steps`);
      ours.x.forEach((w, i) => assert.ok(Math.abs(w - theirs.x[i]) < 1e-8, `seed ${seed}`));
    }
  });

  it('takes a quadratic of any scale, from far away', () => {
    for (const scale of [1e-6, 1, 1e6]) {
      const bowl = {
        f: ([a, b]: Float64Array) => scale * (a * a + 100 * b * b),
        gradient: ([a, b]: Float64Array) => [scale * 2 * a, scale * 200 * b],
      };
      const road = lbfgs(bowl, [1000, -1000], { tolerance: 1e-8 * scale });
      assert.ok(road.converged && road.iterations < 40, `${scale}: ${road.iterations} steps`);
      assert.ok(Math.abs(road.x[0]) < 1e-8 && Math.abs(road.x[1]) < 1e-8, `${scale}: ${road.x}`);
    }
  });

  it('computes f and its gradient once a trial, mostly one a step', () => {
    const calls = { f: 0, gradient: 0 };
    const counted = {
      f: (x: Float64Array) => (calls.f++, valley.f(x)),
      gradient: (x: Float64Array) => (calls.gradient++, valley.gradient(x)),
    };
    const { iterations } = lbfgs(counted, [-1.2, 1]);
    assert.equal(calls.f, calls.gradient);
    assert.ok(calls.f < 2 * iterations, `${calls.f} calls in ${iterations} steps`);
  });

  it('steps back from where f is infinite or no number', () => {
    const wall = { f: ([x]: Float64Array) => x - Math.log(x), gradient: ([x]: Float64Array) => [1 - 1 / x] };
    const road = lbfgs(wall, [0.01]);
    assert.ok(road.converged && Math.abs(road.x[0] - 1) < 1e-9, String(road.x));
  });

  it('says when it stops without having converged', () => {
    assert.equal(lbfgs(valley, [-1.2, 1], { maxIterations: 3 }).converged, false);
    const noisy = { f: valley.f, gradient: () => [1, 1] }; // a wrong gradient
    assert.equal(lbfgs(noisy, [1, 1]).converged, false);
    assert.equal(lbfgs({ f: ([x]) => x, gradient: () => [1] }, [0]).converged, false); // no minimum
    const atOnce = lbfgs(valley, [1, 1]);
    assert.deepEqual([atOnce.converged, atOnce.iterations], [true, 0]);
  });

  it('refuses a gradient of another length, and bad options', () => {
    assert.throws(() => lbfgs({ f: () => 0, gradient: () => [1, 2] }, [1]), ShapeError);
    assert.throws(() => lbfgs(valley, tensor([[1, 2]])), {
      name: 'ShapeError',
      message: /^lbfgs: the start/,
    });
    for (const history of [0, 1.5, NaN]) assert.throws(() => lbfgs(valley, [1, 1], { history }), OptionError);
    assert.throws(() => lbfgs(valley, [1, 1], { learningRate: 1 } as object), OptionError);
  });
});
