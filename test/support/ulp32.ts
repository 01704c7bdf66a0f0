const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const SMALLEST = 2 ** -149;

/**
 * The error of a float32 in units in the last place of the exact value, which is known to more digits: float32's
 * spacing in its binade, 2^-149 among the subnormal ones. Infinite for NaN, or an infinity in the wrong place.
 */
export function ulpError32(actual: number, exact: number): number {
  if (Object.is(actual, exact) || actual === exact) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(exact)) return Infinity;
  float[0] = Math.abs(exact);
  if (float[0] > Math.abs(exact)) bits[0]--; // rounded up, perhaps into the next binade
  const exponent = Math.max((bits[0] >> 23) - 127, -126);
  return Math.abs(actual - exact) / Math.max(2 ** (exponent - 23), SMALLEST);
}

export interface Worst {
  worst: number;
  at: string;
  add(error: number, at: string): void;
}

/** Collects the largest error, and where it was. */
export function worstOf(): Worst {
  return {
    worst: 0,
    at: '',
    add(error, at) {
      if (!(error <= this.worst)) [this.worst, this.at] = [error, at];
    },
  };
}
