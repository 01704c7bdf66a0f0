import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { exp, rng, tensor } from '../core';
import * as math from '../math';
import { logSoftmax, logSoftmaxBackward, softmax } from './softmax';

const SIZES = [1, 2, 3, 4, 5, 10, 31, 33, 64, 1003];

/** Rows that begin at no multiple of 16, with ties at the top, classes masked, and probabilities that underflow. */
function logitsOf(seed: string, rows: number, classes: number): Float32Array {
  const random = rng(seed).split(classes);
  const z = Float32Array.from({ length: rows * classes + 1 }, () => 10 * random.normal());
  for (let i = 1; i < rows; i++) {
    z[1 + i * classes] = z[classes + i * classes] = 40;
    if (classes > 2) z[2 + i * classes] = i % 2 ? -Infinity : -3e4;
  }
  return z.subarray(1);
}

describe('The softmax kernels with a temperature', () => {
  for (const [name, kernel] of Object.entries({ softmax, logSoftmax })) {
    it(`round once: ${name}`, () => {
      for (const classes of SIZES) {
        for (const temperature of [0.01, 0.7, 3, 1e3, 1e-300, 1e300]) {
          const z = logitsOf(name, 6, classes);
          const to = new Float32Array(z.length);
          kernel(z, classes, to, temperature);
          const wide = tensor(Float64Array.from(z), { shape: [6, classes] });
          const exact = math[name as 'softmax' | 'logSoftmax'](wide, { temperature }).data;
          const error = worstOf();
          const held = (x: number): number => (Math.abs(Math.fround(x)) === Infinity ? Math.fround(x) : x);
          to.forEach((value, i) => error.add(ulpError32(value, held(exact[i])), String(i)));
          const where = `${classes} classes, τ = ${temperature}: ${error.worst} ulp at ${error.at}`;
          assert.ok(error.worst <= 0.501, where);
        }
      }
    });

    it(`may overwrite the logits, and give NaN for what has no softmax: ${name}`, () => {
      const z = logitsOf('in place', 5, 9);
      z[3] = NaN;
      z[9 + 4] = Infinity;
      z.fill(-Infinity, 18, 27);
      const to = new Float32Array(z.length);
      kernel(z, 9, to, 2);
      kernel(z, 9, z, 2);
      assert.deepEqual(z, to);
      assert.deepEqual(
        Array.from(z, Number.isNaN),
        Array.from(z, (_, i) => i < 27),
      );
    });

    it(`have the same bits on 1, 2, 3 and 8 threads: ${name}`, () => {
      const z = logitsOf('threads', 3000, 33);
      const results = onThreads(() => {
        const to = new Float32Array(z.length);
        kernel(z, 33, to, 0.5);
        return to;
      });
      for (const to of results) assert.deepEqual(to, results[0]);
    });
  }
});

describe('logSoftmaxBackward', () => {
  function plain(y: Float32Array, g: Float32Array, classes: number): Float32Array {
    return y.map((value, i) => {
      const row = g.subarray(i - (i % classes), i - (i % classes) + classes);
      return g[i] - exp(value) * row.reduce((sum, x) => sum + x, 0);
    });
  }

  it('is the plain loop, rounded once', () => {
    for (const classes of SIZES) {
      const z = logitsOf('backward', 6, classes);
      const random = rng('gradient').split(classes);
      const g = Float32Array.from(z, () => (random.uniform() < 0.3 ? 0 : random.normal()));
      const [y, to] = [new Float32Array(z.length), new Float32Array(z.length + 1)];
      logSoftmax(z, classes, y);
      logSoftmaxBackward(y, g, classes, to.subarray(1));
      assert.deepEqual(to.slice(1), plain(y, g, classes), `${classes} classes`);
      logSoftmaxBackward(y, g, classes, g);
      assert.deepEqual(g, to.slice(1));
    }
  });

  it('passes NaN and infinity on to their row', () => {
    for (const bad of [NaN, Infinity]) {
      const y = Float32Array.from({ length: 15 }, () => -1);
      const g = y.map((_, i) => (i === 7 ? bad : 1));
      const to = new Float32Array(15);
      logSoftmaxBackward(y, g, 5, to);
      assert.deepEqual(to, plain(y, g, 5));
      logSoftmaxBackward(g, y, 5, to);
      assert.deepEqual(to, plain(g, y, 5));
    }
  });
});
