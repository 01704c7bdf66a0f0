import { sumError } from '../core/special/double-double';

/** Σ term(k) for k < n with the rounding errors added up beside it: an ulp, however many terms [Neumaier1974]. */
export function sumOf(n: number, term: (k: number) => number): number {
  let sum = 0;
  let errors = 0;
  for (let k = 0; k < n; k++) {
    const value = term(k);
    const next = sum + value;
    errors += sumError(sum, value, next);
    sum = next;
  }
  // Of ±∞ and NaN there is no rounding error.
  return Number.isFinite(sum) ? sum + errors : sum;
}
