/** Softmax cross-entropy of few classes: four rows at a time, each in a lane of its own. */
import { areUsual, gain, loss as regularLoss, regularize, scaledLess, share, slope } from './regularization';
import { LIFT, expConstant, expRelative, exponentsOf, lowestsOf, roundersOf, shiftsOf } from './exp';
import { lowerHalf, narrowed, upperHalf } from './lanes';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';
import { scratch } from './scratch';
import { generalSoftmaxCrossEntropy } from './softmax-cross-entropy-general';
import { exactly } from './softmax-narrow';
import { loadColumns, storeColumns } from './transpose';
import { LN2, wideLog1p } from './wide';

/** As `softmaxCrossEntropy`. A row's bits do not depend on the rows beside it. */
export function narrowSoftmaxCrossEntropy(
  begin: i32,
  end: i32,
  logits: usize,
  labels: usize,
  weights: usize,
  gradient: usize,
  losses: usize,
  classes: i32,
  ignored: i32,
  scale: f64,
): void {
  byFours(false, begin, end, logits, labels, weights, gradient, losses, 0, classes, ignored, 0, 0, scale);
}

/** As `regularizedSoftmaxCrossEntropy`. */
export function narrowRegularizedSoftmaxCrossEntropy(
  begin: i32,
  end: i32,
  logits: usize,
  labels: usize,
  weights: usize,
  gradient: usize,
  losses: usize,
  zLosses: usize,
  classes: i32,
  ignored: i32,
  smoothing: f64,
  zLoss: f64,
  scale: f64,
): void {
  byFours(true, begin, end, logits, labels, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, scale);
}

/** Inlined with a constant `regularized`: what it leaves out costs the plain loss nothing. */
@inline
function byFours(
  regularized: bool,
  begin: i32,
  end: i32,
  logits: usize,
  labels: usize,
  weights: usize,
  gradient: usize,
  losses: usize,
  zLosses: usize,
  classes: i32,
  ignored: i32,
  smoothing: f64,
  zLoss: f64,
  scale: f64,
): void {
  for (let i = begin; i < end; i += 4) {
    // Past the end, the last row again.
    const i1 = min(i + 1, end - 1);
    const i2 = min(i + 2, end - 1);
    const i3 = min(i + 3, end - 1);
    const stride = usize(classes) << 2;
    const max = loadColumns(
      logits + usize(i) * stride,
      logits + usize(i1) * stride,
      logits + usize(i2) * stride,
      logits + usize(i3) * stride,
      classes,
      scratch,
    );
    const label = gather(labels, i, i1, i2, i3);
    const lowerWeight = weights == 0 ? f64x2.splat(1) : gatherTwo(weights, i, i1);
    const upperWeight = weights == 0 ? f64x2.splat(1) : gatherTwo(weights, i2, i3);
    const zero = f64x2.splat(0);
    const unweighted = v128.shuffle<i32>(f64x2.eq(lowerWeight, zero), f64x2.eq(upperWeight, zero), 0, 2, 4, 6);
    const counts = v128.not(v128.or(i32x4.eq(label, i32x4.splat(ignored)), unweighted));
    let loss = f32x4.splat(0);
    if (regularized) {
      const lowerUsual = areUsual(f64x2.mul(lowerWeight, f64x2.splat(scale)), lowerHalf(max), zLoss);
      const upperUsual = areUsual(f64x2.mul(upperWeight, f64x2.splat(scale)), upperHalf(max), zLoss);
      const usual = v128.shuffle<i32>(lowerUsual, upperUsual, 0, 2, 4, 6);
      const others = i32x4.bitmask(v128.andnot(counts, usual));
      if (others != 0) {
        for (let j = i; j <= i3; j++) {
          if ((others >> (j - i)) & 1) {
            generalSoftmaxCrossEntropy(j, j + 1, logits, labels, 0, 0, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, 0, scale);
          } else {
            narrowRegularizedSoftmaxCrossEntropy(j, j + 1, logits, labels, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, scale);
          }
        }
        continue;
      }
      loss = fourRows(true, classes, max, label, lowerWeight, upperWeight, counts, smoothing, zLoss, scale);
      if (zLosses != 0) storeFour(zLosses, i, i1, i2, i3, v128.and(counts, shares));
    } else {
      const bare = f32x4.eq(max, f32x4.splat(-Infinity));
      const empty = v128.any_true(bare) ? v128.and(bare, v128.and(counts, onlyMasked(classes))) : i32x4.splat(0);
      loss = fourRows(false, classes, max, label, lowerWeight, upperWeight, counts, 0, 0, scale);
      loss = v128.bitselect(f32x4.splat(-Infinity), loss, empty);
    }
    storeColumns(
      scratch,
      classes,
      gradient + usize(i) * stride,
      gradient + usize(i1) * stride,
      gradient + usize(i2) * stride,
      gradient + usize(i3) * stride,
    );
    storeFour(losses, i, i1, i2, i3, loss);
  }
}

@inline
function storeFour(to: usize, i: i32, i1: i32, i2: i32, i3: i32, v: v128): void {
  v128.store32_lane(to + (usize(i) << 2), v, 0);
  v128.store32_lane(to + (usize(i1) << 2), v, 1);
  v128.store32_lane(to + (usize(i2) << 2), v, 2);
  v128.store32_lane(to + (usize(i3) << 2), v, 3);
}

/** Those of the four lanes whose numbers are all −∞. */
function onlyMasked(classes: i32): v128 {
  let all = i32x4.splat(-1);
  for (let k = 0; k < classes; k++) {
    all = v128.and(all, f32x4.eq(v128.load(scratch + (usize(k) << 4)), f32x4.splat(-Infinity)));
  }
  return all;
}

function gather(from: usize, i: i32, i1: i32, i2: i32, i3: i32): v128 {
  let v = v128.load32_zero(from + (usize(i) << 2));
  v = v128.load32_lane(from + (usize(i1) << 2), v, 1);
  v = v128.load32_lane(from + (usize(i2) << 2), v, 2);
  return v128.load32_lane(from + (usize(i3) << 2), v, 3);
}

function gatherTwo(from: usize, i: i32, i1: i32): v128 {
  return v128.load64_lane(from + (usize(i1) << 3), v128.load64_zero(from + (usize(i) << 3)), 1);
}

/** The z-losses of the last four rows that are regularized. */
let shares: v128 = f32x4.splat(0);

/** Replaces the logits in the scratch area by the gradient; returns the losses. A row that is not finite gives NaN. */
@inline
function fourRows(
  regularized: bool,
  classes: i32,
  max: v128,
  label: v128,
  lowerWeight: v128,
  upperWeight: v128,
  counts: v128,
  smoothing: f64,
  zLoss: f64,
  scale: f64,
): v128 {
  const last = scratch + (usize(classes) << 4);
  let lowerBelow = f64x2.splat(0);
  let upperBelow = f64x2.splat(0);
  if (regularized && smoothing != 0) {
    for (let at = scratch; at < last; at += 16) {
      const z = v128.load(at);
      lowerBelow = f64x2.add(lowerBelow, f64x2.sub(lowerHalf(max), lowerHalf(z)));
      upperBelow = f64x2.add(upperBelow, f64x2.sub(upperHalf(max), upperHalf(z)));
    }
  }
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

  // The label's term and the largest are taken from the sum, to be added to all digits.
  let labelLogit = f32x4.splat(0);
  let lower = f64x2.splat(0);
  let upper = f64x2.splat(0);
  let ties = i32x4.splat(0);
  let k = i32x4.splat(0);
  for (let at = scratch; at < last; at += 16) {
    const z = f32x4.sub(v128.load(at), shift);
    const e = expRelative(z, lowest, rounder, c0, c1, c2, c3, c4, c5, c6);
    v128.store(at, e);
    const isLabel = i32x4.eq(k, label);
    const isTop = v128.andnot(f32x4.eq(z, top), isLabel);
    labelLogit = v128.bitselect(z, labelLogit, isLabel);
    ties = i32x4.sub(ties, isTop);
    const rest = v128.andnot(e, v128.or(isLabel, isTop));
    lower = f64x2.add(lower, lowerHalf(rest));
    upper = f64x2.add(upper, upperHalf(rest));
    k = i32x4.add(k, i32x4.splat(1));
  }

  const count = f32x4.convert_i32x4_s(ties);
  const lowerExponent = lowerHalf(exponent);
  const upperExponent = upperHalf(exponent);
  const lowerOwn = exactly(lowerHalf(labelLogit), lowerExponent);
  const upperOwn = exactly(upperHalf(labelLogit), upperExponent);
  const lowerOthers = f64x2.add(lower, f64x2.mul(lowerHalf(count), exactly(lowerHalf(top), lowerExponent)));
  const upperOthers = f64x2.add(upper, f64x2.mul(upperHalf(count), exactly(upperHalf(top), upperExponent)));
  const lowerSum = f64x2.add(lowerOwn, lowerOthers);
  const upperSum = f64x2.add(upperOwn, upperOthers);

  const lowerScale = f64x2.mul(lowerWeight, f64x2.splat(scale));
  const upperScale = f64x2.mul(upperWeight, f64x2.splat(scale));
  let lowerK = f64x2.splat(0);
  let upperK = f64x2.splat(0);
  let lowerLabel = f64x2.splat(0);
  let upperLabel = f64x2.splat(0);
  let lowerLoss = f64x2.splat(0);
  let upperLoss = f64x2.splat(0);
  if (regularized) {
    regularize(
      lowerOwn,
      lowerOthers,
      lowerHalf(max),
      riseOf(lowerExponent, lowerHalf(top)),
      lowerBelow,
      f64x2.sub(lowerHalf(top), lowerHalf(labelLogit)),
      classes,
      smoothing,
      zLoss,
    );
    lowerK = f64x2.mul(lowerScale, gain);
    lowerLabel = f64x2.mul(lowerScale, slope);
    lowerLoss = f64x2.mul(lowerWeight, regularLoss);
    const lowerShare = f64x2.mul(lowerWeight, share);
    regularize(
      upperOwn,
      upperOthers,
      upperHalf(max),
      riseOf(upperExponent, upperHalf(top)),
      upperBelow,
      f64x2.sub(upperHalf(top), upperHalf(labelLogit)),
      classes,
      smoothing,
      zLoss,
    );
    upperK = f64x2.mul(upperScale, gain);
    upperLabel = f64x2.mul(upperScale, slope);
    upperLoss = f64x2.mul(upperWeight, regularLoss);
    shares = narrowed(lowerShare, f64x2.mul(upperWeight, share));
  } else {
    lowerK = f64x2.div(lowerScale, lowerSum);
    upperK = f64x2.div(upperScale, upperSum);
    // p − 1 = −(sum of the other p) keeps the digits of confident rows.
    const zero = f64x2.splat(0);
    lowerLabel = f64x2.div(f64x2.sub(zero, f64x2.mul(lowerScale, lowerOthers)), lowerSum);
    upperLabel = f64x2.div(f64x2.sub(zero, f64x2.mul(upperScale, upperOthers)), upperSum);
  }
  const mask = i64x2.splat(UPPER_BITS);
  const lowerHigh = v128.and(lowerK, mask);
  const upperHigh = v128.and(upperK, mask);
  const high = narrowed(lowerHigh, upperHigh);
  const low = narrowed(f64x2.sub(lowerK, lowerHigh), f64x2.sub(upperK, upperHigh));
  const labelGradient = narrowed(lowerLabel, upperLabel);
  k = i32x4.splat(0);
  const halves = upperHalfMask();
  if (regularized) {
    const lowerEven = f64x2.mul(lowerScale, f64x2.splat(smoothing / f64(classes)));
    const upperEven = f64x2.mul(upperScale, f64x2.splat(smoothing / f64(classes)));
    const even = narrowed(lowerEven, upperEven);
    const evenLow = narrowed(
      f64x2.sub(lowerEven, lowerHalf(even)),
      f64x2.sub(upperEven, upperHalf(even)),
    );
    for (let at = scratch; at < last; at += 16) {
      const g = scaledLess(v128.load(at), halves, high, low, even, evenLow);
      v128.store(at, v128.and(counts, v128.bitselect(labelGradient, g, i32x4.eq(k, label))));
      k = i32x4.add(k, i32x4.splat(1));
    }
    return v128.and(counts, narrowed(lowerLoss, upperLoss));
  }
  const limit = narrowed(lowerScale, upperScale); // no p is above 1
  for (let at = scratch; at < last; at += 16) {
    const p = f32x4.pmin(scaled(v128.load(at), halves, high, low), limit);
    v128.store(at, v128.and(counts, v128.bitselect(labelGradient, p, i32x4.eq(k, label))));
    k = i32x4.add(k, i32x4.splat(1));
  }

  lowerLoss = lossOf(lowerOwn, lowerOthers, lowerExponent, lowerHalf(labelLogit));
  upperLoss = lossOf(upperOwn, upperOthers, upperExponent, upperHalf(labelLogit));
  const loss = narrowed(
    f64x2.mul(lowerWeight, lowerLoss),
    f64x2.mul(upperWeight, upperLoss),
  );
  return v128.and(counts, loss);
}

/** The logarithm of the exponentials' unit, less the maximum. */
@inline
function riseOf(exponent: v128, top: v128): v128 {
  return f64x2.sub(f64x2.mul(f64x2.sub(exponent, f64x2.splat(LIFT)), f64x2.splat(LN2)), top);
}

/** log1p(others / own) where the label has the larger part, else log(sum) − log(own). */
function lossOf(own: v128, others: v128, exponent: v128, labelLogit: v128): v128 {
  const confident = f64x2.lt(others, own);
  const sum = f64x2.add(own, others);
  const lifted = f64x2.mul(f64x2.sub(exponent, f64x2.splat(LIFT)), f64x2.splat(LN2));
  const offset = v128.andnot(f64x2.sub(lifted, labelLogit), confident);
  // The sum is about 2^64: the 1 of log1p vanishes in it.
  return f64x2.add(wideLog1p(v128.bitselect(f64x2.div(others, own), sum, confident)), offset);
}
