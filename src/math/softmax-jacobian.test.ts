import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, exactly } from '../../test/support/ulp';
import { rng, tensor } from '../core';
import { numericDerivative } from './numeric-derivative';
import { softmax } from './softmax';
import { softmaxJacobian, softmaxJvp } from './softmax-jacobian';

const random = rng('jacobian');
const normals = (k: number): number[] => [...random.normals([k]).data];

function rowSum(data: ArrayLike<number>, n: number, k: number): number {
  return Array.from({ length: n }, (_, j) => data[n * k + j]).reduce((a, b) => a + b, 0);
}

describe('softmaxJacobian', () => {
  it('is what one computes by hand', () => {
    assert.deepEqual(
      softmaxJacobian([0.5, 0.5]),
      tensor([
        [0.25, -0.25],
        [-0.25, 0.25],
      ]),
    );
    assert.deepEqual([...softmaxJacobian([1]).data], [0]);
  });

  it('agrees with 4-point differences of softmax', () => {
    const z = normals(5);
    const { data } = softmaxJacobian(softmax(z));
    for (let k = 0; k < 5; k++) {
      for (let j = 0; j < 5; j++) {
        const numeric = numericDerivative((x) => softmax(z.map((v, i) => (i === j ? x : v)))[k], z[j]).value;
        assert.ok(Math.abs(data[5 * k + j] - numeric) < 1e-11, `${k}, ${j}: ${numeric}`);
      }
    }
  });

  it('is symmetric, and its rows sum to zero', () => {
    const { data } = softmaxJacobian(softmax(normals(6)));
    for (let k = 0; k < 6; k++) {
      assert.ok(Math.abs(rowSum(data, 6, k)) < 1e-16);
      for (let j = 0; j < 6; j++) assert.equal(data[6 * k + j], data[6 * j + k]);
    }
  });

  it('keeps the digits of its diagonal for a confident row, where 1 − p has none', () => {
    const p = softmax([40, 0]);
    const exact = new Decimal(-40).exp();
    const diagonal = softmaxJacobian(p).data[0];
    assert.equal(p[0] * (1 - p[0]), 0);
    assert.ok(exactly(diagonal).div(exact).minus(1).abs().lt('1e-15'), String(diagonal));
  });

  it('keeps float32, and refuses a matrix', () => {
    assert.equal(softmaxJacobian(tensor(Float32Array.of(0.5, 0.5))).dtype, 'float32');
    assert.throws(() => softmaxJacobian(tensor([[1]])), {
      name: 'ShapeError',
      message: /one row \[K\], got \[1, 1\]/,
    });
  });
});

describe('softmaxJvp', () => {
  it('is the Jacobian times the vector, from either side', () => {
    const [p, v] = [softmax(normals(6)), normals(6)];
    const { data } = softmaxJacobian(p);
    softmaxJvp(p, v).forEach((value, k) => {
      const right = v.reduce((sum, x, j) => sum + data[6 * k + j] * x, 0);
      const left = v.reduce((sum, x, j) => sum + data[6 * j + k] * x, 0);
      assert.ok(Math.abs(value - right) < 1e-15 && Math.abs(value - left) < 1e-15, `${k}: ${value}`);
    });
  });

  it('is the directional derivative of softmax', () => {
    const [z, v] = [normals(6), normals(6)];
    softmaxJvp(softmax(z), v).forEach((value, k) => {
      const numeric = numericDerivative((t) => softmax(z.map((x, j) => x + t * v[j]))[k], 0).value;
      assert.ok(Math.abs(value - numeric) < 1e-10, `${k}: ${value}, ${numeric}`);
    });
  });

  it('sends constant vectors to zero, passes NaN on, and works along rows', () => {
    softmaxJvp(softmax(normals(4)), [3, 3, 3, 3]).forEach((x) => assert.ok(Math.abs(x) < 1e-15));
    assert.deepEqual(softmaxJvp([0.5, 0.5], [NaN, 0]), [NaN, NaN]);
    const p = tensor([
      [0.5, 0.5],
      [1, 0],
    ]);
    assert.deepEqual(
      softmaxJvp(
        p,
        tensor([
          [1, 0],
          [5, 6],
        ]),
      ),
      tensor([
        [0.25, -0.25],
        [0, 0],
      ]),
    );
  });

  it('names both shapes when they differ', () => {
    assert.throws(() => softmaxJvp([1], [1, 2]), {
      name: 'ShapeError',
      message: /p has shape \[1\], but v has \[2\]/,
    });
  });
});
