/** exp, log and what is made of them, elementwise over [begin, end), rounded once from float64. May overwrite x. */
import { loadPart, lowerHalf, narrowed, storePart, upperHalf } from './lanes';
import { wideExp, wideLog, wideLog1p } from './wide';

export function exp(begin: i32, end: i32, x: usize, to: usize): void {
  // ±700 is far beyond what float32 holds: conversion makes 0 and +∞ of it.
  each(begin, end, x, to, wideExp);
}

/** −∞ at ±0, NaN below */
export function log(begin: i32, end: i32, x: usize, to: usize): void {
  each(begin, end, x, to, logarithm);
}

export function sigmoid(begin: i32, end: i32, x: usize, to: usize): void {
  each(begin, end, x, to, logistic);
}

export function softplus(begin: i32, end: i32, x: usize, to: usize): void {
  each(begin, end, x, to, smoothMaximum);
}

export function tanh(begin: i32, end: i32, x: usize, to: usize): void {
  each(begin, end, x, to, hyperbolicTangent);
}

/** to ← g (1 − y)(1 + y) of the output y */
export function tanhBackward(begin: i32, end: i32, y: usize, g: usize, to: usize): void {
  const one = f64x2.splat(1);
  for (let i = begin; i < end; i += 4) {
    const at = usize(i) << 2;
    const n = end - i;
    const v = n >= 4 ? v128.load(y + at) : loadPart(y + at, n);
    const w = n >= 4 ? v128.load(g + at) : loadPart(g + at, n);
    const lower = lowerHalf(v);
    const upper = upperHalf(v);
    const lowerSlope = f64x2.mul(f64x2.sub(one, lower), f64x2.add(one, lower));
    const upperSlope = f64x2.mul(f64x2.sub(one, upper), f64x2.add(one, upper));
    const result = narrowed(f64x2.mul(lowerHalf(w), lowerSlope), f64x2.mul(upperHalf(w), upperSlope));
    if (n >= 4) v128.store(to + at, result);
    else storePart(to + at, result, n);
  }
}

/** to ← f(x); inlined, so that f is called (or inlined) directly. */
@inline
function each(begin: i32, end: i32, x: usize, to: usize, f: (x: v128) => v128): void {
  for (let i = begin; i < end; i += 4) {
    const at = usize(i) << 2;
    const n = end - i;
    const v = n >= 4 ? v128.load(x + at) : loadPart(x + at, n);
    const result = narrowed(f(lowerHalf(v)), f(upperHalf(v)));
    if (n >= 4) v128.store(to + at, result);
    else storePart(to + at, result, n);
  }
}

/** ln of two numbers that float32 holds: above 0 they are normal as float64. */
function logarithm(x: v128): v128 {
  const zero = f64x2.splat(0);
  let ln = v128.bitselect(x, wideLog(x), f64x2.eq(x, f64x2.splat(Infinity)));
  ln = v128.bitselect(f64x2.splat(-Infinity), ln, f64x2.eq(x, zero));
  return v128.bitselect(f64x2.splat(NaN), ln, f64x2.lt(x, zero));
}

/** 1 / (1 + e⁻ˣ), and below 0 eˣ / (1 + eˣ) */
function logistic(x: v128): v128 {
  const one = f64x2.splat(1);
  const e = wideExp(f64x2.neg(f64x2.abs(x)));
  return f64x2.div(v128.bitselect(e, one, f64x2.lt(x, f64x2.splat(0))), f64x2.add(one, e));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|) */
function smoothMaximum(x: v128): v128 {
  return f64x2.add(f64x2.pmax(x, f64x2.splat(0)), wideLog1p(wideExp(f64x2.neg(f64x2.abs(x)))));
}

/** (1 − e^−2|x|) / (1 + e^−2|x|) with the sign of x; near 0, where that cancels, x − x³/3 + 2x⁵/15 */
function hyperbolicTangent(x: v128): v128 {
  const one = f64x2.splat(1);
  const size = f64x2.abs(x);
  const e = wideExp(f64x2.mul(size, f64x2.splat(-2)));
  const quotient = f64x2.div(f64x2.sub(one, e), f64x2.add(one, e));
  const large = v128.bitselect(x, quotient, f64x2.splat(-0.0));
  const x2 = f64x2.mul(x, x);
  const tail = f64x2.add(f64x2.splat(-1.0 / 3), f64x2.mul(x2, f64x2.splat(2.0 / 15)));
  const small = f64x2.mul(x, f64x2.add(one, f64x2.mul(x2, tail)));
  return v128.bitselect(small, large, f64x2.lt(size, f64x2.splat(1.0 / 256)));
}
