/** The sum of non-negative numbers, kept as its largest summand and the rest. */
export interface SplitSum {
  /** Index of the largest summand (the first of equals). */
  readonly top: number;
  readonly rest: number;
  readonly total: number;
  /** The sum of all summands but number `k`, without the cancellation of total − values[k]. */
  without(k: number): number;
}

/**
 * Splits a sum at its largest summand. The probability p that a confident row gives its class is 1 up to
 * rounding; what its loss and gradient are made of, −log p and 1 − p, lives in the rest.
 */
export function splitSum(values: Float64Array): SplitSum {
  let top = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[top]) top = k;
  let rest = 0;
  for (let k = 0; k < values.length; k++) if (k !== top) rest += values[k];
  const largest = values[top];
  return {
    top,
    rest,
    total: largest + rest,
    // rest − values[k] may cancel, but is then small beside `largest`.
    without: (k) => (k === top ? rest : largest + (rest - values[k])),
  };
}
