/** Loss and gradient of four rows of few classes, each in a lane of its own. */
import { LIFT, expConstant, expRelative, exponentsOf, lowestsOf, roundersOf, shiftsOf } from './exp';
import { lowerHalf, narrowed, upperHalf } from './lanes';
import { gain, loss as regularLoss, regularize, scaledLess, share, slope } from './regularization';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';
import { scratch } from './scratch';
import { exactly } from './softmax-narrow';
import { LN2, wideLog1p } from './wide';

/** The z-losses of the last four rows that are regularized. */
export let shares: v128 = f32x4.splat(0);

/** Replaces the logits in the scratch area by the gradient; returns the losses. A row that is not finite gives NaN. */
@inline
export function fourRows(
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
  const even = smoothing / f64(classes);
  let lowerTotal = f64x2.splat(0);
  let upperTotal = f64x2.splat(0);
  if (regularized && smoothing != 0) {
    for (let at = scratch; at < last; at += 16) {
      const z = v128.load(at);
      lowerTotal = f64x2.add(lowerTotal, lowerHalf(z));
      upperTotal = f64x2.add(upperTotal, upperHalf(z));
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
      f64x2.sub(lowerHalf(top), lowerHalf(labelLogit)),
      lowerTotal,
      smoothing,
      even,
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
      f64x2.sub(upperHalf(top), upperHalf(labelLogit)),
      upperTotal,
      smoothing,
      even,
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
    const lowerLess = f64x2.mul(lowerScale, f64x2.splat(even));
    const upperLess = f64x2.mul(upperScale, f64x2.splat(even));
    const less = narrowed(lowerLess, upperLess);
    const lessLow = narrowed(
      f64x2.sub(lowerLess, lowerHalf(less)),
      f64x2.sub(upperLess, upperHalf(less)),
    );
    for (let at = scratch; at < last; at += 16) {
      const g = scaledLess(v128.load(at), halves, high, low, less, lessLow);
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
