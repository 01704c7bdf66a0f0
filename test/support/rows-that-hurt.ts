import type { Rng } from '../../src/core';
import { neighbour } from './ulp';

/** Kinds of rows on which errors of logSumExp and softmax are large, or their analysis is easily wrong. */
export const KINDS: Readonly<Record<string, (classes: number, random: Rng) => number[]>> = {
  'scale 1': (classes, random) => many(classes, () => random.normal()),
  'scale 10': (classes, random) => many(classes, () => 10 * random.normal()),
  'scale 100': (classes, random) => many(classes, () => 100 * random.normal()),
  'scale 300': (classes, random) => many(classes, () => 300 * random.normal()),
  // The other exponentials are subnormal, or 0.
  subnormal: (classes, random) => many(classes, (k) => (k === 0 ? 0 : -700 - 50 * random.uniform())),
  // p of the largest is 1 but for 10⁻¹⁴ … 10⁻¹⁹.
  confident: (classes, random) => many(classes, (k) => (k === 0 ? 1 : -32 - 10 * random.uniform())),
  ties: (classes, random) => many(classes, () => random.integer(3)),
  // A few units in the last place apart.
  neighbours: (classes, random) => many(classes, () => neighbour(1 / 3, random.integer(5))),
  // The logits' own last place is large.
  'large offset': (classes, random) => {
    const offset = (1 + random.uniform()) * 10 ** random.integer(16);
    return many(classes, () => offset + random.normal());
  },
  // log-sum-exp is near 0: maximum and logarithm cancel.
  cancellation: (classes, random) =>
    many(classes, () => -Math.log(classes) + 10 ** -random.integer(17) * random.normal()),
  'any exponent': (classes, random) =>
    many(classes, () => random.normal() * 10 ** (random.integer(600) - 300)),
  'some masked': (classes, random) =>
    many(classes, (k) => (k > 0 && random.uniform() < 0.4 ? -Infinity : 5 * random.normal())),
};

function many(classes: number, logit: (k: number) => number): number[] {
  return Array.from({ length: classes }, (_, k) => logit(k));
}
