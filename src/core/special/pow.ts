import { productError } from './double-double';
import { EXP_PARTS, expParts } from './exp-parts';
import { LOG_TAIL, logParts } from './log-parts';
import { SMALLEST_NORMAL, TWO_TO_54 } from './log';
import { scaleByPowerOfTwo } from './powers-of-two';

/** 2^64: with a larger exponent every power is 0, 1 or ∞. */
const HUGE_EXPONENT = 18446744073709551616;

/**
 * x to the power y, with the special cases of ECMAScript's `Math.pow` (so `pow(1, Infinity)` is NaN) and the
 * same bits on every engine. A power that is a float64 is returned exactly: `pow(3, 4) === 81`.
 *
 * @remarks
 * Formula:  exp(y ln |x|), the logarithm and the product in two parts each
 * Numerics: error ≤ 0.53 ulp, 0.76 ulp where the result is subnormal (it is rounded twice), measured on
 *           1,200 pairs in pow.test.ts
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const size = Math.abs(x);
  if (size === 1 && Math.abs(y) === Infinity) return NaN;
  if (x > 0) return powerOfSize(x, y);
  if (Math.abs(y % 2) === 1) return x < 0 || 1 / x < 0 ? -powerOfSize(size, y) : powerOfSize(size, y);
  const hasRealRoot = y % 1 === 0 || x === 0 || size === Infinity || Math.abs(y) === Infinity;
  return hasRealRoot ? powerOfSize(size, y) : NaN;
}

/** x^y for x ≥ 0, y ≠ 0. */
function powerOfSize(x: number, y: number): number {
  if (x === 1) return 1;
  if (x === 0 || x === Infinity || Math.abs(y) > HUGE_EXPONENT) return x > 1 === y > 0 ? Infinity : 0;
  const log = x < SMALLEST_NORMAL ? logParts(x * TWO_TO_54, 0, -54) : logParts(x, 0, 0);
  const product = y * log;
  if (Math.abs(product) > 746) return product > 0 ? Infinity : 0;
  const k = expParts(product, productError(y, log, product) + y * LOG_TAIL[0]);
  return scaleByPowerOfTwo(EXP_PARTS[0] + EXP_PARTS[1], k);
}
