import { add, divide, multiply, upperHalf, type DoubleDouble } from './double-double';
import { LN2 } from './exp-parts';
import { powerOfTwo } from './powers-of-two';

/** Table entries i stand for arguments near i / 128, from √½ to √2. */
const FIRST = 90;
const LAST = 182;
/** The high parts of all logarithms are multiples of 2^-42, so that their sums are exact. */
const GRID = powerOfTwo(42);
const LN2_HI = Math.round(LN2[0] * GRID) / GRID;
const LN2_LO = LN2[0] - LN2_HI + LN2[1];
/** Adding and subtracting 1.5 · 2^20 rounds to a multiple of 2^-32. */
const ROUNDER = 1572864;

/** Per entry: c ≈ 128 / i of eleven bits, and −ln c as `hi + lo`. */
const TABLE = new Float64Array(3 * (LAST + 1 - FIRST));
for (let i = FIRST; i <= LAST; i++) {
  const c = Math.round((128 / i) * 1024) / 1024;
  const [hi, lo] = minusLog(c);
  const rounded = Math.round(hi * GRID) / GRID;
  TABLE.set([c, rounded, hi - rounded + lo], 3 * (i - FIRST));
}

/** −ln c = 2 artanh z with z = (1 − c) / (1 + c), by the series of artanh; |z| < 0.18. */
function minusLog(c: number): DoubleDouble {
  const z = divide([1 - c, 0], [1 + c, 0]);
  const z2 = multiply(z, z);
  let sum: DoubleDouble = [0, 0];
  for (let n = 43; n >= 1; n -= 2) sum = add(multiply(sum, z2), divide([2, 0], [n, 0]));
  return multiply(sum, z);
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH_WORD = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** The upper half of √½'s bits. */
const SQRT_HALF = 0x3fe6a09e;

/** Where {@link logParts} leaves the second part of its result. */
export const LOG_TAIL = new Float64Array(1);

/**
 * `ln((x + tail) · 2^exponent)` as the sum of two float64, the relative error of which is below 2^-66; returns the first,
 * leaves the second in {@link LOG_TAIL}.
 *
 * @remarks
 * x = 2^k · m; with c ≈ 1/m from a table, ln x = k ln 2 − ln c + ln(1 + r) with r = m c − 1 exact in two parts,
 * |r| < 0.0064 [Tang1990]. Around x = 1, c is 1 and k is 0: nothing cancels, so no case of its own is needed.
 * r − r²/2 is summed in two parts, the rest is a Taylor polynomial.
 *
 * @param x - positive, normal, finite
 * @param tail - a correction, at most half an ulp of x
 * @param exponent - an integer; subnormal numbers are passed as `x · 2^54` and −54
 */
export function logParts(x: number, tail: number, exponent: number): number {
  float[0] = x;
  const ownExponent = (words[HIGH_WORD] - SQRT_HALF) >> 20;
  const scale = powerOfTwo(-ownExponent);
  const m = x * scale;
  const k = ownExponent + exponent;
  const entry = 3 * (((m * 128 + 0.5) | 0) - FIRST);
  const c = TABLE[entry];

  const mHi = m + ROUNDER - ROUNDER;
  const rExact = mHi * c - 1;
  const rRest = (m - mHi + tail * scale) * c;
  const r = rExact + rRest;
  const rTail = rExact - r + rRest;

  const r2 = r * r;
  const rUpper = upperHalf(r);
  const rLower = r - rUpper;
  const half = 0.5 * r2;
  const halfTail = 0.5 * (rUpper * rUpper - r2 + 2 * rUpper * rLower + rLower * rLower) + r * rTail;
  const cubic =
    r *
    r2 *
    (1 / 3 + r * (-1 / 4) + r2 * (1 / 5 + r * (-1 / 6) + r2 * (1 / 7 + r * (-1 / 8) + r2 * (1 / 9))));

  const base = k * LN2_HI + TABLE[entry + 1];
  const first = base + r;
  const second = first - half;
  const rest =
    base - first + r + (first - second - half) + (k * LN2_LO + TABLE[entry + 2] + rTail - halfTail + cubic);
  const result = second + rest;
  LOG_TAIL[0] = second - result + rest;
  return result;
}
