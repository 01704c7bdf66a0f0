/** Loss and gradient of four rows of few classes, each in a lane of its own. */
import { EXPONENTIALS, exponentiateColumns } from './column-exponentials';
import { LIFT, exponentsOf, lowestsOf, roundersOf, shiftsOf } from './exp';
import { LEAST_FACTOR, LIFTED, factor as labelFactor, labelLoss, loss as lossOfLabel } from './label-loss';
import { lowerHalf, narrowed, upperHalf } from './lanes';
import { gain, loss as regularLoss, regularize, scaledLess, share, slope } from './regularization';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';
import { scratch } from './scratch';
import { exactly } from './softmax-narrow';
import { storeColumn, storeFourColumns, storeTwoColumns } from './transpose';
import { LN2, inlineLog1p } from './wide';

/** The z-losses of the last four rows that are regularized. */
export let shares: v128 = f32x4.splat(0);

/**
 * Loss, returned, and if it `keeps` it the gradient, stored to the rows g0 … g3, of the logits in the scratch area. A row that is not finite
 * gives NaN. Where `counts` is 0 the label may be any class. With `ofLabel` the loss is `labelLoss` of `kind`, `a` and `b`.
 */
@inline
export function fourRows(
  regularized: bool,
  ofLabel: bool,
  classes: i32,
  max: v128,
  label: v128,
  lowerWeight: v128,
  upperWeight: v128,
  counts: v128,
  smoothing: f64,
  zLoss: f64,
  kind: i32,
  a: f64,
  b: f64,
  scale: f64,
  keeps: bool,
  g0: usize,
  g1: usize,
  g2: usize,
  g3: usize,
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
  const lowerExponent = lowerHalf(exponent);
  const upperExponent = upperHalf(exponent);
  const givenLogit = logitsAt(label);
  const labelLogit = f32x4.sub(givenLogit, shift);
  let lowerLogit = lowerHalf(labelLogit);
  let upperLogit = upperHalf(labelLogit);
  if (ofLabel) {
    // A power of p makes a large error of one in −log p.
    lowerLogit = f64x2.sub(lowerHalf(givenLogit), lowerHalf(shift));
    upperLogit = f64x2.sub(upperHalf(givenLogit), upperHalf(shift));
  }
  const lowerOwn = exactly(lowerLogit, lowerExponent);
  const upperOwn = exactly(upperLogit, upperExponent);
  const lowerTop = exactly(lowerHalf(top), lowerExponent);
  const upperTop = exactly(upperHalf(top), upperExponent);
  exponentiateColumns(last, shift, lowest, rounder);

  // The label's term and the largest are taken from the sum, to be added to all digits.
  let lower = f64x2.splat(0);
  let upper = f64x2.splat(0);
  let ties = i32x4.splat(0);
  let k = i32x4.splat(0);
  for (let at = scratch; at < last; at += 16) {
    const isLabel = i32x4.eq(k, label);
    const isTop = v128.andnot(f32x4.eq(v128.load(at), max), isLabel);
    ties = i32x4.sub(ties, isTop);
    const rest = v128.andnot(v128.load(at, EXPONENTIALS), v128.or(isLabel, isTop));
    lower = f64x2.add(lower, lowerHalf(rest));
    upper = f64x2.add(upper, upperHalf(rest));
    k = i32x4.sub(k, i32x4.splat(-1)); // −1 takes one instruction, 1 three
  }
  const count = f32x4.convert_i32x4_s(ties);
  const lowerOthers = f64x2.add(lower, f64x2.mul(lowerHalf(count), lowerTop));
  const upperOthers = f64x2.add(upper, f64x2.mul(upperHalf(count), upperTop));
  const lowerSum = f64x2.add(lowerOwn, lowerOthers);
  const upperSum = f64x2.add(upperOwn, upperOthers);

  let lowerScale = f64x2.mul(lowerWeight, f64x2.splat(scale));
  let upperScale = f64x2.mul(upperWeight, f64x2.splat(scale));
  let lift = f32x4.splat(1);
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
  } else if (ofLabel) {
    const lowerCost = lossOf(lowerOwn, lowerOthers, lowerExponent, lowerLogit);
    labelLoss(kind, a, b, lowerOwn, lowerOthers, lowerCost);
    lowerLoss = lossOfLabel;
    lowerScale = f64x2.mul(lowerScale, labelFactor);
    const upperCost = lossOf(upperOwn, upperOthers, upperExponent, upperLogit);
    labelLoss(kind, a, b, upperOwn, upperOthers, upperCost);
    upperLoss = lossOfLabel;
    upperScale = f64x2.mul(upperScale, labelFactor);
  }
  if (keeps) {
    if (!regularized) {
      lowerK = f64x2.div(lowerScale, lowerSum);
      upperK = f64x2.div(upperScale, upperSum);
      // p − 1 = −(sum of the other p) keeps the digits of confident rows.
      const zero = f64x2.splat(0);
      lowerLabel = f64x2.div(f64x2.sub(zero, f64x2.mul(lowerScale, lowerOthers)), lowerSum);
      upperLabel = f64x2.div(f64x2.sub(zero, f64x2.mul(upperScale, upperOthers)), upperSum);
      if (ofLabel) {
        const lowerTiny = f64x2.lt(lowerK, f64x2.splat(LEAST_FACTOR));
        const upperTiny = f64x2.lt(upperK, f64x2.splat(LEAST_FACTOR));
        const lifted = f64x2.splat(LIFTED);
        lowerK = v128.bitselect(f64x2.mul(lowerK, lifted), lowerK, lowerTiny);
        upperK = v128.bitselect(f64x2.mul(upperK, lifted), upperK, upperTiny);
        const tiny = v128.shuffle<i32>(lowerTiny, upperTiny, 0, 2, 4, 6);
        lift = v128.bitselect(f32x4.splat(f32(1 / LIFTED)), lift, tiny);
      }
    }
    const mask = i64x2.splat(UPPER_BITS);
    const lowerHigh = v128.and(lowerK, mask);
    const upperHigh = v128.and(upperK, mask);
    const high = narrowed(lowerHigh, upperHigh);
    const low = narrowed(f64x2.sub(lowerK, lowerHigh), f64x2.sub(upperK, upperHigh));
    const labelGradient = narrowed(lowerLabel, upperLabel);
    const limit = narrowed(lowerScale, upperScale); // no p is above 1
    let less = f32x4.splat(0);
    let lessLow = f32x4.splat(0);
    if (regularized) {
      const lowerLess = f64x2.mul(lowerScale, f64x2.splat(even));
      const upperLess = f64x2.mul(upperScale, f64x2.splat(even));
      less = narrowed(lowerLess, upperLess);
      lessLow = narrowed(
        f64x2.sub(lowerLess, lowerHalf(less)),
        f64x2.sub(upperLess, upperHalf(less)),
      );
    }
    const halves = upperHalfMask();
    const stride = usize(classes) << 2;
    let at: usize = 0;
    for (; at + 16 <= stride; at += 16) {
      const from = scratch + EXPONENTIALS + (at << 2);
      const a = gradientOf(regularized, ofLabel, from, halves, high, low, limit, less, lessLow, lift, counts);
      const b = gradientOf(regularized, ofLabel, from + 16, halves, high, low, limit, less, lessLow, lift, counts);
      const c = gradientOf(regularized, ofLabel, from + 32, halves, high, low, limit, less, lessLow, lift, counts);
      const d = gradientOf(regularized, ofLabel, from + 48, halves, high, low, limit, less, lessLow, lift, counts);
      storeFourColumns(a, b, c, d, g0 + at, g1 + at, g2 + at, g3 + at);
    }
    if (classes & 2) {
      const from = scratch + EXPONENTIALS + (at << 2);
      const a = gradientOf(regularized, ofLabel, from, halves, high, low, limit, less, lessLow, lift, counts);
      const b = gradientOf(regularized, ofLabel, from + 16, halves, high, low, limit, less, lessLow, lift, counts);
      storeTwoColumns(a, b, g0 + at, g1 + at, g2 + at, g3 + at);
      at += 8;
    }
    if (classes & 1) {
      const from = scratch + EXPONENTIALS + (at << 2);
      const a = gradientOf(regularized, ofLabel, from, halves, high, low, limit, less, lessLow, lift, counts);
      storeColumn(a, g0 + at, g1 + at, g2 + at, g3 + at);
    }
    // The label's gradient goes over what was stored for it: that costs less than a choice at every class.
    const own = v128.and(counts, labelGradient);
    v128.store32_lane(g0 + (usize(i32x4.extract_lane(label, 0)) << 2), own, 0);
    v128.store32_lane(g1 + (usize(i32x4.extract_lane(label, 1)) << 2), own, 1);
    v128.store32_lane(g2 + (usize(i32x4.extract_lane(label, 2)) << 2), own, 2);
    v128.store32_lane(g3 + (usize(i32x4.extract_lane(label, 3)) << 2), own, 3);
  }
  if (regularized) return v128.and(counts, narrowed(lowerLoss, upperLoss));

  if (!ofLabel) {
    lowerLoss = lossOf(lowerOwn, lowerOthers, lowerExponent, lowerLogit);
    upperLoss = lossOf(upperOwn, upperOthers, upperExponent, upperLogit);
  }
  const loss = narrowed(
    f64x2.mul(lowerWeight, lowerLoss),
    f64x2.mul(upperWeight, upperLoss),
  );
  return v128.and(counts, loss);
}

@inline
function gradientOf(
  regularized: bool,
  ofLabel: bool,
  from: usize,
  halves: v128,
  high: v128,
  low: v128,
  limit: v128,
  less: v128,
  lessLow: v128,
  lift: v128,
  counts: v128,
): v128 {
  let e = v128.load(from);
  if (ofLabel) e = f32x4.mul(e, lift);
  return v128.and(
    counts,
    regularized ? scaledLess(e, halves, high, low, less, lessLow) : f32x4.pmin(scaled(e, halves, high, low), limit),
  );
}

/** The logits of the four labels. */
@inline
function logitsAt(label: v128): v128 {
  let v = v128.load32_zero(scratch + (usize(i32x4.extract_lane(label, 0)) << 4));
  v = v128.load32_lane(scratch + (usize(i32x4.extract_lane(label, 1)) << 4), v, 1, 4);
  v = v128.load32_lane(scratch + (usize(i32x4.extract_lane(label, 2)) << 4), v, 2, 8);
  return v128.load32_lane(scratch + (usize(i32x4.extract_lane(label, 3)) << 4), v, 3, 12);
}

/** The logarithm of the exponentials' unit, less the maximum. */
@inline
function riseOf(exponent: v128, top: v128): v128 {
  return f64x2.sub(f64x2.mul(f64x2.sub(exponent, f64x2.splat(LIFT)), f64x2.splat(LN2)), top);
}

/** log1p(others / own) where the label has the larger part, else log(sum) − log(own). */
@inline
function lossOf(own: v128, others: v128, exponent: v128, labelLogit: v128): v128 {
  const confident = f64x2.lt(others, own);
  const sum = f64x2.add(own, others);
  const lifted = f64x2.mul(f64x2.sub(exponent, f64x2.splat(LIFT)), f64x2.splat(LN2));
  const offset = v128.andnot(f64x2.sub(lifted, labelLogit), confident);
  // The sum is about 2^64: the 1 of log1p vanishes in it.
  return f64x2.add(inlineLog1p(v128.bitselect(f64x2.div(others, own), sum, confident)), offset);
}
