import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ulpError32, worstOf } from '../../test/support/ulp32';
import { rng, tensor, zeros, type Tensor } from '../core';
import { ALL_LOSSES } from '.';
import type { AnyLoss } from './loss';

const [ROWS, CLASSES] = [40, 37];
const random = rng('float32 margins');
const logits = random.split('logits').normals([ROWS, CLASSES], { std: 2, dtype: 'float32' });
const cosines = random.split('cosines').uniforms([ROWS, CLASSES], { low: -1, high: 1, dtype: 'float32' });
const labels = Int32Array.from({ length: ROWS }, (_, i) => (i % 9 === 4 ? -100 : random.integer(CLASSES)));
const weight = Array.from({ length: CLASSES }, () => random.uniform() * 2);
const sampleWeight = Array.from({ length: ROWS }, (_, i) => (i % 7 === 0 ? 0 : random.uniform() * 2));
const classCounts = Array.from({ length: CLASSES }, (_, k) => 1000 / (k + 1));

function widened(x: Tensor): Tensor {
  return tensor(Float64Array.from(x.data), { shape: x.shape });
}

/** Its own options, and how many times as large as those of the logits, 2, roundings of the moved logits are. */
const MOVED: Record<string, [input: Tensor, options: object, scale: number]> = {
  logitAdjustment: [logits, { classCounts, tau: 1.5 }, 1],
  balancedSoftmax: [logits, { classCounts }, 1],
  ldam: [logits, { classCounts, scale: 4 }, 4],
  cosFace: [cosines, { scale: 10 }, 10],
  arcFace: [cosines, { scale: 10 }, 10],
};
const lossOf = (name: string): AnyLoss => ALL_LOSSES.get(name) as AnyLoss;

describe('Losses of many float32 logits', () => {
  for (const name of ['crammerSinger', 'westonWatkins']) {
    it(`are within 1 ulp of those of float64: ${name}`, () => {
      const loss = lossOf(name);
      for (const given of [{}, { weight, sampleWeight, ignoreIndex: -100 }]) {
        for (const reduction of ['none', 'mean'] as const) {
          const options = { ...given, reduction };
          const fast = loss.withGradient(logits, labels, options);
          const exact = loss.withGradient(widened(logits), labels, options);
          const worst = worstOf();
          fast.gradient.data.forEach((g, n) => worst.add(ulpError32(g, exact.gradient.data[n]), `gradient[${n}]`)); // prettier-ignore
          if (reduction === 'mean') assert.ok(Math.abs(Number(fast.loss) / Number(exact.loss) - 1) < 1e-7);
          else (fast.loss as Tensor).data.forEach((x, i) => worst.add(ulpError32(x, (exact.loss as Tensor).data[i]), `loss[${i}]`)); // prettier-ignore
          assert.ok(worst.worst <= 1, `${worst.at}: ${worst.worst} ulp`);
        }
      }
    });

    it(`treat NaN and masked classes as those of float64: ${name}`, () => {
      const unusual = tensor(logits.data.slice(), { shape: logits.shape });
      unusual.data.set([NaN, -Infinity, 3, Infinity], 2 * CLASSES);
      unusual.data.fill(-Infinity, 5 * CLASSES + 1, 5 * CLASSES + 30);
      unusual.data[6 * CLASSES + labels[6]] = NaN;
      unusual.data[7 * CLASSES + labels[7]] = -Infinity;
      const loss = lossOf(name);
      const fast = loss.withGradient(unusual, labels, { reduction: 'none' });
      const exact = loss.withGradient(widened(unusual), labels, { reduction: 'none' });
      assert.deepEqual(fast.gradient.data, Float32Array.from(exact.gradient.data));
      assert.deepEqual(fast.loss.data, Float32Array.from(exact.loss.data));
    });
  }

  for (const [name, [input, own, scale]] of Object.entries(MOVED)) {
    it(`have the rounding of the moved logits only: ${name}`, () => {
      const loss = lossOf(name);
      for (const given of [{}, { weight, sampleWeight }]) {
        const options = { ...own, ...given, reduction: 'none' } as const;
        const fast = loss.withGradient(input, labels, options);
        const exact = loss.withGradient(widened(input), labels, options);
        // Moved logits are below 32, and up to 3 times rounded; a weight is below 4.
        const off = 4 * 3 * 2 ** -20;
        exact.gradient.data.forEach((g, n) => {
          const steep = Math.max(1, Math.abs(g) / scale);
          assert.ok(Math.abs(fast.gradient.data[n] - g) <= off * scale * steep, `gradient[${n}]`);
        });
        exact.loss.data.forEach((x, i) =>
          assert.ok(Math.abs(fast.loss.data[i] - x) <= 2 * off, `loss[${i}]`),
        );
      }
    });
  }

  for (const [name, [input, own]] of Object.entries({
    ...MOVED,
    crammerSinger: [logits, {}] as const,
    westonWatkins: [logits, {}] as const,
  })) {
    it(`can be overwritten by their gradient, and do not change otherwise: ${name}`, () => {
      const copy = tensor(input.data.slice(), { shape: input.shape });
      const want = lossOf(name).withGradient(copy, labels, own);
      assert.deepEqual(copy.data, input.data);
      const out = zeros(input.shape, { dtype: 'float32' });
      assert.deepEqual(lossOf(name).withGradient(copy, labels, { ...own, out }), want);
      assert.deepEqual(lossOf(name).withGradient(copy, labels, { ...own, out: copy }), want);
      assert.equal(lossOf(name)(input, labels, own), want.loss);
    });
  }
});
