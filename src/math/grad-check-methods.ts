import { complex, type Complex } from './complex';
import { kinkAt, numericDerivative } from './numeric-derivative';
import { U } from './rounding-bounds';

/** The derivative by each element of x, with an estimate of its error, and the one-sided slopes at a kink. */
export interface Slope {
  value: number;
  error: number;
  /** Looked for only when a check fails: f has to be called again. */
  kink(): { left: number; right: number } | undefined;
}

/** The part of decimal.js's numbers that the oracle uses itself; f may use all of it. */
export interface DecimalNumber<D> {
  plus(other: D): D;
  minus(other: D): D;
  times(other: D): D;
  div(other: D): D;
  pow(exponent: number): D;
  toNumber(): number;
}

/** A class of decimals that can be set to 50 digits: `Decimal` of decimal.js. */
export interface DecimalClass<D> {
  new (value: number | string): D;
  clone(config: { precision: number; minE: number; maxE: number }): DecimalClass<D>;
}

/** 4-point central differences of a function of numbers, for element j of x. */
export function differenceSlope(f: (x: Float64Array) => number, x: Float64Array, j: number): Slope {
  const along = (value: number): number => {
    const moved = Float64Array.from(x);
    moved[j] = value;
    return f(moved);
  };
  return { ...numericDerivative(along, x[j]), kink: () => kinkAt(along, x[j]) };
}

const STEP = 1e-100;

/** Im f(x + ih)/h. Its rounding errors are unknown; 32 of a derivative that starts from 1 are allowed. */
export function complexSlope(f: (x: Complex[]) => Complex, x: Float64Array, j: number): Slope {
  const at = Array.from(x, (value, k) => complex(value, k === j ? STEP : 0));
  return { value: f(at).im / STEP, error: 32 * U, kink: () => undefined };
}

/** A central difference in 50 digits. */
export function oracleSlope<D extends DecimalNumber<D>>(
  f: (x: D[]) => D,
  x: Float64Array,
  j: number,
  Decimal: DecimalClass<D>,
): Slope {
  const Precise = Decimal.clone({ precision: 50, minE: -9e15, maxE: 9e15 });
  const step = new Precise('1e-15');
  const at = (moved: (value: D) => D): D =>
    f(Array.from(x, (value, k) => (k === j ? moved(exactly(value, Precise)) : exactly(value, Precise))));
  const [below, middle, above] = [at((v) => v.minus(step)), at((v) => v), at((v) => v.plus(step))];
  const slope = (from: D, to: D): number => to.minus(from).div(step).toNumber();
  const [left, right] = [slope(below, middle), slope(middle, above)];
  const value = above.minus(below).div(step.plus(step)).toNumber();
  // Of a smooth function the two differ by 10⁻¹⁵ f″.
  const isKink = Math.abs(right - left) > 1e-6 * Math.max(Math.abs(left), Math.abs(right));
  return { value, error: 1e-25 * Math.abs(value), kink: () => (isKink ? { left, right } : undefined) };
}

/** A float64 as it is: `new Decimal(0.1)` would be 1/10. */
function exactly<D extends DecimalNumber<D>>(x: number, Decimal: DecimalClass<D>): D {
  let halvings = 0;
  for (; Number.isFinite(x) && !Number.isInteger(x); halvings++) x *= 2;
  return new Decimal(Number.isFinite(x) ? BigInt(x).toString() : x).div(new Decimal(2).pow(halvings));
}
