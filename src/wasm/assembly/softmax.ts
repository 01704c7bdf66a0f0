/** Softmax, its logarithm and the log-sum-exp of rows. */
import { ONE, exponentOf, shiftOf } from './exp';
import { loadPart, lowerHalf, narrowed, storePart, upperHalf } from './lanes';
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
  others = argmax < n ? sumWithout(total, e, n, e + (usize(argmax) << 2)) : total;
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

/** to ← log softmax of the rows [begin, end); may not overwrite the logits. NaN as in `softmax`. */
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
    exponentials(z, classes, out, max);
    const normalizer = log1pOf(others / largest);
    differences(z, classes, max, normalizer, out);
  }
}

/** to ← (z − max) − normalizer, rounded once */
function differences(z: usize, n: i32, max: f32, normalizer: f64, to: usize): void {
  const m = f64x2.splat(f64(max));
  const l = f64x2.splat(normalizer);
  for (; n > 0; n -= 4, z += 16, to += 16) {
    const v = n >= 4 ? v128.load(z) : loadPart(z, n);
    const lower = f64x2.sub(f64x2.sub(lowerHalf(v), m), l);
    const upper = f64x2.sub(f64x2.sub(upperHalf(v), m), l);
    if (n >= 4) v128.store(to, narrowed(lower, upper));
    else storePart(to, narrowed(lower, upper), n);
  }
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
  // In blocks that the scratch area holds. Only the first that has the maximum leaves it out.
  let rest: f64 = 0;
  let found = false;
  for (let k = 0; k < n; k += BLOCK) {
    const length = min(BLOCK, n - k);
    exponentials(z + (usize(k) << 2), length, scratch, max);
    rest += others;
    if (argmax < length && found) rest += largest;
    found = found || argmax < length;
  }
  return f32(f64(max) + log1pOf(rest / largest));
}
