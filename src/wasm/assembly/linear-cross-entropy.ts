/**
 * Cross-entropy of logits that come in blocks of some columns (classes): sums over all blocks first, then each block's
 * gradient. What is known of a row between the calls are four float64 at `rows` + 32 · row.
 */
import { LIFT, ONE, exponentOf, shiftOf } from './exp';
import { loadPart, lowerHalf, storePart, sumOf, upperHalf } from './lanes';
import { expRow, sumWithout } from './row-exponentials';
import { rowBound, rowHasNaN, rowMax } from './row-max';
import { fillRow, scaleRow } from './row-scale';
import { scratch } from './scratch';
import { LN2, expOf, log1pOf, logOf } from './wide';

/** Where in a row's numbers are, at first: log Σ exp z of all classes but the label's; the label's z; Σ w z. */
const OTHERS: usize = 0;
const LABEL: usize = 8;
const WEIGHTED: usize = 16;
/** And later: log Σ exp z of all; what a p is multiplied by; the gradient of the label's z; what a weight is. */
const TOTAL: usize = 0;
const GAIN: usize = 8;
const LABEL_GRADIENT: usize = 16;
const PULL: usize = 24;

/**
 * Takes the logits of the classes [first, first + columns) into the sums of the rows [begin, end), which start at −∞, 0 and 0.
 * `columns` is at most 65536, `stride` the numbers between rows. The sum of w z is made if `smooth`; w is 1 if
 * `weights` is 0. A row with NaN or +∞ gets NaN.
 */
export function addToLogSumExp(
  begin: i32,
  end: i32,
  logits: usize,
  stride: i32,
  columns: i32,
  first: i32,
  labels: usize,
  smooth: i32,
  weights: usize,
  rows: usize,
): void {
  for (let i = begin; i < end; i++) {
    const z = logits + ((usize(i) * usize(stride)) << 2);
    const row = rows + (usize(i) << 5);
    const label = load<i32>(labels + (usize(i) << 2)) - first;
    const own = label >= 0 && label < columns;
    if (own) store<f64>(row, f64(load<f32>(z + (usize(label) << 2))), LABEL);
    if (smooth) store<f64>(row, load<f64>(row, WEIGHTED) + weightedSum(z, columns, weights), WEIGHTED);
    store<f64>(row, merged(load<f64>(row, OTHERS), logSumOfOthers(z, columns, own ? label : -1)), OTHERS);
  }
}

/** log Σ exp z of n numbers, without that at `left`, if it is not negative. */
function logSumOfOthers(z: usize, n: i32, left: i32): f64 {
  const max = rowMax(z, n);
  if (max == Infinity) return NaN;
  if (max == -Infinity) return rowHasNaN(z, n) ? NaN : -Infinity;
  const shift = shiftOf(max);
  const exponent = exponentOf(max - shift);
  const total = expRow(z, n, scratch, rowBound, shift, exponent);
  const others = left < 0 ? total : sumWithout(total, n, left);
  // Even a single term at the lowest exponent is above 0.
  return others == 0 ? -Infinity : logOf(others) + (f64(exponent - LIFT) * LN2 + f64(shift));
}

/** log(exp a + exp b) */
function merged(a: f64, b: f64): f64 {
  if (b == -Infinity || a != a) return a;
  if (a == -Infinity || b != b) return b;
  return max(a, b) + log1pOf(expOf(-abs(a - b)));
}

/** Σ w z, in float64; a z of −∞ does not count where its weight is 0. */
function weightedSum(z: usize, n: i32, weights: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let k = 0;
  if (weights == 0) {
    for (; k + 4 <= n; k += 4, z += 16) {
      const v = v128.load(z);
      low = f64x2.add(low, lowerHalf(v));
      high = f64x2.add(high, upperHalf(v));
    }
  }
  let sum = sumOf(f64x2.add(low, high));
  for (; k < n; k++, z += 4) {
    const w: f64 = weights == 0 ? 1 : f64(load<f32>(weights + (usize(k) << 2)));
    if (w != 0) sum += w * f64(load<f32>(z));
  }
  return sum;
}

/**
 * gradientᵢₖ ← GAIN · pᵢₖ − PULL · wₖ, and LABEL_GRADIENT for the label's class, where p = exp(z − TOTAL), for the rows [begin,
 * end) and the classes [first, first + columns). It may overwrite the logits. w is 1 if `weights` is 0. A row
 * whose TOTAL is ∞ is left out: 0, and not read.
 */
export function blockGradient(
  begin: i32,
  end: i32,
  logits: usize,
  stride: i32,
  gradient: usize,
  gradientStride: i32,
  columns: i32,
  first: i32,
  labels: usize,
  weights: usize,
  rows: usize,
): void {
  for (let i = begin; i < end; i++) {
    const z = logits + ((usize(i) * usize(stride)) << 2);
    const g = gradient + ((usize(i) * usize(gradientStride)) << 2);
    const row = rows + (usize(i) << 5);
    const total = load<f64>(row, TOTAL);
    if (total == Infinity) {
      fillRow(g, columns, 0);
      continue;
    }
    if (total != total) {
      fillRow(g, columns, NaN);
      continue;
    }
    probabilities(z, g, columns, total, load<f64>(row, GAIN));
    const pull = load<f64>(row, PULL);
    if (pull != 0) subtract(g, columns, f32(pull), weights);
    const label = load<i32>(labels + (usize(i) << 2)) - first;
    if (label >= 0 && label < columns) store<f32>(g + (usize(label) << 2), f32(load<f64>(row, LABEL_GRADIENT)));
  }
}

/** to ← gain · exp(z − total) */
function probabilities(z: usize, to: usize, n: i32, total: f64, gain: f64): void {
  const top = f32(total);
  const shift = shiftOf(top);
  const exponent = exponentOf(top - shift);
  expRow(z, n, to, -Infinity, shift, exponent);
  scaleRow(to, n, (gain / ONE) * expOf(f64(exponent) * LN2 + (f64(shift) - total)));
}

/** x ← x − factor · w */
function subtract(x: usize, n: i32, factor: f32, weights: usize): void {
  const factors = f32x4.splat(factor);
  const step: usize = weights == 0 ? 0 : 16;
  for (; n >= 4; n -= 4, x += 16, weights += step) {
    const pull = weights == 0 ? factors : f32x4.mul(factors, v128.load(weights));
    v128.store(x, f32x4.sub(v128.load(x), pull));
  }
  const pull = weights == 0 ? factors : f32x4.mul(factors, loadPart(weights, n));
  storePart(x, f32x4.sub(loadPart(x, n), pull), n);
}
