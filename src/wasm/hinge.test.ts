import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onThreads } from '../../test/support/on-threads';
import { ulpError32 } from '../../test/support/ulp32';
import { rng } from '../core';
import { float32Array } from './float32-array';
import { hinge } from './hinge';

const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 1e-45, 1, -1, 1e18];
const random = rng('hinge');

/** At an address that is no multiple of 16. */
const place = (length: number, f: () => number): Float32Array =>
  float32Array(length + 1)
    .subarray(1)
    .map(f);

describe('The hinge kernel', () => {
  it('agrees with the definition at every length, on any number of threads', () => {
    onThreads(() => {
      for (const length of [0, 1, 2, 3, 4, 5, 9, 31, 100_003]) {
        for (const isSquared of [false, true]) {
          const scores = place(length, () => (random.uniform() < 0.1 ? SPECIAL[random.integer(SPECIAL.length)] : 2 * random.normal())); // prettier-ignore
          const labels = place(length, () => random.integer(2));
          const [gradient, losses] = [place(length, () => 7), place(length, () => 7)];
          assert.ok(hinge({ scores, labels, negative: 0, isSquared, scale: 0.3, gradient, losses }));
          scores.forEach((score, i) => {
            const sign = labels[i] === 1 ? 1 : -1;
            const missing = 1 - sign * score;
            const shortfall = missing <= 0 ? 0 : missing;
            const steepness = isSquared ? 2 * shortfall : shortfall > 0 ? 1 : shortfall;
            const [loss, slope] = [isSquared ? shortfall ** 2 : shortfall, -sign * 0.3 * steepness];
            const most = isSquared ? 2 : 0.5001;
            const what = `${isSquared ? 'squared ' : ''}score ${score}, sign ${sign}, element ${i} of ${length}`;
            assert.ok(ulpError32(losses[i], loss) <= most, `loss of ${what}: ${losses[i]}, not ${loss}`);
            assert.ok(
              ulpError32(gradient[i], slope + 0) <= 2,
              `gradient of ${what}: ${gradient[i]}, not ${slope}`,
            );
          });
        }
      }
    });
  });

  it('finds a label that is neither 1 nor the negative one, wherever it stands', () => {
    const length = 37;
    for (const negative of [0, -1] as const) {
      for (const unfit of [-1 - negative, 2, NaN]) {
        for (let at = 0; at < length; at++) {
          const labels = place(length, () => (random.integer(2) === 1 ? 1 : negative));
          const run = { scores: place(length, () => random.normal()), negative, isSquared: true, scale: 1, gradient: place(length, () => 7), losses: place(length, () => 7) }; // prettier-ignore
          assert.ok(hinge({ ...run, labels }));
          labels[at] = unfit;
          assert.ok(!hinge({ ...run, labels }), `${unfit} at ${at}`);
        }
      }
    }
  });
});
