/**
 * Exponentials of four float32, relative to a power of two.
 *
 * A softmax needs exp(z − m) with m near the maximum. Subtracting first rounds, and exp makes tens of ulps of
 * that. Here z itself is reduced, z = n ln 2 + r with ln 2 in two parts [CodyWaite1980], so exp(z) = 2ⁿ exp(r),
 * and the maximum enters as an integer in the exponent, which costs nothing and rounds nothing. The reduction
 * holds for |n| < 512; rows with a larger maximum are shifted by it first (`shiftOf`), which is exact for every z
 * that matters [Sterbenz1974].
 */

/** Up to this size a row's maximum is reduced as it is; above, max z − z ≤ 105 makes z − max z exact. */
const DIRECT: f32 = 210;
/** 2^64 stands for one, so that what is tiny beside the maximum is a normal number until it is scaled. */
export const LIFT: f32 = 64;
export const ONE: f64 = 18446744073709551616.0;
/** The smallest exponent, relative to the maximum's, that is told from −∞: half of 2^-149, and room for a scale. */
const LOWEST: f32 = -189;

const LOG2E: f32 = 1.44269504088896341;
/** 1.5 · 2^23: adding it rounds to an integer, which is then in the lowest bits. */
const ROUNDER: f32 = 12582912;

/**
 * Constants as data: a loop that holds them in locals keeps the lot in registers, or spilled beside them. The
 * engines make a literal anew each time round (Node 24 loses a sixth by it).
 */
const CONSTANTS = memory.data<f32>([
  1.44269504088896341, // log2 e
  0.693145751953125, // ln 2 to 15 bits: its product with an integer below 512 is exact
  1.42860682030941723212e-6, // the rest of ln 2
  // (exp(r) − 1 − r)/r² = 1/2 + … on |r| ≤ ln 2 / 2, minimax relative to exp(r): 0.06 · 2^-24
  0.16666533946822154,
  0.04166723810654935,
  0.00836749049565924,
  0.0013863773334356567,
]);

/** Constant number k, four times. */
@inline
export function expConstant(k: usize): v128 {
  return v128.load32_splat(CONSTANTS + (k << 2));
}

/** What is to be subtracted from a row before its exponentials: 0, or the maximum where it is large. */
@inline
export function shiftOf(max: f32): f32 {
  return abs(max) > DIRECT ? max : 0;
}

@inline
export function shiftsOf(max: v128): v128 {
  return v128.and(max, f32x4.gt(f32x4.abs(max), f32x4.splat(DIRECT)));
}

/** round(log2 exp(top)): the power of two that stands for one, `top` being the maximum less the shift. */
@inline
export function exponentOf(top: f32): f32 {
  return top * LOG2E + ROUNDER - ROUNDER;
}

@inline
export function exponentsOf(top: v128): v128 {
  const rounder = f32x4.splat(ROUNDER);
  return f32x4.sub(f32x4.add(f32x4.mul(top, f32x4.splat(LOG2E)), rounder), rounder);
}

/** Arguments below it count as it. */
@inline
export function lowestOf(exponent: f32): f32 {
  return (exponent + LOWEST) * f32(0.6931472);
}

@inline
export function lowestsOf(exponent: v128): v128 {
  return f32x4.mul(f32x4.add(exponent, f32x4.splat(LOWEST)), f32x4.splat(0.6931472));
}

/** Rounds, and puts the offset into the exponent's bits. */
@inline
export function rounderOf(exponent: f32): f32 {
  return ROUNDER + (127 + LIFT) - exponent;
}

@inline
export function roundersOf(exponent: v128): v128 {
  return f32x4.sub(f32x4.splat(ROUNDER + (127 + LIFT)), exponent);
}

/**
 * exp(z) · 2^(64 − exponent), within 1.23 · 2^-24 of it; NaN for NaN. c0 … c6 are the constants.
 * z may be 40 above `top`; far beyond that the exponent's bits overflow.
 */
@inline
export function expRelative(
  z: v128,
  lowest: v128,
  rounder: v128,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  c5: v128,
  c6: v128,
): v128 {
  const x = f32x4.pmax(z, lowest);
  const shifted = f32x4.add(f32x4.mul(x, c0), rounder);
  const n = f32x4.sub(shifted, rounder);
  const a = f32x4.sub(x, f32x4.mul(n, c1));
  const b = f32x4.mul(n, c2);
  const r = f32x4.sub(a, b);
  const rr = f32x4.mul(r, r);
  const high = f32x4.add(f32x4.add(f32x4.mul(r, c5), c4), f32x4.mul(rr, c6));
  const low = f32x4.add(f32x4.mul(r, c3), f32x4.splat(0.5));
  const q = f32x4.mul(rr, f32x4.add(low, f32x4.mul(rr, high)));
  // b is left out of the large summand: one rounding less.
  const w = f32x4.add(a, f32x4.sub(q, b));
  const s = i32x4.shl(shifted, 23);
  // Not by adding n to the exponent: NaN times whatever the bits make stays NaN.
  return f32x4.add(s, f32x4.mul(s, w));
}

/**
 * The exponentials of 16 numbers at z, to e; returns their sum by fours.
 *
 * `expRelative` four times, step by step: a processor that looks a hundred instructions ahead sees four chains of
 * operations beside each other instead of two after one another. It is a sixth faster by that.
 */
@inline
export function expSixteen(
  z: usize,
  e: usize,
  lowest: v128,
  rounder: v128,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  c5: v128,
  c6: v128,
): v128 {
  const half = f32x4.splat(0.5);
  const x0 = f32x4.pmax(v128.load(z), lowest);
  const x1 = f32x4.pmax(v128.load(z, 16), lowest);
  const x2 = f32x4.pmax(v128.load(z, 32), lowest);
  const x3 = f32x4.pmax(v128.load(z, 48), lowest);
  const shifted0 = f32x4.add(f32x4.mul(x0, c0), rounder);
  const shifted1 = f32x4.add(f32x4.mul(x1, c0), rounder);
  const shifted2 = f32x4.add(f32x4.mul(x2, c0), rounder);
  const shifted3 = f32x4.add(f32x4.mul(x3, c0), rounder);
  const n0 = f32x4.sub(shifted0, rounder);
  const n1 = f32x4.sub(shifted1, rounder);
  const n2 = f32x4.sub(shifted2, rounder);
  const n3 = f32x4.sub(shifted3, rounder);
  const a0 = f32x4.sub(x0, f32x4.mul(n0, c1));
  const a1 = f32x4.sub(x1, f32x4.mul(n1, c1));
  const a2 = f32x4.sub(x2, f32x4.mul(n2, c1));
  const a3 = f32x4.sub(x3, f32x4.mul(n3, c1));
  const b0 = f32x4.mul(n0, c2);
  const b1 = f32x4.mul(n1, c2);
  const b2 = f32x4.mul(n2, c2);
  const b3 = f32x4.mul(n3, c2);
  const r0 = f32x4.sub(a0, b0);
  const r1 = f32x4.sub(a1, b1);
  const r2 = f32x4.sub(a2, b2);
  const r3 = f32x4.sub(a3, b3);
  const rr0 = f32x4.mul(r0, r0);
  const rr1 = f32x4.mul(r1, r1);
  const rr2 = f32x4.mul(r2, r2);
  const rr3 = f32x4.mul(r3, r3);
  const high0 = f32x4.add(f32x4.add(f32x4.mul(r0, c5), c4), f32x4.mul(rr0, c6));
  const high1 = f32x4.add(f32x4.add(f32x4.mul(r1, c5), c4), f32x4.mul(rr1, c6));
  const high2 = f32x4.add(f32x4.add(f32x4.mul(r2, c5), c4), f32x4.mul(rr2, c6));
  const high3 = f32x4.add(f32x4.add(f32x4.mul(r3, c5), c4), f32x4.mul(rr3, c6));
  const low0 = f32x4.add(f32x4.mul(r0, c3), half);
  const low1 = f32x4.add(f32x4.mul(r1, c3), half);
  const low2 = f32x4.add(f32x4.mul(r2, c3), half);
  const low3 = f32x4.add(f32x4.mul(r3, c3), half);
  const q0 = f32x4.mul(rr0, f32x4.add(low0, f32x4.mul(rr0, high0)));
  const q1 = f32x4.mul(rr1, f32x4.add(low1, f32x4.mul(rr1, high1)));
  const q2 = f32x4.mul(rr2, f32x4.add(low2, f32x4.mul(rr2, high2)));
  const q3 = f32x4.mul(rr3, f32x4.add(low3, f32x4.mul(rr3, high3)));
  const w0 = f32x4.add(a0, f32x4.sub(q0, b0));
  const w1 = f32x4.add(a1, f32x4.sub(q1, b1));
  const w2 = f32x4.add(a2, f32x4.sub(q2, b2));
  const w3 = f32x4.add(a3, f32x4.sub(q3, b3));
  const s0 = i32x4.shl(shifted0, 23);
  const s1 = i32x4.shl(shifted1, 23);
  const s2 = i32x4.shl(shifted2, 23);
  const s3 = i32x4.shl(shifted3, 23);
  const e0 = f32x4.add(s0, f32x4.mul(s0, w0));
  const e1 = f32x4.add(s1, f32x4.mul(s1, w1));
  const e2 = f32x4.add(s2, f32x4.mul(s2, w2));
  const e3 = f32x4.add(s3, f32x4.mul(s3, w3));
  v128.store(e, e0);
  v128.store(e, e1, 16);
  v128.store(e, e2, 32);
  v128.store(e, e3, 48);
  return f32x4.add(f32x4.add(e0, e1), f32x4.add(e2, e3));
}
