import { logParts } from './log-parts';

/** 2^-1022; smaller numbers have fewer than 53 bits. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;
export const TWO_TO_54 = 18014398509481984;

/**
 * The natural logarithm, with the same bits on every engine: −∞ at ±0, NaN below.
 *
 * @remarks
 * Numerics: error ≤ 0.51 ulp, measured on 1,207 arguments in log.test.ts
 */
export function log(x: number): number {
  if (x >= SMALLEST_NORMAL && x < Infinity) return logParts(x, 0, 0);
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  return x > 0 ? logParts(x * TWO_TO_54, 0, -54) : NaN;
}
