import { Decimal as DefaultDecimal } from 'decimal.js';

/** The oracle's numbers: 50 significant digits, and exponents far beyond those of float64. */
export const Decimal = DefaultDecimal.clone({ precision: 50, minE: -9e6, maxE: 9e6 });
export type Decimal = DefaultDecimal;

/** Enough for every digit of a float64 near 1; for tiny and huge ones the relative error is 1e-80. */
const Wide = DefaultDecimal.clone({ precision: 80, minE: -9e6, maxE: 9e6 });
const TWO = new Decimal(2);
const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);

/** The value of a finite float64, to 80 digits; `new Decimal(x)` would take x's shortest text instead. */
export function exactly(x: number): Decimal {
  float[0] = x;
  const exponent = Math.max(Number(bits[0] >> 52n) & 0x7ff, 1) - 1075;
  const fraction = x / 2 ** Math.max(exponent, -1000) / 2 ** Math.min(exponent + 1000, 0);
  return Wide.pow(2, exponent).times(fraction);
}

/**
 * The error of `actual` in units in the last place: |actual − exact| over the distance between the float64
 * next to `exact`. ±∞ counts as ±2^1024, so that overflow in the right place is no error.
 */
export function ulpError(actual: number, exact: Decimal): number {
  const size = exact.abs();
  if (Number.isNaN(actual) || exact.isNaN()) return Number.isNaN(actual) && exact.isNaN() ? 0 : Infinity;
  const overflow = TWO.pow(1024);
  if (size.gte(overflow)) return actual === (exact.isNeg() ? -Infinity : Infinity) ? 0 : Infinity;
  const value = Number.isFinite(actual) ? exactly(actual) : overflow.times(Math.sign(actual));
  return value.minus(exact).abs().div(unitInTheLastPlace(size)).toNumber();
}

/** The spacing of float64 in the binade of `size`, 2^-1074 among the subnormal ones. */
function unitInTheLastPlace(size: Decimal): Decimal {
  float[0] = size.toNumber();
  let exponent = Math.max(Number(bits[0] >> 52n) & 0x7ff, 1) - 1075;
  // The conversion may have rounded up to the next power of two.
  if (exponent > -1074 && exactly(float[0]).gt(size) && (bits[0] & 0xfffffffffffffn) === 0n) exponent--;
  return TWO.pow(exponent);
}

/** The float64 that is `steps` places above a positive x (below it for negative steps). */
export function neighbour(x: number, steps: number): number {
  float[0] = x;
  bits[0] += BigInt(steps);
  return float[0];
}

/** The largest error over the arguments, and where it is; throws when there are no arguments. */
export function worstUlpError(
  f: (x: number) => number,
  oracle: (x: Decimal) => Decimal,
  args: readonly number[],
): { error: number; at: number } {
  if (args.length === 0) throw new Error('worstUlpError: no arguments');
  let worst = { error: -1, at: NaN };
  for (const at of args) {
    const error = ulpError(f(at), oracle(exactly(at)));
    if (!(error <= worst.error)) worst = { error, at };
  }
  return worst;
}

/** 2n + 1 neighbouring float64 around a positive x. */
export function around(x: number, n: number): number[] {
  return Array.from({ length: 2 * n + 1 }, (_, i) => neighbour(x, i - n));
}
