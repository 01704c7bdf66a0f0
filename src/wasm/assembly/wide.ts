/** exp and log of two float64, to about 1e-14: what float32 results need, once a row or an element. */

export const LN2: f64 = 0.69314718055994530942;
const MANTISSA: u64 = 0x000fffffffffffff;

/** As data: of a literal the engines make a vector anew at every use, which takes three instructions, a load one. */
const CONSTANTS = memory.data<f64>([
  1.4426950408889634074, // log2 e
  6.9314718036912381649e-1, // ln 2 in two parts
  1.90821492927058770002e-10,
  6755399441055744.0 + 1023, // 1.5 · 2^52, and the exponent's bias
  1,
  0.5,
  // the Taylor series of exp, from the end
  1.0 / 39916800,
  1.0 / 3628800,
  1.0 / 362880,
  1.0 / 40320,
  1.0 / 5040,
  1.0 / 720,
  1.0 / 120,
  1.0 / 24,
  1.0 / 6,
  // that of (ln m − 2s) / s³, ln m = 2 artanh s
  2.0 / 15,
  2.0 / 13,
  2.0 / 11,
  2.0 / 9,
  2.0 / 7,
  2.0 / 5,
  2.0 / 3,
  1.4142135623730951,
  4503599627370496, // 2^52
  4503599627370496 + 1023,
  700,
  -700,
  1000,
  // 2^f = 1 + f P(f) for |f| ≤ 1/2, with the smallest relative error, 5e-11: P from its constant on
  0.69314718070452948668,
  0.24022651066560376242,
  0.055504103659991132351,
  0.0096180381320660388753,
  0.0013333935049099003605,
  0.00015466756329497683526,
  0.00001519615809415689525,
]);

// Where they are.
const LOG2E: usize = 0;
const LN2_HIGH: usize = 1;
const LN2_LOW: usize = 2;
const ROUNDER: usize = 3;
const ONE: usize = 4;
const HALF: usize = 5;
const EXP_SERIES: usize = 6;
const LOG_SERIES: usize = 15;
const SQRT2: usize = 22;
const TWO52: usize = 23;
const TWO52_BIASED: usize = 24;
const LARGEST: usize = 25;
const SMALLEST: usize = 26;
const MOST_HALVINGS: usize = 27;
const HALVING_SERIES: usize = 28;

@inline
function constant(k: usize): v128 {
  return v128.load64_splat(CONSTANTS + (k << 3));
}

/** c₀ + c₁ x of two constants */
@inline
function term(c0: usize, c1: usize, x: v128): v128 {
  return f64x2.add(constant(c0), f64x2.mul(constant(c1), x));
}

/** exp(x); below −700 and above 700 it stays at the value there. NaN for NaN. */
export function wideExp(x: v128): v128 {
  return inlineExp(x);
}

/** `wideExp`, `wideLog` and `wideLog1p` for where a call would cost more than the room it saves. */
@inline
export function inlineExp(argument: v128): v128 {
  const x = f64x2.pmin(f64x2.pmax(argument, constant(SMALLEST)), constant(LARGEST));
  const rounder = constant(ROUNDER);
  const shifted = f64x2.add(f64x2.mul(x, constant(LOG2E)), rounder);
  const n = f64x2.sub(shifted, rounder);
  const a = f64x2.sub(x, f64x2.mul(n, constant(LN2_HIGH)));
  const r = f64x2.sub(a, f64x2.mul(n, constant(LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  // Beside each other, not one after another (Estrin): a third of the time to wait.
  const low = f64x2.add(term(ONE, ONE, r), f64x2.mul(term(HALF, EXP_SERIES + 8, r), r2));
  const middle = f64x2.add(term(EXP_SERIES + 7, EXP_SERIES + 6, r), f64x2.mul(term(EXP_SERIES + 5, EXP_SERIES + 4, r), r2));
  const high = f64x2.add(term(EXP_SERIES + 3, EXP_SERIES + 2, r), f64x2.mul(term(EXP_SERIES + 1, EXP_SERIES, r), r2));
  const q = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  return f64x2.mul(q, i64x2.shl(shifted, 52));
}

/** 2^−x for x ≥ 0, to 5e-11, which is what float32 needs of each number; above 1000 it stays at the value there. NaN for NaN. */
@inline
export function inlineHalvings(x: v128): v128 {
  const y = f64x2.pmin(x, constant(MOST_HALVINGS));
  const rounder = constant(ROUNDER);
  const shifted = f64x2.sub(rounder, y);
  const f = f64x2.sub(f64x2.sub(rounder, shifted), y);
  const square = f64x2.mul(f, f);
  let even = term(HALVING_SERIES + 4, HALVING_SERIES + 6, square);
  let odd = term(HALVING_SERIES + 3, HALVING_SERIES + 5, square);
  even = f64x2.add(constant(HALVING_SERIES + 2), f64x2.mul(even, square));
  odd = f64x2.add(constant(HALVING_SERIES + 1), f64x2.mul(odd, square));
  even = f64x2.add(constant(HALVING_SERIES), f64x2.mul(even, square));
  const rest = f64x2.mul(f64x2.add(even, f64x2.mul(odd, f)), f);
  const power = i64x2.shl(shifted, 52);
  return f64x2.mul(power, f64x2.add(constant(ONE), rest));
}

/** ln x for normal, finite x > 0; NaN for NaN */
export function wideLog(x: v128): v128 {
  return inlineLog(x);
}

@inline
function inlineLog(x: v128): v128 {
  const one = constant(ONE);
  // The exponent as a float64: 2^52 + its bits, less 2^52 + 1023.
  const exponent = f64x2.sub(v128.or(i64x2.shr_u(x, 52), constant(TWO52)), constant(TWO52_BIASED));
  const mantissa = v128.or(v128.and(x, i64x2.splat(MANTISSA)), one);
  const large = f64x2.gt(mantissa, constant(SQRT2));
  const m = v128.bitselect(f64x2.mul(mantissa, constant(HALF)), mantissa, large);
  const k = f64x2.add(exponent, v128.and(large, one));
  // ln m = 2 artanh s, |s| < 0.172
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const s2 = f64x2.mul(s, s);
  const s4 = f64x2.mul(s2, s2);
  const low = f64x2.add(term(LOG_SERIES + 6, LOG_SERIES + 5, s2), f64x2.mul(term(LOG_SERIES + 4, LOG_SERIES + 3, s2), s4));
  const high = f64x2.add(term(LOG_SERIES + 2, LOG_SERIES + 1, s2), f64x2.mul(constant(LOG_SERIES), s4));
  const q = f64x2.add(low, f64x2.mul(f64x2.mul(s4, s4), high));
  const tail = f64x2.add(f64x2.mul(k, constant(LN2_LOW)), f64x2.mul(f64x2.mul(s2, s), q));
  const ln = f64x2.add(f64x2.mul(k, constant(LN2_HIGH)), f64x2.add(f64x2.add(s, s), tail));
  return v128.bitselect(x, ln, f64x2.ne(x, x));
}

/** ln(1 + x) for 0 ≤ x < 2^1000, without the loss of a small x's digits in 1 + x */
export function wideLog1p(x: v128): v128 {
  const sum = f64x2.add(constant(ONE), x);
  const correction = lostIn(sum, x);
  return f64x2.add(wideLog(sum), correction);
}

@inline
export function inlineLog1p(x: v128): v128 {
  const sum = f64x2.add(constant(ONE), x);
  return f64x2.add(inlineLog(sum), lostIn(sum, x));
}

/** What the logarithm of `sum` = 1 + x lacks by the rounding of that sum. */
@inline
function lostIn(sum: v128, x: v128): v128 {
  const lost = f64x2.sub(x, f64x2.sub(sum, constant(ONE)));
  // Where x dominates, the rounding error of the sum is no longer lost, nor does it matter.
  return v128.and(f64x2.div(lost, sum), f64x2.lt(x, constant(TWO52)));
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
