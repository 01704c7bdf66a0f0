/** exp and log, elementwise over [begin, end), rounded once from float64. A result may overwrite its operand. */
import { loadPart, lowerHalf, narrowed, storePart, upperHalf } from './lanes';
import { wideExp, wideLog } from './wide';

export function exp(begin: i32, end: i32, x: usize, to: usize): void {
  for (let i = begin; i < end; i += 4) {
    const at = usize(i) << 2;
    const n = end - i;
    const v = n >= 4 ? v128.load(x + at) : loadPart(x + at, n);
    // ±700 is far beyond what float32 holds: conversion makes 0 and +∞ of it.
    const e = narrowed(wideExp(lowerHalf(v)), wideExp(upperHalf(v)));
    if (n >= 4) v128.store(to + at, e);
    else storePart(to + at, e, n);
  }
}

/** −∞ at ±0, NaN below */
export function log(begin: i32, end: i32, x: usize, to: usize): void {
  for (let i = begin; i < end; i += 4) {
    const at = usize(i) << 2;
    const n = end - i;
    const v = n >= 4 ? v128.load(x + at) : loadPart(x + at, n);
    // A float32 above 0 is a normal float64.
    let ln = narrowed(wideLog(lowerHalf(v)), wideLog(upperHalf(v)));
    ln = v128.bitselect(v, ln, f32x4.eq(v, f32x4.splat(Infinity)));
    ln = v128.bitselect(f32x4.splat(-Infinity), ln, f32x4.eq(v, f32x4.splat(0)));
    ln = v128.bitselect(f32x4.splat(NaN), ln, f32x4.lt(v, f32x4.splat(0)));
    if (n >= 4) v128.store(to + at, ln);
    else storePart(to + at, ln, n);
  }
}
