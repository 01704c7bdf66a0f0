/** What label smoothing and the z-loss add to the softmax cross-entropy of a class index. */
import { loadPart, storePart } from './lanes';
import { UPPER_BITS, upperHalfMask } from './scaled';
import { wideLog1p } from './wide';

/** A scale below it may lose digits in products of float32. */
const SMALLEST_SCALE: f64 = 2e-12;
/** A factor of p above it could bring the exponential of −∞ back to life (see LOWEST in exp.ts). */
const LARGEST_GAIN: f64 = 1e11;
/** More than the logarithm of any number of classes. */
const LOG_CLASSES: f64 = 32;
/** Up to this size of the maximum, L − mean z has its digits when L and the mean are made apart, in float64. */
const LARGEST_MAX: f64 = 32768;

/**
 * Of two rows: which have a finite maximum, and no number that is beyond the fast way, as a mask. `scale` is what
 * their gradients are multiplied by.
 */
@inline
export function areUsual(scale: v128, max: v128, smoothing: f64, zLoss: f64): v128 {
  const size = f64x2.abs(scale);
  const height = f64x2.abs(max);
  const bend = f64x2.mul(f64x2.splat(2 * zLoss), f64x2.add(height, f64x2.splat(LOG_CLASSES)));
  const gain = f64x2.mul(size, f64x2.add(f64x2.splat(1), bend)); // NaN for 0 · ∞: not less than anything
  const within = v128.and(f64x2.gt(size, f64x2.splat(SMALLEST_SCALE)), f64x2.lt(gain, f64x2.splat(LARGEST_GAIN)));
  return smoothing == 0 ? within : v128.and(within, f64x2.le(height, f64x2.splat(LARGEST_MAX)));
}

/** What `regularize` found out of two rows, for the weight 1: the loss, and the z-loss's part of it. */
export let loss: v128 = f64x2.splat(0);
export let share: v128 = f64x2.splat(0);
/** The gradient is `gain` · exp z − ε / K, and that of the label's logit `slope`. */
export let gain: v128 = f64x2.splat(0);
export let slope: v128 = f64x2.splat(0);

/**
 * Loss and gradient of two rows: `own` and `others` are the exponentials of the label and of all others, in a unit whose
 * logarithm is max + `rise`; `below` is max − z of the label, `total` is Σ z, `even` is ε / K.
 */
@inline
export function regularize(
  own: v128,
  others: v128,
  max: v128,
  rise: v128,
  below: v128,
  total: v128,
  smoothing: f64,
  even: f64,
  zLoss: f64,
): void {
  const one = f64x2.splat(1);
  const sum = f64x2.add(own, others);
  // Where the label has the larger part, it is the maximum. Else the sum is about 2^64: the 1 of log1p vanishes in it.
  const confident = f64x2.lt(others, own);
  const log = wideLog1p(v128.bitselect(f64x2.div(others, own), sum, confident));
  const above = f64x2.add(log, v128.andnot(rise, confident)); // log Σ exp (z − max)
  const logSum = f64x2.add(max, above);
  const bend = f64x2.mul(f64x2.splat(2 * zLoss), logSum); // the z-loss's derivative by log Σ exp z

  const unit = f64x2.div(one, sum);
  gain = f64x2.mul(f64x2.add(one, bend), unit);
  // (1 + bend) p − c with what cancels, c p, taken out.
  const up = f64x2.mul(f64x2.add(f64x2.splat(smoothing - even), bend), own);
  const down = f64x2.mul(f64x2.splat(1 - smoothing + even), others);
  slope = f64x2.mul(f64x2.sub(up, down), unit);

  share = f64x2.mul(f64x2.splat(zLoss), f64x2.mul(logSum, logSum));
  loss = share;
  if (smoothing != 0) {
    const mean = f64x2.sub(f64x2.mul(f64x2.splat(smoothing), logSum), f64x2.mul(f64x2.splat(even), total));
    loss = f64x2.add(loss, mean);
  }
  // Not 0 · ∞, where the label is masked and has no weight of its own.
  if (smoothing != 1) loss = f64x2.add(loss, f64x2.mul(f64x2.splat(1 - smoothing), f64x2.add(above, below)));
}

/** x ← k x − c, neither k nor c nor the product rounded to float32 before. */
export function scaleRowLess(x: usize, n: i32, k: f64, c: f64): void {
  const upper = reinterpret<f64>(reinterpret<u64>(k) & UPPER_BITS);
  const high = f32x4.splat(f32(upper));
  const low = f32x4.splat(f32(k - upper));
  const less = f32x4.splat(f32(c));
  const lessLow = f32x4.splat(f32(c - f32(c)));
  const mask = upperHalfMask();
  const last = x + (usize(n) << 2);
  for (; x + 64 <= last; x += 64) {
    v128.store(x, scaledLess(v128.load(x), mask, high, low, less, lessLow));
    v128.store(x, scaledLess(v128.load(x, 16), mask, high, low, less, lessLow), 16);
    v128.store(x, scaledLess(v128.load(x, 32), mask, high, low, less, lessLow), 32);
    v128.store(x, scaledLess(v128.load(x, 48), mask, high, low, less, lessLow), 48);
  }
  for (; x + 16 <= last; x += 16) {
    v128.store(x, scaledLess(v128.load(x), mask, high, low, less, lessLow));
  }
  const rest = i32((last - x) >> 2);
  storePart(x, scaledLess(loadPart(x, rest), mask, high, low, less, lessLow), rest);
}

/**
 * `scaled` less (c + cLow), cLow being what c as a float32 lacks. What is subtracted meets the small part of the
 * product first: where the two cancel, the last sum is then exact, and where they do not, it alone rounds.
 */
@inline
export function scaledLess(e: v128, mask: v128, high: v128, low: v128, c: v128, cLow: v128): v128 {
  const upper = v128.and(e, mask);
  const rest = f32x4.add(f32x4.mul(f32x4.sub(e, upper), high), f32x4.mul(e, low));
  return f32x4.add(f32x4.mul(upper, high), f32x4.sub(f32x4.sub(rest, cLow), c));
}
