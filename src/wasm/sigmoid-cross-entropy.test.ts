import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rng, tensor } from '../core';
import { ulpError32 } from '../../test/support/ulp32';
import { binaryCrossEntropy } from '../losses/binary-cross-entropy';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';

describe('The sigmoid cross-entropy kernel', () => {
  const random = rng('sigmoid');
  const weights = (n: number): number[] => Array.from({ length: n }, () => 0.1 + random.uniform());

  it('agrees with the reference within an ulp, with and without weights, at every length', () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 33, 1002]) {
      for (const scale of [0.1, 1, 10, 80]) {
        for (let subset = 0; subset < 8; subset++) {
          const columns = n % 3 === 0 ? 3 : 1;
          const shape = [n / columns, columns];
          const z = Float32Array.from({ length: n + 1 }, () => scale * random.normal()).subarray(1);
          const hard = (subset & 4) === 0;
          const y = Float32Array.from({ length: n }, () => (hard ? random.integer(2) : random.uniform()));
          const weight = subset & 1 ? tensor(Float64Array.from(weights(n)), { shape }) : undefined;
          const posWeight = subset & 2 ? weights(columns) : undefined;
          const want = binaryCrossEntropy.withGradient(
            tensor(Float64Array.from(z), { shape }),
            tensor(Float64Array.from(y), { shape }),
            { ...(weight && { weight }), ...(posWeight && { posWeight }), reduction: 'none' },
          );
          const [gradient, losses] = [new Float32Array(n), new Float32Array(n)];
          sigmoidCrossEntropy({
            logits: z,
            targets: y,
            weights: weight && Float64Array.from(weight.data),
            positiveWeights: posWeight && Float64Array.from(posWeight),
            scale: 0.25,
            gradient,
            losses,
          });
          z.forEach((value, i) => {
            const what = `z = ${value}, y = ${y[i]}, element ${i} of ${n}, subset ${subset}`;
            assert.ok(ulpError32(losses[i], want.loss.data[i]) <= 0.51, `loss of ${what}`);
            const error = ulpError32(gradient[i], 0.25 * want.gradient.data[i]);
            assert.ok(error <= 0.51, `gradient of ${what}: ${error} ulp`);
          });
        }
      }
    }
  });

  it('counts 0·∞ as 0, and gives NaN for NaN', () => {
    const logits = Float32Array.of(Infinity, -Infinity, Infinity, -Infinity, NaN);
    const targets = Float32Array.of(1, 0, 0, 1, 1);
    const [gradient, losses] = [new Float32Array(5), new Float32Array(5)];
    sigmoidCrossEntropy({ logits, targets, scale: 1, gradient, losses });
    assert.deepEqual([...losses], [0, 0, Infinity, Infinity, NaN]);
    assert.deepEqual(
      Array.from(gradient, (value) => value + 0),
      [0, 0, 1, -1, NaN],
    );
  });
});
