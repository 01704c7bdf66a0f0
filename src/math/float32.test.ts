import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { rng, tensor, type Tensor } from '../core';
import { logSoftmax } from './log-softmax';
import { logSumExp } from './log-sum-exp';
import { sigmoid } from './sigmoid';
import { softmax } from './softmax';
import type { SoftmaxOptions } from './softmax-options';
import { softplus } from './softplus';

const random = rng('float32 math');
const SHAPES = [[512], [1, 600], [300, 2], [100, 10], [64, 33], [3, 700]];

function normals(shape: readonly number[], std: number): Tensor {
  return random.split(`${shape.join()} ${std}`).normals(shape, { std, dtype: 'float32' });
}

function widened(x: Tensor): Tensor {
  return tensor(Float64Array.from(x.data), { shape: x.shape });
}

/** Largest error of `f` of float32 tensors against itself in float64. */
function worst(f: (z: Tensor) => Tensor, z: Tensor): number {
  const [fast, reference] = [f(z), f(widened(z))];
  assert.deepEqual([fast.shape, fast.dtype], [reference.shape, 'float32']);
  const error = worstOf();
  fast.data.forEach((value, i) => error.add(ulpError32(value, reference.data[i]), String(i)));
  return error.worst;
}

describe('Functions of float32 tensors', () => {
  for (const shape of SHAPES) {
    it(`are within 2 ulp of float64's: shape [${shape.join(', ')}]`, () => {
      for (const std of [1, 10, 100]) {
        const z = normals(shape, std);
        const classes = shape[shape.length - 1];
        const rows = z.data.length / classes;
        const perClass = Array.from({ length: classes }, (_, k) => k % 3 !== 1);
        const perLogit = Array.from(z.data, (_, j) => j % classes === 0 || random.uniform() < 0.7);
        for (const mask of [undefined, perClass, perLogit]) {
          for (const f of [softmax, logSoftmax]) {
            const error = worst((x) => f(x, mask && { mask }), z);
            assert.ok(error <= 2, `${f.name}, std ${std}: ${error} ulp`);
          }
          const sums = logSumExp(z, mask && { mask });
          assert.deepEqual(sums.shape, shape.slice(0, -1));
          const exact = logSumExp(widened(z), mask && { mask });
          for (let i = 0; i < rows; i++) {
            const max = Math.max(...z.data.subarray(i * classes, (i + 1) * classes));
            const size = Math.max(Math.abs(max), Math.abs(exact.data[i]));
            assert.ok(Math.abs(sums.data[i] - exact.data[i]) <= 2 * 2 ** -23 * size, `row ${i}, std ${std}`);
          }
        }
        for (const f of [sigmoid, softplus]) assert.ok(worst(f, z) <= 0.501);
      }
    });
  }

  it('divide by a temperature in float64, rounded once', () => {
    for (const shape of SHAPES) {
      const z = normals(shape, 10);
      const mask = Array.from(z.data, (_, j) => j % shape[shape.length - 1] === 0 || j % 3 > 0);
      for (const options of [{ temperature: 3 }, { temperature: 0.2, mask }]) {
        assert.ok(worst((x) => softmax(x, options), z) <= 0.501);
        assert.ok(worst((x) => logSoftmax(x, options), z) <= 0.501);
      }
    }
  });

  it('treat NaN, ±∞ and masked rows as small tensors do, with the same errors', () => {
    for (const classes of [5, 40]) {
      const rows = 512;
      for (const [spoil, mask] of [
        [[NaN], undefined],
        [[Infinity], undefined],
        [[Infinity, NaN], undefined],
        [[NaN, Infinity], undefined],
        [Array<number>(classes).fill(-Infinity), undefined],
        [[NaN], [0, 1, 1, 1, 1]],
        [[Infinity], [0, 1, 1, 1, 1]],
        [
          [0, NaN],
          [1, 1, 0, 0, 0],
        ],
        [[0], [0, 0, 0, 0, 0]],
      ] as [number[], number[] | undefined][]) {
        const whole = normals([rows, classes], 3);
        whole.data.set(spoil, 7 * classes);
        const few = tensor(whole.data.slice(0, 8 * classes), { shape: [8, classes] });
        const options = mask && { mask: Array.from({ length: classes }, (_, k) => Boolean(mask[k % 5])) };
        const cooled = (z: Tensor): Tensor => logSoftmax(z, { ...options, temperature: 0.5 });
        const functions: ((z: Tensor, options?: SoftmaxOptions) => Tensor)[] = [
          softmax,
          logSoftmax,
          logSumExp,
          cooled,
        ];
        for (const f of functions) {
          const outcome = (z: Tensor): unknown => {
            try {
              const { data } = f(z, options);
              const width = data.length / z.shape[0];
              return Array.from(data.subarray(7 * width, 8 * width), (x) =>
                Math.abs(x) < Infinity ? 'finite' : x,
              );
            } catch (error) {
              return String(error);
            }
          };
          assert.deepEqual(
            outcome(whole),
            outcome(few),
            `${f.name} of ${spoil.slice(0, 2).join()}, ${mask?.join()}`,
          );
        }
      }
    }
  });

  it('refuse the same input', () => {
    const z = normals([600, 1], 1);
    assert.throws(() => softmax(z, { temperature: -1 }), { name: 'OptionError', message: /softmax.*-1/ });
    assert.throws(() => logSumExp(z, { mask: [true, false] }), { name: 'ShapeError', message: /2 entries/ });
    assert.throws(() => softmax(tensor(z.data, { shape: [10, 10, 6] })), {
      name: 'ShapeError',
      message: /\[10, 10, 6\]/,
    });
    assert.throws(() => softmax(tensor(z.data.subarray(0, 0), { shape: [600, 0] })), { name: 'ShapeError' });
  });

  it('have the same bits on 1, 2, 3 and 8 threads, and leave their input alone', () => {
    for (const shape of [
      [20_000, 7],
      [300, 500],
    ]) {
      const z = normals(shape, 4);
      const before = z.data.slice();
      const functions = [softmax, logSoftmax, logSumExp, sigmoid, softplus];
      const [first, ...others] = onThreads(() => functions.map((f) => f(z).data));
      for (const other of others) assert.deepEqual(other, first);
      assert.deepEqual(z.data, before);
    }
  });
});
