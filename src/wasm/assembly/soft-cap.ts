/** Soft-capped logits in base 2, and their slopes, in float64. */
import { LN2, inlineExp } from './wide';

const LOG2E: f64 = 1.4426950408889634074;
/** A cap beyond these leaves every float32 as it is, or none but 0. */
const LEAST_CAP: f64 = 1e-50;
const LARGEST_CAP: f64 = 1e50;
/** Up to so many caps a fraction takes half the time of an exponential. */
const NEAR: f64 = 1.25;
/** More of it would be 0 · ∞ at 0. */
const LARGEST_STEEPNESS: f64 = 1e300;

// Of the cap that was set last: tanh(x / cap) · cap · log2 e ≈ x P(x²) / Q(x²), the best such fraction up to NEAR: within
// 7e-15. Each thread has its own.
let cap: f64 = 0;
let near: f64 = 0;
/** ln 2 / cap */
let rate: f64 = 0;
/** −2 / cap */
let steepness: f64 = 0;
let p0: f64 = 0;
let p1: f64 = 0;
let p2: f64 = 0;
const p3: f64 = 0.050881960193669853619;
let q0: f64 = 0;
let q1: f64 = 0;
let q2: f64 = 0;

export function setSoftCap(softcap: f64): void {
  const c = min(max(softcap, LEAST_CAP), LARGEST_CAP);
  const c2 = c * c;
  const c4 = c2 * c2;
  const c6 = c4 * c2;
  cap = softcap;
  near = NEAR * softcap;
  rate = LN2 / c;
  steepness = 0 - min(2 / softcap, LARGEST_STEEPNESS);
  p0 = 7065.7857600013820597 * c6;
  p1 = 904.51419695868530247 * c4;
  p2 = 19.614254344920762303 * c2;
  q0 = 4897.6294779855998895 * c6;
  q1 = 2259.5046247246683394 * c4;
  q2 = 113.74650963366245351 * c2;
}

/** The slopes at the numbers that `capped` was given last. */
export let capSlope: v128 = f64x2.splat(1);

/** cap · tanh(x / cap) · log2 e, −∞ for −∞: it marks a class that is masked out. The slope is that without log2 e. */
export function capped(x: v128): v128 {
  const square = f64x2.mul(x, x);
  const p = withNext(p0, withNext(p1, withNext(p2, f64x2.splat(p3), square), square), square);
  const q = withNext(q0, withNext(q1, f64x2.add(f64x2.splat(q2), square), square), square);
  const z = f64x2.mul(x, f64x2.div(p, q));
  const t = f64x2.mul(z, f64x2.splat(rate));
  capSlope = f64x2.sub(f64x2.splat(1), f64x2.mul(t, t));
  const isNear = f64x2.lt(f64x2.abs(x), f64x2.splat(near));
  return i64x2.all_true(isNear) ? z : cappedFar(x, z, isNear);
}

/** c + sum · x */
@inline
function withNext(c: f64, sum: v128, x: v128): v128 {
  return f64x2.add(f64x2.splat(c), f64x2.mul(sum, x));
}

/** The derivative is 4 d / (1 + d)² with d = exp(−2 |x| / cap): far from 0, 1 − tanh² would cancel. */
function cappedFar(x: v128, z: v128, isNear: v128): v128 {
  const one = f64x2.splat(1);
  const decay = inlineExp(f64x2.mul(f64x2.abs(x), f64x2.splat(steepness)));
  const half = f64x2.div(one, f64x2.add(one, decay));
  const slope = f64x2.mul(f64x2.mul(f64x2.splat(4), decay), f64x2.mul(half, half));
  capSlope = v128.bitselect(capSlope, slope, isNear);
  const size = f64x2.mul(f64x2.mul(f64x2.splat(cap * LOG2E), f64x2.sub(one, decay)), half);
  const signed = v128.bitselect(x, size, f64x2.splat(-0.0));
  const far = v128.bitselect(x, signed, f64x2.eq(x, f64x2.splat(-Infinity)));
  return v128.bitselect(z, far, isNear);
}
