/**
 * A sum of non-negative numbers, kept as its largest summand and the rest. The probability p that a
 * confident row gives its class is 1 up to rounding; what its loss and gradient are made of, −log p and
 * 1 − p, lives in the rest.
 */
export interface SplitSum {
  readonly values: Float64Array;
  /** Index of the largest summand. */
  readonly top: number;
  /** The sum of the others. */
  readonly rest: number;
}

/** Splits a sum at its (first) largest summand. */
export function splitSum(values: Float64Array): SplitSum {
  let top = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[top]) top = k;
  let rest = 0;
  for (let k = 0; k < values.length; k++) if (k !== top) rest += values[k];
  return { values, top, rest };
}

/** The sum of all summands but number `k`, without the cancellation of total − values[k]. */
export function sumWithout({ values, top, rest }: SplitSum, k: number): number {
  // rest − values[k] may cancel, but is then small beside the largest.
  return k === top ? rest : values[top] + (rest - values[k]);
}
