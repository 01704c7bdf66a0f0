import { DomainError, exp } from '../core';

/**
 * Overwrites `e` with exp(zₖ − m), m the largest of a row of logits, and returns m.
 *
 * The difference zₖ − m is rounded; its rounding error δ (exact, by the two-sum of [Knuth1997, 4.2.2]) is
 * put back as exp(d + δ) = exp(d)(1 + δ), else far classes would lose some digits of their probability.
 * NaN or +∞ in the row makes every exponential NaN.
 *
 * @throws {@link DomainError} if all logits are −∞: such a row has no distribution
 */
export function shiftedExponentials(where: string, i: number, z: Float64Array, e: Float64Array): number {
  let max = -Infinity;
  let isNumber = true;
  for (let k = 0; k < z.length; k++) {
    if (z[k] > max) max = z[k];
    isNumber &&= z[k] < Infinity;
  }
  if (!isNumber) {
    e.fill(NaN);
    return NaN;
  }
  if (max === -Infinity) {
    throw new DomainError(
      `${where}: logits row ${i} is all −∞, so it has no distribution; leave one class unmasked, or ignore the row`,
    );
  }
  for (let k = 0; k < z.length; k++) e[k] = shiftedExponential(z[k], max);
  return max;
}

/** exp underflows to 0 below this. */
const UNDERFLOW = -746;

function shiftedExponential(z: number, max: number): number {
  const difference = z - max;
  if (difference < UNDERFLOW) return 0; // also −∞, whose rounding error would be NaN
  const subtracted = z - difference;
  const error = z - (difference + subtracted) + (subtracted - max);
  return exp(difference) * (1 + error);
}
