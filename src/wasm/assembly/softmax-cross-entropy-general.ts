/**
 * Softmax cross-entropy with every option, in float64 but for the exponentials kept from one pass to the next:
 * a tenth of the speed of the plain kernel, and one place for all that is rarely used.
 */
import { loadPart, lowerHalf, narrowed, storePart, sumOf, upperHalf } from './lanes';
import { rowHasNaN, rowMax } from './row-max';
import { fillRow } from './row-scale';
import { log1pOf, wideExp } from './wide';

// Of the call and of the row that is computed; each thread has its own.
let rowLabel: i32 = 0;
let rowTarget: usize = 0;
let classWeights: usize = 0;
let sample: f64 = 1;
let smoothed: f64 = 0;
let unsmoothed: f64 = 1;
let cap: f64 = 0;

/**
 * For each row i of [begin, end), with q = (1 − smoothing) · target + smoothing / K, cₖ = s wₖ qₖ, C = Σ cₖ,
 * L = log Σ exp z: losses[i] ← Σ cₖ (L − zₖ) + λ ω L², gradientₖ ← scale (C pₖ − cₖ + 2 λ ω L pₖ) dzₖ/dlogitₖ.
 *
 * Targets: `labels` (with ω = s w of the label), or if it is 0 `targets`, rows of K float32 probabilities (ω = s).
 * `weights` [K] and `samples` [N] are float64, 1 where the address is 0; rows with s = 0 or the label `ignored` are 0
 * and not read. λ = zLoss; `zLosses` takes the term with it, unless it is 0. z = softcap · tanh(logit / softcap) if
 * softcap is not 0: then the gradient may not overwrite the logits. NaN, +∞ and −∞ as in `softmaxCrossEntropy`.
 */
export function generalSoftmaxCrossEntropy(
  begin: i32,
  end: i32,
  logits: usize,
  labels: usize,
  targets: usize,
  weights: usize,
  samples: usize,
  gradient: usize,
  losses: usize,
  zLosses: usize,
  classes: i32,
  ignored: i32,
  smoothing: f64,
  zLoss: f64,
  softcap: f64,
  scale: f64,
): void {
  const stride = usize(classes) << 2;
  classWeights = weights;
  smoothed = smoothing / f64(classes);
  unsmoothed = 1 - smoothing;
  cap = softcap;
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const g = gradient + usize(i) * stride;
    sample = samples == 0 ? 1 : load<f64>(samples + (usize(i) << 3));
    rowLabel = labels == 0 ? -1 : load<i32>(labels + (usize(i) << 2));
    rowTarget = labels == 0 ? targets + usize(i) * stride : 0;
    let loss: f64 = 0;
    zShare = 0;
    if (sample == 0 || (labels != 0 && rowLabel == ignored)) {
      fillRow(g, classes, 0);
    } else {
      const max = rowMax(z, classes);
      if (max > -Infinity && (softcap != 0 || max < Infinity)) {
        const weight = labels != 0 && weights != 0 ? load<f64>(weights + (usize(rowLabel) << 3)) : 1;
        loss = oneRow(z, g, classes, max, zLoss * sample * weight, scale);
      } else {
        loss = max == -Infinity && !rowHasNaN(z, classes) ? -Infinity : NaN;
        zShare = NaN;
        fillRow(g, classes, NaN);
      }
    }
    store<f32>(losses + (usize(i) << 2), f32(loss));
    if (zLosses != 0) store<f32>(zLosses + (usize(i) << 2), f32(zShare));
  }
}

/** The part of the last row's loss that is the z-loss. */
let zShare: f64 = 0;

/** What `accumulate` adds up: the exponentials but for the largest, the pulls c, and Σ c (max − z). */
let rest: v128 = f64x2.splat(0);
let pull: v128 = f64x2.splat(0);
let drop: v128 = f64x2.splat(0);

function oneRow(z: usize, g: usize, n: i32, max: f32, zWeight: f64, scale: f64): f64 {
  const m = f64x2.extract_lane(capped(f64x2.splat(max)), 0);
  rest = f64x2.splat(0);
  pull = f64x2.splat(0);
  drop = f64x2.splat(0);
  let argmax = -1;
  for (let k = 0; k < n; k += 4) {
    const at = usize(k) << 2;
    const left = n - k;
    const v = left >= 4 ? v128.load(z + at) : loadPart(z + at, left);
    if (argmax < 0 && v128.any_true(f32x4.eq(v, f32x4.splat(max)))) {
      argmax = k + ctz(i32x4.bitmask(f32x4.eq(v, f32x4.splat(max))));
    }
    const lower = accumulate(lowerHalf(v), m, k, n, argmax);
    const e = narrowed(lower, accumulate(upperHalf(v), m, k + 2, n, argmax));
    if (left >= 4) v128.store(g + at, e);
    else storePart(g + at, e, left);
  }
  const others = sumOf(rest);
  const sum = 1 + others;
  const logSum = m + log1pOf(others);
  const total = sumOf(pull);
  const zPull = zWeight == 0 ? 0 : zWeight * logSum;
  for (let k = 0; k < n; k += 4) {
    const at = usize(k) << 2;
    const left = n - k;
    const e = left >= 4 ? v128.load(g + at) : loadPart(g + at, left);
    const v = cap == 0 ? e : left >= 4 ? v128.load(z + at) : loadPart(z + at, left);
    const lower = slope(lowerHalf(e), lowerHalf(v), k, n, argmax, others, sum, total, 2 * zPull);
    const upper = slope(upperHalf(e), upperHalf(v), k + 2, n, argmax, others, sum, total, 2 * zPull);
    const s = f64x2.splat(scale);
    const result = narrowed(f64x2.mul(lower, s), f64x2.mul(upper, s));
    if (left >= 4) v128.store(g + at, result);
    else storePart(g + at, result, left);
  }
  zShare = zPull * logSum;
  return sumOf(drop) + total * log1pOf(others) + zShare;
}

/** Adds classes k and k + 1 to the sums, the exponential at `argmax` apart; returns their exponentials. */
function accumulate(logit: v128, max: f64, k: i32, n: i32, argmax: i32): v128 {
  const z = capped(logit);
  const below = f64x2.sub(f64x2.splat(max), z);
  const e = wideExp(f64x2.neg(below));
  const inside = v128.not(pairOf(k, argmax));
  rest = f64x2.add(rest, v128.and(v128.and(e, inside), within(k, n)));
  const c = pulls(k, n);
  pull = f64x2.add(pull, c);
  // 0 · ∞ is 0: a class that is masked out and that the target leaves out.
  drop = f64x2.add(drop, v128.and(f64x2.mul(c, below), f64x2.ne(c, f64x2.splat(0))));
  return e;
}

/** Gradient of classes k and k + 1: C p − c, written as (C − c) p − c (1 − p), where 1 − p is the others' share. */
function slope(
  e: v128,
  logit: v128,
  k: i32,
  n: i32,
  argmax: i32,
  others: f64,
  sum: f64,
  total: f64,
  zPull: f64,
): v128 {
  const s = f64x2.splat(sum);
  const p = f64x2.div(e, s);
  const c = pulls(k, n);
  const isMax = pairOf(k, argmax);
  const without = v128.bitselect(f64x2.splat(others), f64x2.sub(s, e), isMax);
  const up = f64x2.mul(f64x2.add(f64x2.sub(f64x2.splat(total), c), f64x2.splat(zPull)), p);
  let g = f64x2.sub(up, f64x2.div(f64x2.mul(c, without), s));
  if (cap != 0) g = f64x2.mul(g, capSlope(logit));
  return g;
}

/** c of classes k and k + 1; 0 beyond the last. */
function pulls(k: i32, n: i32): v128 {
  let q = f64x2.splat(smoothed);
  if (rowTarget == 0) {
    q = f64x2.add(q, v128.and(f64x2.splat(unsmoothed), pairOf(k, rowLabel)));
  } else {
    const at = rowTarget + (usize(k) << 2);
    let t = f32x4.splat(0);
    if (k + 1 < n) t = v128.load64_zero(at);
    else if (k < n) t = v128.load32_zero(at);
    q = f64x2.add(q, f64x2.mul(f64x2.splat(unsmoothed), lowerHalf(t)));
  }
  let w = f64x2.splat(sample);
  if (classWeights != 0 && k < n) {
    const at = classWeights + (usize(k) << 3);
    const first = v128.load64_zero(at);
    w = f64x2.mul(w, k + 1 < n ? v128.load64_lane(at + 8, first, 1) : first);
  }
  return v128.and(f64x2.mul(w, q), within(k, n));
}

/** Which of k and k + 1 is `index`, as a mask. */
@inline
function pairOf(k: i32, index: i32): v128 {
  return i64x2.eq(indices(k), i64x2.splat(index));
}

@inline
function indices(k: i32): v128 {
  return i64x2.add(i64x2.splat(k), i64x2(0, 1));
}

/** Which of k and k + 1 are below n, as a mask. */
@inline
function within(k: i32, n: i32): v128 {
  return i64x2.lt_s(indices(k), i64x2.splat(n));
}

/** softcap · tanh(x / softcap), −∞ for −∞: it marks a class that is masked out */
function capped(x: v128): v128 {
  if (cap == 0) return x;
  const c = f64x2.splat(cap);
  const one = f64x2.splat(1);
  const decay = wideExp(f64x2.mul(f64x2.splat(-2), f64x2.div(f64x2.abs(x), c)));
  const size = f64x2.mul(c, f64x2.div(f64x2.sub(one, decay), f64x2.add(one, decay)));
  const sign = v128.and(x, f64x2.splat(-0.0));
  const z = v128.or(v128.andnot(size, f64x2.splat(-0.0)), sign);
  return v128.bitselect(x, z, f64x2.eq(x, f64x2.splat(-Infinity)));
}

/** Its derivative, 4 d / (1 + d)² with d = exp(−2 |x| / softcap): 1 − tanh² would cancel. */
function capSlope(x: v128): v128 {
  const one = f64x2.splat(1);
  const decay = wideExp(f64x2.mul(f64x2.splat(-2), f64x2.div(f64x2.abs(x), f64x2.splat(cap))));
  const sum = f64x2.add(one, decay);
  return f64x2.div(f64x2.mul(f64x2.splat(4), decay), f64x2.mul(sum, sum));
}
