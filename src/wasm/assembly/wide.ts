/** exp and log of two float64, to about 1e-14: what float32 results need, once a row or an element. */

export const LN2: f64 = 0.69314718055994530942;
const LOG2E: f64 = 1.4426950408889634074;
const LN2_HI: f64 = 6.9314718036912381649e-1;
const LN2_LO: f64 = 1.90821492927058770002e-10;
/** 1.5 · 2^52 */
const ROUNDER: f64 = 6755399441055744.0;
const MANTISSA: i64 = 0x000fffffffffffff;

/** exp(x); below −700 and above 700 it stays at the value there. NaN for NaN. */
export function wideExp(argument: v128): v128 {
  const x = f64x2.pmin(f64x2.pmax(argument, f64x2.splat(-700)), f64x2.splat(700));
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2E)), f64x2.splat(ROUNDER + 1023));
  const n = f64x2.sub(shifted, f64x2.splat(ROUNDER + 1023));
  const a = f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HI)));
  const r = f64x2.sub(a, f64x2.mul(n, f64x2.splat(LN2_LO)));
  let q = f64x2.splat(1.0 / 39916800);
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 3628800));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 362880));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 40320));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 5040));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 720));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 120));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 24));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 6));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(0.5));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1));
  return f64x2.mul(q, i64x2.shl(shifted, 52));
}

/** ln x for normal, finite x > 0; NaN for NaN */
export function wideLog(x: v128): v128 {
  // The exponent as a float64: 2^52 + its bits, less 2^52 + 1023.
  const exponent = f64x2.sub(
    v128.or(i64x2.shr_u(x, 52), f64x2.splat(4503599627370496)),
    f64x2.splat(4503599627370496 + 1023),
  );
  const mantissa = v128.or(v128.and(x, i64x2.splat(MANTISSA)), f64x2.splat(1));
  const large = f64x2.gt(mantissa, f64x2.splat(1.4142135623730951));
  const m = v128.bitselect(f64x2.mul(mantissa, f64x2.splat(0.5)), mantissa, large);
  const k = f64x2.add(exponent, v128.and(large, f64x2.splat(1)));
  // ln m = 2 artanh s, |s| < 0.172
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const s2 = f64x2.mul(s, s);
  let q = f64x2.splat(2.0 / 15);
  q = f64x2.add(f64x2.mul(q, s2), f64x2.splat(2.0 / 13));
  q = f64x2.add(f64x2.mul(q, s2), f64x2.splat(2.0 / 11));
  q = f64x2.add(f64x2.mul(q, s2), f64x2.splat(2.0 / 9));
  q = f64x2.add(f64x2.mul(q, s2), f64x2.splat(2.0 / 7));
  q = f64x2.add(f64x2.mul(q, s2), f64x2.splat(2.0 / 5));
  q = f64x2.add(f64x2.mul(q, s2), f64x2.splat(2.0 / 3));
  const tail = f64x2.add(f64x2.mul(k, f64x2.splat(LN2_LO)), f64x2.mul(f64x2.mul(s2, s), q));
  const ln = f64x2.add(f64x2.mul(k, f64x2.splat(LN2_HI)), f64x2.add(f64x2.add(s, s), tail));
  return v128.bitselect(x, ln, f64x2.ne(x, x));
}

/** ln(1 + x) for 0 ≤ x < 2^1000, without the loss of a small x's digits in 1 + x */
export function wideLog1p(x: v128): v128 {
  const sum = f64x2.add(f64x2.splat(1), x);
  const lost = f64x2.sub(x, f64x2.sub(sum, f64x2.splat(1)));
  // Where x dominates, the rounding error of the sum is no longer lost, nor does it matter.
  const correction = v128.and(f64x2.div(lost, sum), f64x2.lt(x, f64x2.splat(4503599627370496)));
  return f64x2.add(wideLog(sum), correction);
}

/** The same of one number. */
export function expOf(x: f64): f64 {
  return f64x2.extract_lane(wideExp(f64x2.splat(x)), 0);
}

export function logOf(x: f64): f64 {
  return f64x2.extract_lane(wideLog(f64x2.splat(x)), 0);
}

export function log1pOf(x: f64): f64 {
  return f64x2.extract_lane(wideLog1p(f64x2.splat(x)), 0);
}
