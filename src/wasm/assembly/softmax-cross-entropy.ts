/** Softmax cross-entropy of class indices, with its gradient. */
import { LIFT, ONE, exponentOf, shiftOf } from './exp';
import { LEAST_FACTOR, LIFTED, factor as labelFactor, labelLoss, loss as lossOfLabel } from './label-loss';
import { expOne, expRow, expRowBesideMax, isConcentrated, sumWithout } from './row-exponentials';
import { indexIn, nextMax, rowBound, rowHasNaN, rowMax, scaleRowBesideMax } from './row-max';
import { fillRow, scaleRow } from './row-scale';
import { narrowSoftmaxCrossEntropy, narrowSoftmaxLabelLoss } from './softmax-cross-entropy-narrow';
import { NARROW } from './softmax-narrow';
import { LN2, log1pOf, logOf, wideExp } from './wide';

/** Up to this many classes a row, its gradient and the next row stay in a processor's second cache. */
const CACHED = 16384;

/**
 * For each row i of [begin, end): losses[i] ← wᵢ (log Σ exp zᵢₖ − zᵢ,yᵢ), gradientᵢₖ ← wᵢ · scale · (pᵢₖ − [k = yᵢ]).
 * w (float64) = 1 if `weights` is 0; a row of weight 0, or with the label `ignored`, is 0 throughout, whatever it holds.
 * The gradient may overwrite the logits. A row with NaN or +∞ gives NaN. One that is all −∞ has no distribution:
 * its loss is −∞, which no other row's is, and its gradient NaN. Without a gradient (0) the losses are the same bits.
 */
export function softmaxCrossEntropy(
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
  if (classes <= NARROW) {
    narrowSoftmaxCrossEntropy(begin, end, logits, labels, weights, gradient, losses, classes, ignored, scale);
  } else {
    byRows(false, begin, end, logits, labels, weights, gradient, losses, classes, ignored, 0, 0, 0, scale);
  }
}

/** The same with `labelLoss` of `kind`, `a` and `b` in place of −log p, whose gradient is softmax − one-hot. */
export function softmaxLabelLoss(
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
  if (classes <= NARROW) {
    narrowSoftmaxLabelLoss(begin, end, logits, labels, weights, gradient, losses, classes, ignored, kind, a, b, scale);
  } else {
    byRows(true, begin, end, logits, labels, weights, gradient, losses, classes, ignored, kind, a, b, scale);
  }
}

/** Inlined with a constant `ofLabel`: what it leaves out costs the plain loss nothing. */
@inline
function byRows(
  ofLabel: bool,
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
  if (begin >= end) return;
  const stride = usize(classes) << 2;
  let max = rowMax(logits + usize(begin) * stride, classes);
  let bound = rowBound;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const g = gradient == 0 ? 0 : gradient + usize(i) * stride;
    const label = load<i32>(labels + (usize(i) << 2));
    const weight: f64 = weights == 0 ? 1 : load<f64>(weights + (usize(i) << 3));
    const counts = label != ignored && weight != 0;
    // The next row's maximum and bound are found beside this row's arithmetic: its last pass if there is one and both
    // rows fit into the cache together, else the exponentials, which take longer than memory does.
    const next = i + 1 < end ? z + stride : z;
    let following: f32;
    let loss: f64 = 0;
    if (counts && abs(max) < Infinity) {
      const fits = g != 0 && classes <= CACHED;
      exponentiate(z, g, classes, label, max, bound, fits ? 0 : next);
      following = nextMax;
      let scaled = weight * scale;
      if (ofLabel) {
        labelLoss(kind, a, b, f64x2.splat(own), f64x2.splat(others), f64x2.splat(cost()));
        loss = weight * f64x2.extract_lane(lossOfLabel, 0);
        scaled *= f64x2.extract_lane(labelFactor, 0);
      } else {
        loss = weight * cost();
      }
      if (g != 0) {
        let factor = scaled / (own + others);
        if (ofLabel && factor < LEAST_FACTOR) {
          scaleRow(g, classes, 1 / LIFTED);
          factor *= LIFTED;
        }
        if (fits) following = scaleRowBesideMax(g, classes, factor, next);
        else scaleRow(g, classes, factor);
        finish(g, classes, label, scaled);
      }
    } else {
      following = rowMax(next, classes);
      if (counts) loss = max == -Infinity && !rowHasNaN(z, classes) ? -Infinity : NaN;
      if (g != 0) fillRow(g, classes, counts ? NaN : 0);
    }
    store<f32>(losses + (usize(i) << 2), f32(loss));
    max = following;
    bound = rowBound;
  }
}

/** What `exponentiate` found out: exp of the label's logit and of the maximum, to all digits, and the other classes'. */
export let own: f64 = 0;
export let largest: f64 = 0;
export let others: f64 = 0;
/** Where the maximum is, if it is not the label's and more than half of the sum; else the number of classes. */
export let lead: i32 = 0;
/** The loss where `own` is less than `others`, but for the logarithm of the sum. */
let distance: f64 = 0;

/**
 * g, unless it is 0, ← exponentials of a row whose maximum is finite; if it has NaN, everything becomes NaN by itself.
 * Of the row at `next`, unless that is 0, `nextMax` and `rowBound` are found meanwhile.
 */
export function exponentiate(logits: usize, g: usize, classes: i32, label: i32, max: f32, bound: f32, next: usize): void {
  const labelLogit: f64 = load<f32>(logits + (usize(label) << 2));
  const shift = shiftOf(max);
  const top = max - shift;
  const exponent = exponentOf(top);
  distance = f64(exponent - LIFT) * LN2 + (f64(shift) - labelLogit);
  const arguments = f64x2.replace_lane(f64x2.splat(f64(top)), 0, labelLogit - f64(shift));
  const exact = wideExp(f64x2.sub(arguments, f64x2.splat(f64(exponent) * LN2)));
  own = f64x2.extract_lane(exact, 0) * ONE;
  largest = f64x2.extract_lane(exact, 1) * ONE;
  const rounded = expOne(top, exponent);

  const total = next
    ? expRowBesideMax(logits, classes, g, bound, shift, exponent, next)
    : expRow(logits, classes, g, bound, shift, exponent);
  others = sumWithout(total, classes, label);
  lead = classes;
  if (labelLogit != max && isConcentrated(total)) {
    others += largest - rounded;
    // More than half of the sum: no other term is equal. Its p must not come out above 1.
    if (g != 0 && 2 * largest > own + others) lead = indexIn(g, classes, rounded);
  }
}

/** −log p of the label, from what `exponentiate` left: as log1p(others / own) it keeps the digits of confident rows. */
function cost(): f64 {
  return others < own ? log1pOf(others / own) : logOf(own + others) + distance;
}

/** The entries of the gradient that need all digits. */
function finish(g: usize, classes: i32, label: i32, scale: f64): void {
  const sum = own + others;
  if (lead < classes) store<f32>(g + (usize(lead) << 2), f32((scale * largest) / sum));
  // p − 1 = −(sum of the other p) keeps the digits of confident rows.
  store<f32>(g + (usize(label) << 2), f32((0 - scale * others) / sum));
}
