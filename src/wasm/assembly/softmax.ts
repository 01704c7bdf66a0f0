/** Softmax, its logarithm and the log-sum-exp of rows. */
import { ONE, exponentOf, shiftOf } from './exp';
import { loadPart, storePart } from './lanes';
import { expRow, sumWithout } from './row-exponentials';
import { indexIn, rowBound, rowHasNaN, rowMax } from './row-max';
import { fillRow, scaleRow } from './row-scale';
import { scratch } from './scratch';
import { NARROW, narrowLogSoftmax, narrowLogSumExp, narrowSoftmax } from './softmax-narrow';
import { LN2, expOf, log1pOf } from './wide';

/** Numbers that fit into the scratch area with room to spare. */
const BLOCK = 65536;

/** What `exponentials` found out beside its result. */
let argmax: i32 = 0;
let shift: f32 = 0;
let largest: f64 = 0;
let others: f64 = 0;

/**
 * e ← exponentials of n logits relative to the finite `max`, scaled as `expRelative` says, but at `argmax`, where
 * `largest` is to all digits and something else may be stored; `others` is the sum of the rest. The maximum may be
 * that of a longer row: then `argmax` is n if it is not here.
 */
function exponentials(z: usize, n: i32, e: usize, max: f32): void {
  argmax = indexIn(z, n, max);
  shift = shiftOf(max);
  const top = max - shift;
  const exponent = exponentOf(top);
  const total = expRow(z, n, e, rowBound, shift, exponent);
  largest = expOf(f64(top) - f64(exponent) * LN2) * ONE;
  others = argmax < n ? sumWithout(total, n, argmax) : total;
}

/** p ← softmax of the rows [begin, end); may overwrite the logits. A row with NaN or +∞, or only −∞, is NaN. */
export function softmax(begin: i32, end: i32, logits: usize, classes: i32, p: usize): void {
  if (classes <= NARROW) {
    narrowSoftmax(begin, end, logits, classes, p);
    return;
  }
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const to = p + usize(i) * stride;
    const max = rowMax(logits + usize(i) * stride, classes);
    if (!(abs(max) < Infinity)) {
      fillRow(to, classes, NaN);
      continue;
    }
    exponentials(logits + usize(i) * stride, classes, to, max);
    const sum = largest + others;
    scaleRow(to, classes, 1 / sum);
    store<f32>(to + (usize(argmax) << 2), f32(largest / sum));
  }
}

/** to ← log softmax of the rows [begin, end); may overwrite the logits. NaN as in `softmax`. */
export function logSoftmax(begin: i32, end: i32, logits: usize, classes: i32, to: usize): void {
  if (classes <= NARROW) {
    narrowLogSoftmax(begin, end, logits, classes, to);
    return;
  }
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const out = to + usize(i) * stride;
    const max = rowMax(z, classes);
    if (!(abs(max) < Infinity)) {
      fillRow(out, classes, NaN);
      continue;
    }
    differences(z, classes, max, log1pOf(othersOf(z, classes, max) / largest), out);
  }
}

/**
 * to ← z − c, c = max + normalizer, within 1.001 ulp. c is two float32 whose sum has more digits than it takes: either z − high is
 * exact [Sterbenz1974], or it is so far from 0 that low is less than its last bits.
 */
function differences(z: usize, n: i32, max: f32, normalizer: f64, to: usize): void {
  const sum = f32(f64(max) + normalizer);
  const high = f32x4.splat(sum);
  const low = f32x4.splat(f32(f64(max) - f64(sum) + normalizer));
  const last = z + (usize(n) << 2);
  for (; z + 64 <= last; z += 64, to += 64) {
    v128.store(to, f32x4.sub(f32x4.sub(v128.load(z), high), low));
    v128.store(to, f32x4.sub(f32x4.sub(v128.load(z, 16), high), low), 16);
    v128.store(to, f32x4.sub(f32x4.sub(v128.load(z, 32), high), low), 32);
    v128.store(to, f32x4.sub(f32x4.sub(v128.load(z, 48), high), low), 48);
  }
  for (; z + 16 <= last; z += 16, to += 16) v128.store(to, f32x4.sub(f32x4.sub(v128.load(z), high), low));
  const rest = i32((last - z) >> 2);
  storePart(to, f32x4.sub(f32x4.sub(loadPart(z, rest), high), low), rest);
}

/** to[i] ← log Σ exp of row i: −∞ for a row of −∞, +∞ if there is one, NaN for NaN */
export function logSumExp(begin: i32, end: i32, logits: usize, classes: i32, to: usize): void {
  if (classes <= NARROW) {
    narrowLogSumExp(begin, end, logits, classes, to);
    return;
  }
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    store<f32>(to + (usize(i) << 2), rowLogSumExp(logits + usize(i) * stride, classes));
  }
}

function rowLogSumExp(z: usize, n: i32): f32 {
  const max = rowMax(z, n);
  if (!(abs(max) < Infinity)) {
    return rowHasNaN(z, n) ? NaN : max;
  }
  return f32(f64(max) + log1pOf(othersOf(z, n, max) / largest));
}

/** The sum of the exponentials of n logits but the first maximum's, which is `largest`, in blocks that the scratch area holds. */
function othersOf(z: usize, n: i32, max: f32): f64 {
  let rest: f64 = 0;
  let found = false;
  for (let k = 0; k < n; k += BLOCK) {
    const length = min(BLOCK, n - k);
    exponentials(z + (usize(k) << 2), length, scratch, max);
    rest += others;
    if (argmax < length && found) rest += largest;
    found = found || argmax < length;
  }
  return rest;
}
