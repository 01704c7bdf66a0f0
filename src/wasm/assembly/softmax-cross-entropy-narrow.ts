/** Softmax cross-entropy of few classes: four rows at a time, each in a lane of its own. */
import { lowerHalf, upperHalf } from './lanes';
import { areUsual } from './regularization';
import { scratch } from './scratch';
import { fourRows, shares } from './softmax-cross-entropy-four-rows';
import { generalSoftmaxCrossEntropy } from './softmax-cross-entropy-general';
import { loadColumns } from './transpose';

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
  byFours(false, false, begin, end, logits, labels, weights, gradient, losses, 0, classes, ignored, 0, 0, 0, 0, 0, scale);
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
  byFours(true, false, begin, end, logits, labels, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, 0, 0, 0, scale);
}

/** As `softmaxLabelLoss`. */
export function narrowSoftmaxLabelLoss(
  begin: i32,
  end: i32,
  logits: usize,
  labels: usize,
  weights: usize,
  gradient: usize,
  losses: usize,
  classes: i32,
  ignored: i32,
  kind: i32,
  a: f64,
  b: f64,
  scale: f64,
): void {
  byFours(false, true, begin, end, logits, labels, weights, gradient, losses, 0, classes, ignored, 0, 0, kind, a, b, scale);
}

/** Inlined with constants `regularized` and `ofLabel`: what they leave out costs the plain loss nothing. */
@inline
function byFours(
  regularized: bool,
  ofLabel: bool,
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
  kind: i32,
  a: f64,
  b: f64,
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
    const given = gather(labels, i, i1, i2, i3);
    const g0 = gradient + usize(i) * stride;
    const g1 = gradient + usize(i1) * stride;
    const g2 = gradient + usize(i2) * stride;
    const g3 = gradient + usize(i3) * stride;
    const lowerWeight = weights == 0 ? f64x2.splat(1) : gatherTwo(weights, i, i1);
    const upperWeight = weights == 0 ? f64x2.splat(1) : gatherTwo(weights, i2, i3);
    const zero = f64x2.splat(0);
    const unweighted = v128.shuffle<i32>(f64x2.eq(lowerWeight, zero), f64x2.eq(upperWeight, zero), 0, 2, 4, 6);
    const counts = v128.not(v128.or(i32x4.eq(given, i32x4.splat(ignored)), unweighted));
    const label = v128.and(given, counts); // in a row that does not count, any class
    let loss = f32x4.splat(0);
    if (regularized) {
      const lowerUsual = areUsual(f64x2.mul(lowerWeight, f64x2.splat(scale)), lowerHalf(max), smoothing, zLoss);
      const upperUsual = areUsual(f64x2.mul(upperWeight, f64x2.splat(scale)), upperHalf(max), smoothing, zLoss);
      const usual = v128.shuffle<i32>(lowerUsual, upperUsual, 0, 2, 4, 6);
      const unusual = i32x4.bitmask(v128.andnot(counts, usual));
      if (unusual != 0) {
        for (let j = i; j <= i3; j++) {
          if ((unusual >> (j - i)) & 1) {
            generalSoftmaxCrossEntropy(j, j + 1, logits, labels, 0, 0, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, 0, scale);
          } else {
            narrowRegularizedSoftmaxCrossEntropy(j, j + 1, logits, labels, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, scale);
          }
        }
        continue;
      }
      loss = fourRows(true, false, classes, max, label, lowerWeight, upperWeight, counts, smoothing, zLoss, 0, 0, 0, scale, gradient != 0, g0, g1, g2, g3);
      if (zLosses != 0) storeFour(zLosses, i, i1, i2, i3, v128.and(counts, shares));
    } else {
      const bare = f32x4.eq(max, f32x4.splat(-Infinity));
      const empty = v128.any_true(bare) ? v128.and(bare, v128.and(counts, onlyMasked(classes))) : i32x4.splat(0);
      loss = fourRows(false, ofLabel, classes, max, label, lowerWeight, upperWeight, counts, 0, 0, kind, a, b, scale, gradient != 0, g0, g1, g2, g3);
      loss = v128.bitselect(f32x4.splat(-Infinity), loss, empty);
    }
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
