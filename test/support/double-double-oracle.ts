import { add, divide, multiply, sumError, type DoubleDouble } from '../../src/core/special/double-double';
import { LN2 } from '../../src/core/special/exp-parts';
import { log1p } from '../../src/core';

/** 2^300: below e^-600 the oracle computes with exponentials this much larger, or it would lose its low parts. */
const LIFT = 2 ** 300;
const FAR = -600;

const ONE: DoubleDouble = [1, 0];
const RECIPROCALS = Array.from({ length: 11 }, (_, n) => divide(ONE, [Math.max(n, 1), 0]));

/**
 * eˣ to 2^-95 relative, for x of [−750, 0]; times 2^300 when `lifted`. It shares the error-free transformations
 * with `exp` of src/core, not its tables and polynomial, and is itself checked against 50 digits.
 */
export function exactExp(x: DoubleDouble, lifted = false): DoubleDouble {
  const steps = Math.round(x[0] / LN2[0]);
  const [hi, lo] = add(x, multiply([-steps, 0], LN2));
  const r: DoubleDouble = [hi / 256, lo / 256];
  let sum: DoubleDouble = [0, 0]; // e^r − 1 by Horner's rule
  for (let n = 10; n >= 1; n--) sum = multiply(multiply(add(ONE, sum), r), RECIPROCALS[n]);
  for (let doubling = 0; doubling < 8; doubling++) sum = add(add(sum, sum), multiply(sum, sum));
  const [a, b] = add(ONE, sum);
  const scale = 2 ** (steps + (lifted ? 300 : 0));
  return [a * scale, b * scale];
}

/** ln(1 + s) to about 2^-95 relative, for s ≥ 0. */
export function exactLog1p(s: DoubleDouble): DoubleDouble {
  if (s[0] < 1e-6) {
    let sum: DoubleDouble = [0, 0]; // s − s²/2 + s³/3 − … by Horner's rule
    for (let n = 6; n >= 1; n--) sum = multiply(s, add(RECIPROCALS[n], [-sum[0], -sum[1]]));
    return sum;
  }
  const guess = log1p(s[0]);
  // Newton's step, with the second term of its series: (1 + s)/e^guess − 1 is about 1e-16.
  const off = add(multiply(add(ONE, s), exactExp([-guess, 0])), [-1, 0]);
  return add([guess, 0], add(off, [-0.5 * off[0] * off[0], 0]));
}

/** How far results are from the exact ones, beside their bounds. */
export interface Errors {
  logSumExp: ErrorAndBound;
  softmax: ErrorAndBound[];
}

/** Both are 2^300 times as large where the exact result is far below 1, so that the error keeps its digits. */
export interface ErrorAndBound {
  error: number;
  bound: number;
  /** 1, or 2^300. */
  scale: number;
}

interface Results {
  logSumExp: { value: number; bound: number };
  softmax: { value: ArrayLike<number>; bound: ArrayLike<number> };
}

/** The errors of results for one row of logits, at least one finite, none +∞. */
export function errorsOf(z: ArrayLike<number>, results: Results): Errors {
  let top = 0;
  for (let k = 1; k < z.length; k++) if (z[k] > z[top]) top = k;
  const gaps = Array.from(z, (x): DoubleDouble => {
    const gap = x - z[top];
    return [gap, gap < -1e4 ? 0 : sumError(x, -z[top], gap)];
  });
  const isFar = gaps.map(([gap]) => gap < FAR);
  const e = gaps.map((gap, k) => (gap[0] < -1000 ? ([0, 0] as DoubleDouble) : exactExp(gap, isFar[k])));
  const others = (far: boolean): DoubleDouble =>
    e.reduce((sum, value, k) => (k === top || isFar[k] !== far ? sum : add(sum, value)), [0, 0]);
  const near = others(false);
  const total = add(ONE, near); // what is far is below 2^-860 of it

  const { value, bound } = results.logSumExp;
  const allFar = near[0] === 0 && z[top] === 0;
  const scale = allFar ? LIFT : 1;
  const tail = allFar ? others(true) : exactLog1p(near);
  const apart = add(add([z[top], 0], [-value * scale, 0]), tail)[0];
  const softmax = e.map((value, k) => {
    const scale = isFar[k] ? LIFT : 1;
    const p = divide(value, total);
    const difference = add(p, [-results.softmax.value[k] * scale, 0])[0];
    return { error: Math.abs(difference), bound: results.softmax.bound[k] * scale, scale };
  });
  return { logSumExp: { error: Math.abs(apart), bound: bound * scale, scale }, softmax };
}
