/** Softmax cross-entropy of class indices with label smoothing, z-loss or both, with its gradient. */
import { LIFT, exponentOf, shiftOf } from './exp';
import { areUsual, gain, loss, regularize, scaleRowLess, share, slope } from './regularization';
import { rowBound, rowMax, rowMaxAndSum, rowSum } from './row-max';
import { scaleRow } from './row-scale';
import { exponentiate, largest, lead, others, own } from './softmax-cross-entropy';
import { generalSoftmaxCrossEntropy } from './softmax-cross-entropy-general';
import { narrowRegularizedSoftmaxCrossEntropy } from './softmax-cross-entropy-narrow';
import { NARROW } from './softmax-narrow';
import { LN2 } from './wide';

/**
 * `generalSoftmaxCrossEntropy` of class indices without class weights or soft cap, in the way of `softmaxCrossEntropy`:
 * losses[i] ← wᵢ ((1 − ε) (L − zᵢ,yᵢ) + ε (L − mean zᵢ) + λ L²) with L = log Σ exp zᵢ,
 * gradientᵢₖ ← wᵢ · scale · ((1 + 2 λ L) pᵢₖ − ε / K − (1 − ε) [k = yᵢ]).
 * The gradient may overwrite the logits, or be left out (0); rows that are not finite, or whose numbers are beyond it, it leaves to the
 * general kernel.
 */
export function regularizedSoftmaxCrossEntropy(
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
  if (classes <= NARROW) {
    narrowRegularizedSoftmaxCrossEntropy(begin, end, logits, labels, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, scale);
    return;
  }
  if (begin >= end) return;
  const stride = usize(classes) << 2;
  const even = smoothing / f64(classes);
  let max = maxOfRow(logits + usize(begin) * stride, classes, smoothing);
  let bound = rowBound;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const g = gradient == 0 ? 0 : gradient + usize(i) * stride;
    const total = rowSum;
    const label = load<i32>(labels + (usize(i) << 2));
    const weight: f64 = weights == 0 ? 1 : load<f64>(weights + (usize(i) << 3));
    const isUsual =
      label != ignored &&
      v128.any_true(areUsual(f64x2.splat(weight * scale), f64x2.splat(max), smoothing, zLoss));
    const below = f64(max) - load<f32>(z + (usize(isUsual ? label : 0) << 2));
    if (isUsual) exponentiate(z, g, classes, label, max, bound, 0);
    const next = i + 1 < end ? maxOfRow(z + stride, classes, smoothing) : 0;
    const nextBound = rowBound; // the general kernel looks for a maximum too
    if (isUsual) {
      const top = max - shiftOf(max);
      const rise = f64(exponentOf(top) - LIFT) * LN2 - f64(top);
      regularize(
        f64x2.splat(own),
        f64x2.splat(others),
        f64x2.splat(max),
        f64x2.splat(rise),
        f64x2.splat(below),
        f64x2.splat(total),
        smoothing,
        even,
        zLoss,
      );
      store<f32>(losses + (usize(i) << 2), f32(weight * f64x2.extract_lane(loss, 0)));
      if (zLosses != 0) store<f32>(zLosses + (usize(i) << 2), f32(weight * f64x2.extract_lane(share, 0)));
      if (g != 0) normalize(g, classes, label, weight * scale, even);
    } else {
      generalSoftmaxCrossEntropy(i, i + 1, logits, labels, 0, 0, weights, gradient, losses, zLosses, classes, ignored, smoothing, zLoss, 0, scale);
    }
    max = next;
    bound = nextBound;
  }
}

/** The row's maximum; `rowSum` is its sum if smoothing needs it. */
function maxOfRow(z: usize, classes: i32, smoothing: f64): f32 {
  return smoothing == 0 ? rowMax(z, classes) : rowMaxAndSum(z, classes);
}

/** g ← the gradient, from what `exponentiate` and `regularize` left */
function normalize(g: usize, classes: i32, label: i32, scale: f64, even: f64): void {
  const factor = scale * f64x2.extract_lane(gain, 0);
  const less = scale * even;
  if (even == 0) scaleRow(g, classes, factor);
  else scaleRowLess(g, classes, factor, less);
  if (lead < classes) store<f32>(g + (usize(lead) << 2), f32(factor * largest - less));
  store<f32>(g + (usize(label) << 2), f32(scale * f64x2.extract_lane(slope, 0)));
}
