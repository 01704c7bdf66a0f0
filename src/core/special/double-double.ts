/**
 * Error-free transformations and the arithmetic of double-doubles: unevaluated sums `hi + lo` of two float64,
 * about 106 bits. They build the tables of exp and log when the module loads.
 *
 * Source: [Dekker1971], [Knuth1997] section 4.2.2; names as in [HidaLiBailey2001]
 */
export type DoubleDouble = readonly [hi: number, lo: number];

/** 2^27 + 1: splits a float64 into two halves of 26 bits. */
const SPLITTER = 134217729;

/** The upper 26 bits of x; `x − upperHalf(x)` is exact and has 26 bits, too. For |x| < 2^996. */
export function upperHalf(x: number): number {
  const shifted = SPLITTER * x;
  return shifted - (shifted - x);
}

/** The rounding error of `product = a · b`, exactly (barring underflow). */
export function productError(a: number, b: number, product: number): number {
  const aHi = upperHalf(a);
  const bHi = upperHalf(b);
  const aLo = a - aHi;
  const bLo = b - bHi;
  return aHi * bHi - product + aHi * bLo + aLo * bHi + aLo * bLo;
}

/** The rounding error of `sum = a + b`, exactly, whatever the order of magnitudes. */
export function sumError(a: number, b: number, sum: number): number {
  const bPart = sum - a;
  return a - (sum - bPart) + (b - bPart);
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = a[0] + b[0];
  return normalised(sum, sumError(a[0], b[0], sum) + a[1] + b[1]);
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = a[0] * b[0];
  return normalised(product, productError(a[0], b[0], product) + (a[0] * b[1] + a[1] * b[0]));
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a[0] / b[0];
  const product = multiply([quotient, 0], b);
  return normalised(quotient, (a[0] - product[0] - product[1] + a[1]) / b[0]);
}

export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a[0]);
  const square = root * root;
  return normalised(root, (a[0] - square - productError(root, root, square) + a[1]) / (2 * root));
}

function normalised(hi: number, lo: number): DoubleDouble {
  const sum = hi + lo;
  return [sum, hi - sum + lo];
}
