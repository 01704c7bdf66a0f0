import { productError, sumError } from '../core/special/double-double';
import { shifted, type Exponentials } from './exponentials';

/** q = 1/(α − 1): 1 for sparsemax (α = 2), 2 for 1.5-entmax. */
export type EntmaxPower = 1 | 2;

/** Where a row is cut off, in the units xₖ = (zₖ − max)/(q τ), as a sum of two numbers. */
export interface Cut extends Pick<Exponentials, 'max' | 'argmax'> {
  readonly threshold: readonly [hi: number, lo: number];
}

/** In units of x: nearer to the threshold a class stays a candidate until the threshold is known to 100 bits. */
const MARGIN = 1e-9;
/** What the last step of float64 is at most; the step after it squares the error, or makes it 0. */
const LAST_STEP = 1e-14;
/** A class as near to the threshold takes another step, for a step of that size is right to some 1e-31. */
const NEAR = 1e-10;
const REFINED = 1e-28;
const MOST_REFINEMENTS = 10;

/**
 * Makes a solver for rows of `length` logits, which writes the roots rₖ = max(0, xₖ − t) into `roots`, the probabilities
 * rₖ^q into `p`, and returns the threshold t, for which they sum to 1. Classes at −∞ take no part. A row with NaN or +∞,
 * or of −∞ throughout, makes `p` NaN.
 *
 * f(t) = Σ max(0, xₖ − t)^q − 1 falls and is convex, and f(−1) ≥ 0, since the largest x is 0; nor is it less at
 * mean x − n^(−1/q), for n classes above −1. So Newton's steps from there never pass the root, and a class that a step
 * leaves behind stays out. For q = 1 a step is Michelot's and the last one exact, for q = 2 they converge quadratically;
 * no row is sorted, and the passes after the first see the few classes above −1. The steps end in double-doubles, or a probability that is small beside 1 would lose its digits to the
 * threshold's rounding.
 *
 * Source: [Michelot1986], [Condat2016]; cf. the sorting solution in [MartinsAstudillo2016] and [Peters2019]
 */
export function entmaxRows(
  length: number,
  power: EntmaxPower,
): (row: Float64Array, temperature: number, roots: Float64Array, p: Float64Array) => Cut {
  const places = new Int32Array(length);
  const x = new Float64Array(length);
  const errors = new Float64Array(length);

  return (row, temperature, roots, p) => {
    let max = -Infinity;
    let argmax = 0;
    for (let k = 0; k < length && max === max; k++) {
      if (row[k] <= max) continue;
      max = row[k];
      argmax = k;
    }
    if (!(Math.abs(max) < Infinity)) {
      p.fill(NaN);
      return { max, argmax, threshold: [NaN, NaN] };
    }
    const scale = power * temperature;
    const least = -scale * (1 + 1e-9);
    let [count, total] = [0, 0];
    for (let k = 0; k < length; k++) {
      const difference = row[k] - max;
      if (!(difference > least)) continue;
      if (temperature === 1) {
        // Half of a number has no rounding error of its own.
        x[count] = difference / power;
        errors[count] = sumError(row[k], -max, difference) / power;
      } else {
        const quotient = shifted(row[k], max, scale);
        x[count] = quotient[0];
        errors[count] = quotient[1];
      }
      total += x[count];
      places[count++] = k;
    }

    let hi = Math.max(-1, total / count - (power === 1 ? 1 / count : Math.sqrt(1 / count)));
    for (let step = 1; step > LAST_STEP;) {
      let [sum, slope, kept] = [0, 0, 0];
      for (let j = 0; j < count; j++) {
        const root = x[j] - hi;
        if (root < -MARGIN) continue;
        if (root > 0) {
          sum += power === 1 ? root : root * root;
          slope += power === 1 ? 1 : 2 * root;
        }
        x[kept] = x[j];
        errors[kept] = errors[j];
        places[kept++] = places[j];
      }
      count = kept;
      step = (sum - 1) / slope;
      hi += step;
    }

    let lo = 0;
    let step = 1;
    let nearest = 0;
    for (let n = 0; n < MOST_REFINEMENTS && Math.abs(step) > (nearest > NEAR ? LAST_STEP : REFINED); n++) {
      let [sum, low, slope] = [-1, 0, 0];
      nearest = Infinity;
      for (let j = 0; j < count; j++) {
        const root = x[j] - hi;
        const rest = sumError(x[j], -hi, root) + (errors[j] - lo);
        nearest = Math.min(nearest, Math.abs(root + rest));
        if (!(root + rest > 0)) continue;
        const term = power === 1 ? root : root * root;
        const total = sum + term;
        low += sumError(sum, term, total);
        low += power === 1 ? rest : productError(root, root, term) + 2 * root * rest;
        slope += power === 1 ? 1 : 2 * root;
        sum = total;
      }
      step = (sum + low) / slope;
      lo += step;
    }

    roots.fill(0);
    p.fill(0);
    for (let j = 0; j < count; j++) {
      const difference = x[j] - hi;
      const rest = sumError(x[j], -hi, difference) + (errors[j] - lo);
      const root = difference + rest;
      if (!(root > 0)) continue;
      const square = root * root;
      const low = productError(root, root, square) + 2 * root * sumError(difference, rest, root);
      roots[places[j]] = root;
      p[places[j]] = power === 1 ? root : square + low;
    }
    return { max, argmax, threshold: [hi, lo] };
  };
}
