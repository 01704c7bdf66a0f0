/** Softmax cross-entropy of class indices, with its gradient. */
import { LIFT, ONE, exponentOf, lowestOf, rounderOf, shiftOf } from './exp';
import {
  expOne,
  expRow,
  fillRow,
  indexIn,
  isConcentrated,
  rowHasNaN,
  rowMax,
  scaleRow,
  shiftRow,
  sumWithout,
} from './rows';
import { NARROW, narrowSoftmaxCrossEntropy } from './softmax-cross-entropy-narrow';
import { LN2, log1pOf, logOf, wideExp } from './wide';

/**
 * For each row i of [begin, end): losses[i] ← wᵢ (log Σ exp zᵢₖ − zᵢ,yᵢ), gradientᵢₖ ← wᵢ · scale · (pᵢₖ − [k = yᵢ]).
 * w (float64) = 1 if `weights` is 0; a row of weight 0, or with the label `ignored`, is 0 throughout and not read.
 * The gradient may overwrite the logits. A row with NaN or +∞ gives NaN. One that is all −∞ has no distribution:
 * its loss is −∞, which no other row's is, and its gradient NaN.
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
    return;
  }
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const g = gradient + usize(i) * stride;
    const label = load<i32>(labels + (usize(i) << 2));
    const weight: f64 = weights == 0 ? 1 : load<f64>(weights + (usize(i) << 3));
    let loss: f64 = 0;
    if (label == ignored || weight == 0) {
      fillRow(g, classes, 0);
    } else {
      const max = rowMax(z, classes);
      if (abs(max) < Infinity) {
        loss = weight * finiteRow(z, g, classes, label, max, weight * scale);
      } else {
        loss = max == -Infinity && !rowHasNaN(z, classes) ? -Infinity : NaN;
        fillRow(g, classes, NaN);
      }
    }
    store<f32>(losses + (usize(i) << 2), f32(loss));
  }
}

/** A row whose maximum is finite; if it has NaN, everything becomes NaN by itself. */
function finiteRow(logits: usize, g: usize, classes: i32, label: i32, max: f32, scale: f64): f64 {
  const labelLogit: f64 = load<f32>(logits + (usize(label) << 2));
  const shift = shiftOf(max);
  let z = logits;
  if (shift != 0) {
    shiftRow(logits, classes, shift, g);
    z = g;
  }
  const exponent = exponentOf(max - shift);
  const lowest = lowestOf(exponent);
  const rounder = rounderOf(exponent);

  const total = expRow(z, classes, g, lowest, rounder);

  // The label's own exponential and the maximum's to all digits.
  const top: f64 = max - shift;
  const arguments = f64x2.replace_lane(f64x2.splat(top), 0, labelLogit - f64(shift));
  const exact = wideExp(f64x2.sub(arguments, f64x2.splat(f64(exponent) * LN2)));
  const own = f64x2.extract_lane(exact, 0) * ONE;
  const largest = f64x2.extract_lane(exact, 1) * ONE;

  const at = g + (usize(label) << 2);
  let others = sumWithout(total, g, classes, at);
  let lead = classes;
  if (labelLogit != max && isConcentrated(total)) {
    const rounded = expOne(f32(top), lowest, rounder);
    others += largest - rounded;
    // More than half of the sum: no other term is equal. Its p must not come out above 1.
    if (2 * largest > own + others) lead = indexIn(g, classes, rounded);
  }
  const sum = own + others;
  scaleRow(g, classes, scale / sum);
  if (lead < classes) store<f32>(g + (usize(lead) << 2), f32((scale * largest) / sum));
  // p − 1 = −(sum of the other p) and −log p = log1p(others / own) keep the digits of confident rows.
  store<f32>(at, f32((0 - scale * others) / sum));
  if (others < own) return log1pOf(others / own);
  return logOf(sum) + f64(exponent - LIFT) * LN2 + (f64(shift) - labelLogit);
}
