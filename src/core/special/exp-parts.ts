import { multiply, squareRoot, type DoubleDouble } from './double-double';
import { powerOfTwo } from './powers-of-two';

/** ln 2 as the sum of two float64. */
export const LN2: DoubleDouble = [0.6931471805599453, 2.3190468138462996e-17];

/** Steps per factor of two; the reduced argument is at most ln 2 / 256. */
const STEPS = 128;
const STEPS_PER_UNIT = STEPS / LN2[0];
/** One step, ln 2 / 128, in two parts: the first has so few bits that its product with a step count is exact. */
const GRID = powerOfTwo(42);
const STEP_HI = Math.round((LN2[0] / STEPS) * GRID) / GRID;
const STEP_LO = LN2[0] / STEPS - STEP_HI + LN2[1] / STEPS;
/** Adding and subtracting 1.5 · 2^52 rounds to the nearest integer. */
const ROUNDER = 6755399441055744;

/** 2^(i / 128) for i < 128 as `[hi, lo]` pairs. */
const TABLE = new Float64Array(2 * STEPS);
let root: DoubleDouble = [2, 0];
for (let steps = 1; steps < STEPS; steps *= 2) root = squareRoot(root);
let entry: DoubleDouble = [1, 0];
for (let i = 0; i < STEPS; i++) {
  TABLE.set(entry, 2 * i);
  entry = multiply(entry, root);
}

/** Where {@link expParts} leaves its two parts (a pair as a result would be allocated at each call). */
export const EXP_PARTS = new Float64Array(2);

/**
 * `exp(x + tail) = 2^k · (a + b)` with a in [1, 2) and |b| < 0.006; returns k and leaves a and b in
 * {@link EXP_PARTS}. The relative error of the unrounded sum a + b is below 2^-60.
 *
 * @remarks
 * x + tail = (128 k + i) · ln 2 / 128 + r, so exp = 2^k · 2^(i/128) · exp r, the second factor from a table
 * [Tang1989] and the last by its Taylor polynomial: r^6 / 720 < 2^-60 is left out.
 *
 * @param x - finite, |x| ≤ 750
 * @param tail - a correction, at most an ulp or so of x
 */
export function expParts(x: number, tail: number): number {
  const steps = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - steps * STEP_HI - steps * STEP_LO + tail;
  const i = steps & (STEPS - 1);
  const r2 = r * r;
  const expm1 = r + r2 * (1 / 2 + r * (1 / 6)) + r2 * r2 * (1 / 24 + r * (1 / 120));
  const hi = TABLE[2 * i];
  EXP_PARTS[0] = hi;
  EXP_PARTS[1] = TABLE[2 * i + 1] + hi * expm1;
  return steps >> 7;
}
