import fc from 'fast-check';
import { D, filled } from './case';

/** Counts of K classes. */
export function countsOf(K: number): fc.Arbitrary<number[]> {
  return filled(fc.integer({ min: 1, max: 1000 }), K);
}

/** The softmax cross-entropy of a row. */
export function crossEntropyOf(z: readonly D[], y: number): D {
  return z.reduce((sum, x) => sum.plus(x.exp()), new D(0)).ln().minus(z[y]); // prettier-ignore
}

/** That of s·z with the label's entry changed. */
export function marginLoss(z: readonly D[], y: number, scale: number, ofLabel: (z: D) => D): D {
  return crossEntropyOf(z.map((x, k) => (k === y ? ofLabel(x) : x).times(scale)), y); // prettier-ignore
}
