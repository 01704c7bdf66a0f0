import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { rng } from '../core';
import * as plain from '../nn/plain-attention';
import { attend, attendBackward, type AttentionSizes } from './attention';
import { float32Array } from './float32-array';

const random = rng('attention kernel');

function arraysOf({ sequences, length, heads, width }: AttentionSizes) {
  const size = sequences * length * heads * width;
  const draw = (): Float32Array => Float32Array.from({ length: size + 1 }, () => random.normal()).subarray(1);
  return { query: draw(), key: draw(), value: draw(), g: draw() };
}

function run({ query, key, value, g }: ReturnType<typeof arraysOf>, sizes: AttentionSizes) {
  const { sequences, length, heads } = sizes;
  const weights = float32Array(sequences * heads * length * length);
  const [mixed, dQuery, dKey, dValue] = [0, 0, 0, 0].map(() => float32Array(query.length));
  attend({ query, key, value }, sizes, weights, mixed);
  attendBackward({ query, key, value, weights }, g, sizes, { query: dQuery, key: dKey, value: dValue });
  return { weights, mixed, dQuery, dKey, dValue };
}

const SIZES: AttentionSizes[] = [
  { sequences: 1, length: 1, heads: 1, width: 1 },
  { sequences: 2, length: 5, heads: 3, width: 7 },
  { sequences: 2, length: 16, heads: 2, width: 16 },
  { sequences: 3, length: 67, heads: 1, width: 24 },
  { sequences: 1, length: 130, heads: 2, width: 41 },
];

describe('The kernels of causal attention', () => {
  for (const sizes of SIZES) {
    it(`are near the plain loops: ${JSON.stringify(sizes)}`, () => {
      const given = arraysOf(sizes);
      const got = run(given, sizes);
      const { query, key, value, g } = given;
      const { weights, mixed } = plain.attend(query, key, value, sizes);
      const [dQuery, dKey, dValue] = plain.attendBackward({ query, key, value, weights }, g, sizes);
      for (const [name, exact] of Object.entries({ weights, mixed, dQuery, dKey, dValue })) {
        const most = exact.reduce((largest, v) => Math.max(largest, Math.abs(v)), 0);
        got[name as keyof typeof got].forEach((v, i) =>
          assert.ok(Math.abs(v - exact[i]) <= 2e-6 * most, `${name}[${i}]: ${v}, expected ${exact[i]}`),
        );
      }
    });
  }

  it('let no later position in, not even NaN, and have NaN where a score has', () => {
    const sizes = { sequences: 1, length: 21, heads: 2, width: 9 };
    const given = arraysOf(sizes);
    const before = run(given, sizes);
    for (const data of [given.query, given.key, given.value]) data.fill(NaN, 10 * 18);
    const after = run(given, sizes);
    for (let i = 0; i < 10 * 18; i++) assert.equal(after.mixed[i], before.mixed[i], `${i}`);
    for (let i = 10 * 18; i < 21 * 18; i++) assert.ok(Number.isNaN(after.mixed[i]), `${i}`);
    after.weights.forEach((p, i) => {
      if (i % 21 > Math.floor(i / 21) % 21) assert.equal(p, 0);
    });
  });

  it('give the same bits on 1, 2, 3 and 8 threads', () => {
    const given = arraysOf(SIZES[3]);
    const [first, ...others] = onThreads(() => run(given, SIZES[3]));
    for (const other of others) assert.deepEqual(other, first);
  });
});
