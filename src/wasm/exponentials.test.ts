import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { exp as exactExp, log1p, rng, tanh as exactTanh } from '../core';
import { exp, log, sigmoid, softplus, tanh, tanhBackward } from './exponentials';
import { setThreads } from './thread-count';

const random = rng('activations');
const SPREAD = [1e-30, 1e-4, 0.004, 0.1, 1, 10, 60].flatMap((scale) =>
  Array.from({ length: 2001 }, () => scale * random.normal()),
);
const EXACT: Record<string, [(x: Float32Array, to: Float32Array) => void, (x: number) => number]> = {
  sigmoid: [sigmoid, (x) => (x < 0 ? exactExp(x) : 1) / (1 + exactExp(-Math.abs(x)))],
  softplus: [softplus, (x) => Math.max(x, 0) + log1p(exactExp(-Math.abs(x)))],
  tanh: [tanh, exactTanh],
};

describe('The kernels of sigmoid, softplus and tanh', () => {
  for (const [name, [kernel, exact]] of Object.entries(EXACT)) {
    it(`round once: ${name}`, () => {
      const x = Float32Array.from(SPREAD);
      const to = new Float32Array(x.length);
      kernel(x, to);
      const error = worstOf();
      x.forEach((value, i) => error.add(ulpError32(to[i], exact(value)), `${name} ${value}`));
      assert.ok(error.worst <= 0.501, `${error.worst} ulp at ${error.at}`);
    });
  }

  it('know the ends, and the sign of zero', () => {
    const x = Float32Array.of(0, -0, Infinity, -Infinity, NaN, 200, -200, 1e-45);
    const of = (kernel: (x: Float32Array, to: Float32Array) => void): number[] => {
      const to = new Float32Array(x.length);
      kernel(x, to);
      return [...to];
    };
    assert.deepEqual(of(sigmoid), [0.5, 0.5, 1, 0, NaN, 1, 0, 0.5]);
    const ln2 = Math.fround(Math.LN2);
    assert.deepEqual(of(softplus), [ln2, ln2, Infinity, 0, NaN, 200, 0, ln2]);
    assert.deepEqual(of(tanh), [0, -0, 1, -1, NaN, 1, -1, Math.fround(1e-45)]);
  });
});

describe('tanhBackward', () => {
  it('has the bits of the plain loop', () => {
    for (const size of [1, 3, 4, 5, 1001]) {
      const y = Float32Array.from({ length: size }, () => 2 * random.uniform() - 1);
      const g = Float32Array.from({ length: size }, () => random.normal());
      [y[0], g[size - 1]] = [1, Infinity];
      const to = new Float32Array(size);
      tanhBackward(y, g, to);
      assert.deepEqual(
        to,
        g.map((value, i) => value * ((1 - y[i]) * (1 + y[i]))),
      );
    }
  });
});

describe('Every kernel of one argument', () => {
  it('takes any length and start, and gives the same bits on 1, 2, 3 and 8 threads, in place too', () => {
    for (const kernel of [exp, log, sigmoid, softplus, tanh]) {
      for (const size of [0, 1, 2, 3, 4, 5, 70_001]) {
        const x = Float32Array.from({ length: size + 1 }, () => 3 * random.normal()).subarray(1);
        const results = [1, 2, 3, 8].map((count) => {
          setThreads(count);
          const same = x.slice();
          kernel(same, same);
          return same;
        });
        const alone = Float32Array.from(x, (value) => {
          const one = Float32Array.of(value);
          if (size < 10) kernel(one, one);
          return one[0];
        });
        for (const result of results) assert.deepEqual(result, size < 10 ? alone : results[0]);
      }
    }
  });
});
