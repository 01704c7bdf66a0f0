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
  const q = quadratic(f32x4.sub(a, b), c3, c4, c5, c6);
  // b is left out of the large summand: one rounding less.
  return powered(shifted, f32x4.add(a, f32x4.sub(q, b)));
}

/** exp(r) − 1 − r */
@inline
function quadratic(r: v128, c3: v128, c4: v128, c5: v128, c6: v128): v128 {
  const rr = f32x4.mul(r, r);
  const high = f32x4.add(f32x4.add(f32x4.mul(r, c5), c4), f32x4.mul(rr, c6));
  const low = f32x4.add(f32x4.mul(r, c3), f32x4.splat(0.5));
  return f32x4.mul(rr, f32x4.add(low, f32x4.mul(rr, high)));
}

/** 2ⁿ (1 + w) */
@inline
function powered(shifted: v128, w: v128): v128 {
  const s = i32x4.shl(shifted, 23);
  // Not by adding n to the exponent: NaN times whatever the bits make stays NaN.
  // Nor s + s w: the product may be subnormal, which processors are slow at.
  return f32x4.mul(s, f32x4.add(f32x4.splat(1), w));
}

/** Numbers that `expBlock` takes, and the bytes it needs beside them. */
export const BLOCK: usize = 64;
export const BLOCK_BYTES: usize = 16 * BLOCK;
/** Where in those bytes the parts of z lie: n + rounder, z − n c1, n c2 and their difference r. */
const LARGE: usize = 4 * BLOCK;
const SMALL: usize = 8 * BLOCK;
const REST: usize = 12 * BLOCK;

/**
 * The exponentials of 64 numbers at z, to e (which may be z), as `expRelative` gives them; returns their sum by fours,
 * added in a tree. None may be below the lowest.
 *
 * In two steps, with the reduced arguments between them at `t`: each needs half of the constants, which then stay in
 * the sixteen registers, and its chains of operations are short enough for a processor to see many at once. It is a
 * sixth faster by that.
 */
@inline
export function expBlock(
  z: usize,
  e: usize,
  t: usize,
  rounder: v128,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  c5: v128,
  c6: v128,
): v128 {
  for (let at: usize = 0; at < 4 * BLOCK; at += 64) {
    reduceSixteen(z + at, t + at, rounder, c0, c1, c2);
  }
  const first = finishSixteen(t, e, c3, c4, c5, c6);
  const second = finishSixteen(t + 64, e + 64, c3, c4, c5, c6);
  const third = finishSixteen(t + 128, e + 128, c3, c4, c5, c6);
  const fourth = finishSixteen(t + 192, e + 192, c3, c4, c5, c6);
  return f32x4.add(f32x4.add(first, second), f32x4.add(third, fourth));
}

/** The same of 16 numbers. */
@inline
export function expSixteen(
  z: usize,
  e: usize,
  t: usize,
  rounder: v128,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  c4: v128,
  c5: v128,
  c6: v128,
): v128 {
  reduceSixteen(z, t, rounder, c0, c1, c2);
  return finishSixteen(t, e, c3, c4, c5, c6);
}

@inline
function reduceSixteen(
  z: usize,
  t: usize,
  rounder: v128,
  c0: v128,
  c1: v128,
  c2: v128,
): void {
  const x0 = v128.load(z);
  const x1 = v128.load(z, 16);
  const x2 = v128.load(z, 32);
  const x3 = v128.load(z, 48);
  const shifted0 = f32x4.add(f32x4.mul(x0, c0), rounder);
  const shifted1 = f32x4.add(f32x4.mul(x1, c0), rounder);
  const shifted2 = f32x4.add(f32x4.mul(x2, c0), rounder);
  const shifted3 = f32x4.add(f32x4.mul(x3, c0), rounder);
  v128.store(t, shifted0);
  v128.store(t, shifted1, 16);
  v128.store(t, shifted2, 32);
  v128.store(t, shifted3, 48);
  const n0 = f32x4.sub(shifted0, rounder);
  const n1 = f32x4.sub(shifted1, rounder);
  const n2 = f32x4.sub(shifted2, rounder);
  const n3 = f32x4.sub(shifted3, rounder);
  storeReduced(t, x0, n0, c1, c2);
  storeReduced(t + 16, x1, n1, c1, c2);
  storeReduced(t + 32, x2, n2, c1, c2);
  storeReduced(t + 48, x3, n3, c1, c2);
}

@inline
export function storeReduced(t: usize, x: v128, n: v128, c1: v128, c2: v128): void {
  const a = f32x4.sub(x, f32x4.mul(n, c1));
  const b = f32x4.mul(n, c2);
  v128.store(t, a, LARGE);
  v128.store(t, b, SMALL);
  v128.store(t, f32x4.sub(a, b), REST);
}

/** From what `reduceSixteen` left at t. */
@inline
function finishSixteen(t: usize, e: usize, c3: v128, c4: v128, c5: v128, c6: v128): v128 {
  const e0 = finishFour(t, c3, c4, c5, c6);
  v128.store(e, e0);
  const e1 = finishFour(t + 16, c3, c4, c5, c6);
  v128.store(e, e1, 16);
  const e2 = finishFour(t + 32, c3, c4, c5, c6);
  v128.store(e, e2, 32);
  const e3 = finishFour(t + 48, c3, c4, c5, c6);
  v128.store(e, e3, 48);
  return f32x4.add(f32x4.add(e0, e1), f32x4.add(e2, e3));
}

@inline
export function finishFour(t: usize, c3: v128, c4: v128, c5: v128, c6: v128): v128 {
  const q = quadratic(v128.load(t, REST), c3, c4, c5, c6);
  const w = f32x4.add(v128.load(t, LARGE), f32x4.sub(q, v128.load(t, SMALL)));
  return powered(v128.load(t), w);
}
