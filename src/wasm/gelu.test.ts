import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { rng } from '../core';
import { NORMAL_PARTS, normalParts } from '../core/special/normal';
import { gelu } from './gelu';

const random = rng('gelu kernel');

function run(x: Float32Array): { y: Float32Array; slope: Float32Array } {
  const [y, slope] = [new Float32Array(x.length), new Float32Array(x.length)];
  gelu(x, y, slope);
  return { y, slope };
}

describe('The kernel of the GELU', () => {
  it('is within 0.51 ulp, its derivative within that and 1e-11', () => {
    const scales = [1e-30, 1e-4, 0.1, 1, 3, 6, 15];
    const x = Float32Array.from(
      scales.flatMap((s) => Array.from({ length: 4001 }, () => s * random.normal())),
    );
    const { y, slope } = run(x);
    const [value, derivative] = [worstOf(), worstOf()];
    x.forEach((v, i) => {
      normalParts(v);
      const exact = NORMAL_PARTS[0] + v * NORMAL_PARTS[1];
      value.add(ulpError32(y[i], v * NORMAL_PARTS[0]), `${v}`);
      const off = slope[i] - exact;
      derivative.add(
        ulpError32(exact + off - Math.sign(off) * Math.min(Math.abs(off), 1e-11), exact),
        `${v}`,
      );
    });
    assert.ok(value.worst <= 0.51, `${value.worst} ulp at ${value.at}`);
    assert.ok(derivative.worst <= 0.51, `derivative: ${derivative.worst} ulp at ${derivative.at}`);
  });

  it('knows the ends, and the sign of zero', () => {
    const { y, slope } = run(Float32Array.of(0, -0, 50, -50, Infinity, -Infinity, NaN));
    assert.deepEqual([...y], [0, -0, 50, -0, Infinity, NaN, NaN]);
    assert.deepEqual([...slope], [0.5, 0.5, 1, 0, NaN, NaN, NaN]);
  });

  it('takes any length and start, and gives the same bits on 1, 2, 3 and 8 threads', () => {
    const inputs = [0, 1, 3, 4, 5, 40_001].map((size) =>
      Float32Array.from({ length: size + 1 }, () => 2 * random.normal()).subarray(1),
    );
    const [first, ...others] = onThreads(() => inputs.map(run));
    for (const other of others) assert.deepEqual(other, first);
    first[4].y.forEach((y, i) => assert.equal(y, run(inputs[4].slice(i, i + 1)).y[0]));
  });
});
