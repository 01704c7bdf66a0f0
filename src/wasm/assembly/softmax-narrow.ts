/** Softmax, its logarithm and the log-sum-exp of rows of few numbers: four rows at a time, each in a lane of its own. */
import { ONE, expConstant, expRelative, exponentsOf, lowestsOf, roundersOf, shiftsOf } from './exp';
import { lowerHalf, narrowed, upperHalf } from './lanes';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';
import { scratch } from './scratch';
import { loadColumns, storeColumns } from './transpose';
import { LN2, inlineExp, wideLog1p } from './wide';

/** Up to this many numbers in a row. */
export const NARROW = 32;

/** Stands for the exponential of a row's maximum, which is known better than float32 can say. */
const MAXIMUM: f32 = -1;

// What is known of the four rows.
let max: v128 = f32x4.splat(0);
let hasNaN: v128 = i32x4.splat(0);
/** exp(max − shift), to all digits, and the sum of all other exponentials on the same scale; two rows each. */
let lowerLargest: v128 = f64x2.splat(0);
let upperLargest: v128 = f64x2.splat(0);
let lowerOthers: v128 = f64x2.splat(0);
let upperOthers: v128 = f64x2.splat(0);

/** As `softmax`. A row's bits do not depend on the rows beside it. */
export function narrowSoftmax(begin: i32, end: i32, logits: usize, classes: i32, p: usize): void {
  const one = f64x2.splat(1);
  const mask = i64x2.splat(UPPER_BITS);
  const last = scratch + (usize(classes) << 4);
  for (let i = begin; i < end; i += 4) {
    loadRows(i, end, logits, classes);
    sumExponentials(classes, true);
    const lowerK = f64x2.div(one, f64x2.add(lowerLargest, lowerOthers));
    const upperK = f64x2.div(one, f64x2.add(upperLargest, upperOthers));
    const lowerHigh = v128.and(lowerK, mask);
    const upperHigh = v128.and(upperK, mask);
    const high = narrowed(lowerHigh, upperHigh);
    const low = narrowed(f64x2.sub(lowerK, lowerHigh), f64x2.sub(upperK, upperHigh));
    const largest = narrowed(f64x2.mul(lowerLargest, lowerK), f64x2.mul(upperLargest, upperK));
    const none = withoutDistribution();
    const halves = upperHalfMask();
    for (let at = scratch; at < last; at += 16) {
      const e = v128.load(at);
      const q = f32x4.pmin(scaled(e, halves, high, low), largest);
      v128.store(at, v128.bitselect(f32x4.splat(NaN), v128.bitselect(largest, q, f32x4.lt(e, f32x4.splat(0))), none));
    }
    storeRows(i, end, p, classes);
  }
}

/** As `logSoftmax`. */
export function narrowLogSoftmax(begin: i32, end: i32, logits: usize, classes: i32, to: usize): void {
  const last = scratch + (usize(classes) << 4);
  for (let i = begin; i < end; i += 4) {
    loadRows(i, end, logits, classes);
    sumExponentials(classes, false);
    const lowerMax = lowerHalf(max);
    const upperMax = upperHalf(max);
    const lowerNormalizer = wideLog1p(f64x2.div(lowerOthers, lowerLargest));
    const upperNormalizer = wideLog1p(f64x2.div(upperOthers, upperLargest));
    const none = withoutDistribution();
    for (let at = scratch; at < last; at += 16) {
      const z = v128.load(at);
      const lower = f64x2.sub(f64x2.sub(lowerHalf(z), lowerMax), lowerNormalizer);
      const upper = f64x2.sub(f64x2.sub(upperHalf(z), upperMax), upperNormalizer);
      v128.store(at, v128.bitselect(f32x4.splat(NaN), narrowed(lower, upper), none));
    }
    storeRows(i, end, to, classes);
  }
}

/** As `logSumExp`. */
export function narrowLogSumExp(begin: i32, end: i32, logits: usize, classes: i32, to: usize): void {
  for (let i = begin; i < end; i += 4) {
    loadRows(i, end, logits, classes);
    sumExponentials(classes, false);
    const lower = wideLog1p(f64x2.div(lowerOthers, lowerLargest));
    const upper = wideLog1p(f64x2.div(upperOthers, upperLargest));
    const sum = narrowed(f64x2.add(lowerHalf(max), lower), f64x2.add(upperHalf(max), upper));
    const infinite = v128.bitselect(f32x4.splat(NaN), max, hasNaN);
    storeRowsOfOne(i, end, to, v128.bitselect(infinite, sum, withoutDistribution()));
  }
}

/** Those of the four rows that have NaN or +∞, or only −∞. */
function withoutDistribution(): v128 {
  return v128.or(hasNaN, f32x4.eq(f32x4.abs(max), f32x4.splat(Infinity)));
}

/** Rows i … i + 3 into the scratch area; past the end, the last row again. */
function loadRows(i: i32, end: i32, logits: usize, classes: i32): void {
  const stride = usize(classes) << 2;
  const first = logits + usize(i) * stride;
  const last = logits + usize(end - 1) * stride;
  max = loadColumns(
    first,
    min(first + stride, last),
    min(first + 2 * stride, last),
    min(first + 3 * stride, last),
    classes,
    scratch,
  );
}

function storeRows(i: i32, end: i32, to: usize, classes: i32): void {
  const stride = usize(classes) << 2;
  const first = to + usize(i) * stride;
  const last = to + usize(end - 1) * stride;
  storeColumns(
    scratch,
    classes,
    first,
    min(first + stride, last),
    min(first + 2 * stride, last),
    min(first + 3 * stride, last),
  );
}

function storeRowsOfOne(i: i32, end: i32, to: usize, v: v128): void {
  const at = to + (usize(i) << 2);
  if (i + 4 <= end) {
    v128.store(at, v);
    return;
  }
  v128.store32_lane(at, v, 0);
  if (i + 1 < end) v128.store32_lane(at, v, 1, 4);
  if (i + 2 < end) v128.store32_lane(at, v, 2, 8);
}

/** Sums the exponentials of the rows in the scratch area; puts them in the logits' place, but the maximum's, if `keep`. */
function sumExponentials(classes: i32, keep: bool): void {
  const shift = shiftsOf(max);
  const top = f32x4.sub(max, shift);
  const exponent = exponentsOf(top);
  const lowest = lowestsOf(exponent);
  const rounder = roundersOf(exponent);
  const c0 = expConstant(0);
  const c1 = expConstant(1);
  const c2 = expConstant(2);
  const c3 = expConstant(3);
  const c4 = expConstant(4);
  const c5 = expConstant(5);
  const c6 = expConstant(6);
  let lower = f64x2.splat(0);
  let upper = f64x2.splat(0);
  let ties = i32x4.splat(0);
  let bad = i32x4.splat(0);
  const last = scratch + (usize(classes) << 4);
  for (let at = scratch; at < last; at += 16) {
    const logit = v128.load(at);
    bad = v128.or(bad, f32x4.ne(logit, logit));
    const z = f32x4.sub(logit, shift);
    const e = expRelative(z, lowest, rounder, c0, c1, c2, c3, c4, c5, c6);
    // Those at the maximum are added to all digits, and the first not to the others.
    const isTop = f32x4.eq(z, top);
    if (keep) v128.store(at, v128.bitselect(f32x4.splat(MAXIMUM), e, isTop));
    ties = i32x4.sub(ties, isTop);
    const rest = v128.andnot(e, isTop);
    lower = f64x2.add(lower, lowerHalf(rest));
    upper = f64x2.add(upper, upperHalf(rest));
  }
  hasNaN = bad;
  lowerLargest = exactly(lowerHalf(top), lowerHalf(exponent));
  upperLargest = exactly(upperHalf(top), upperHalf(exponent));
  const more = f32x4.convert_i32x4_s(i32x4.sub(ties, i32x4.splat(1)));
  lowerOthers = f64x2.add(lower, f64x2.mul(lowerHalf(more), lowerLargest));
  upperOthers = f64x2.add(upper, f64x2.mul(upperHalf(more), upperLargest));
}

/** exp(z) · 2^(64 − exponent) of two numbers, to all digits */
@inline
export function exactly(z: v128, exponent: v128): v128 {
  const d = f64x2.sub(z, f64x2.mul(exponent, f64x2.splat(LN2)));
  return f64x2.mul(inlineExp(d), f64x2.splat(ONE));
}
