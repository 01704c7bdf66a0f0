/**
 * Exponentials of four float32, relative to a power of two.
 *
 * A softmax needs exp(z − m) with m near the maximum. Subtracting first rounds, and exp makes tens of ulps of
 * that. Here z itself is reduced, z = n ln 2 + r, so exp(z) = 2ⁿ exp(r), and the maximum enters as an integer in
 * the exponent, which costs nothing and rounds nothing. The reduction holds for |n| < 512; rows with a larger
 * maximum are shifted by it first (`shiftOf`), which is exact for every z that matters [Sterbenz1974].
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

/** round(log2 exp(top)): the power of two that stands for one, `top` being the maximum less the shift. */
@inline
export function exponentOf(top: f32): f32 {
  return top * LOG2E + ROUNDER - ROUNDER;
}

/** Arguments below it count as it. */
@inline
export function lowestOf(exponent: f32): f32 {
  return (exponent + LOWEST) * f32(0.6931472);
}

/** Rounds, and puts the offset into the exponent's bits. */
@inline
export function rounderOf(exponent: f32): f32 {
  return ROUNDER + (127 + LIFT) - exponent;
}

/**
 * exp(z) · 2^(64 − exponent), within 1.36 · 2^-24 of it; NaN for NaN. c0 … c6 are the constants.
 * Within reach of each other: z ≤ top + 40 or so, or the exponent's bits overflow.
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
  const r2 = f32x4.mul(r, r);
  const high = f32x4.add(f32x4.add(f32x4.mul(r, c5), c4), f32x4.mul(r2, c6));
  const low = f32x4.add(f32x4.mul(r, c3), f32x4.splat(0.5));
  const q = f32x4.mul(r2, f32x4.add(low, f32x4.mul(r2, high)));
  const e = f32x4.add(f32x4.splat(1), f32x4.add(r, q));
  // Not added to the exponent: NaN times whatever the bits make stays NaN.
  return f32x4.mul(e, i32x4.shl(shifted, 23));
}
