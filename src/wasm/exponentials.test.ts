import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { exp as exactExp, log1p, rng, tanh as exactTanh } from '../core';
import { exp, log, sigmoid, softplus, tanh, tanhBackward } from './exponentials';

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
    const inputs = [0, 1, 2, 3, 4, 5, 70_001].map((size) =>
      Float32Array.from({ length: size + 1 }, () => 3 * random.normal()).subarray(1),
    );
    const inPlace = (kernel: typeof exp, x: Float32Array): Float32Array => {
      const same = x.slice();
      kernel(same, same);
      return same;
    };
    const kernels = [exp, log, sigmoid, softplus, tanh];
    const results = onThreads(() => kernels.map((kernel) => inputs.map((x) => inPlace(kernel, x))));
    for (const result of results) assert.deepEqual(result, results[0]);
    kernels.forEach((kernel, k) =>
      inputs.slice(0, -1).forEach((x, i) => {
        const alone = x.map((value) => inPlace(kernel, Float32Array.of(value))[0]);
        assert.deepEqual(results[0][k][i], alone);
      }),
    );
  });
});
