/**
 * Softmax cross-entropy with every option, in float64 but for the exponentials kept from one pass to the next:
 * half the speed of the plain kernel, and one place for all that is rarely used.
 */
import { loadPart, lowerHalf, narrowed, storePart, sumOf, upperHalf } from './lanes';
import { indexIn, rowHasNaN, rowMax } from './row-max';
import { fillRow } from './row-scale';
import { SCRATCH_BYTES, scratch } from './scratch';
import { expOf, inlineExp, log1pOf } from './wide';

// Of the call and of the row that is computed; each thread has its own.
let rowTarget: usize = 0;
let classWeights: usize = 0;
/** c of a class is w · (smoothed + unsmoothed · target). */
let smoothed: f64 = 0;
let unsmoothed: f64 = 1;
let cap: f64 = 0;
/** −2 / cap */
let steepness: f64 = 0;

/** The cap's slopes are kept from one pass to the next for as many classes as the scratch area has room for. */
const MOST_SLOPES: i32 = i32(SCRATCH_BYTES >> 3);
/** More of it would be 0 · ∞ at 0. */
const LARGEST_STEEPNESS: f64 = 1e300;

/**
 * For each row i of [begin, end), with q = (1 − smoothing) · target + smoothing / K, cₖ = s wₖ qₖ, C = Σ cₖ,
 * L = log Σ exp z: losses[i] ← Σ cₖ (L − zₖ) + λ ω L², gradientₖ ← scale (C pₖ − cₖ + 2 λ ω L pₖ) dzₖ/dlogitₖ.
 *
 * Targets: `labels` (with ω = s w of the label), or if it is 0 `targets`, rows of K float32 probabilities (ω = s).
 * `weights` [K] and `samples` [N] are float64, 1 where the address is 0; rows with s = 0 or the label `ignored` are 0
 * and not read. λ = zLoss; `zLosses` takes the term with it, unless it is 0. z = softcap · tanh(logit / softcap) if
 * softcap is not 0: then the gradient may not overwrite the logits. NaN, +∞ and −∞ as in `softmaxCrossEntropy`.
 * Without a gradient (0) the losses are the same bits.
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
  cap = softcap;
  steepness = 0 - min(2 / softcap, LARGEST_STEEPNESS);
  for (let i = begin; i < end; i++) {
    const z = logits + usize(i) * stride;
    const g = gradient == 0 ? 0 : gradient + usize(i) * stride;
    const sample = samples == 0 ? 1 : load<f64>(samples + (usize(i) << 3));
    const label = labels == 0 ? -1 : load<i32>(labels + (usize(i) << 2));
    rowTarget = labels == 0 ? targets + usize(i) * stride : 0;
    let loss: f64 = 0;
    zShare = 0;
    if (sample == 0 || (labels != 0 && label == ignored)) {
      if (g != 0) fillRow(g, classes, 0);
    } else {
      const max = rowMax(z, classes);
      if (max > -Infinity && (softcap != 0 || max < Infinity)) {
        smoothed = (sample * smoothing) / f64(classes);
        unsmoothed = sample * (1 - smoothing);
        loss = oneRow(z, g, classes, label, max, zLoss * sample, scale);
      } else {
        loss = max == -Infinity && !rowHasNaN(z, classes) ? -Infinity : NaN;
        zShare = NaN;
        if (g != 0) fillRow(g, classes, NaN);
      }
    }
    store<f32>(losses + (usize(i) << 2), f32(loss));
    if (zLosses != 0) store<f32>(zLosses + (usize(i) << 2), f32(zShare));
  }
}

/** The part of the last row's loss that is the z-loss. */
let zShare: f64 = 0;

function oneRow(z: usize, g: usize, n: i32, label: i32, max: f32, zWeight: f64, scale: f64): f64 {
  const m = cap == 0 ? f64(max) : f64x2.extract_lane(capped(f64x2.splat(max)), 0);
  const argmax = indexIn(z, n, max);
  const argmaxLogit = load<f32>(z + (usize(argmax) << 2));
  const slopes = g != 0 && cap != 0 && n <= MOST_SLOPES ? scratch : 0;
  const hasPulls = smoothed != 0 || rowTarget != 0; // elsewhere than at the label
  // The label, apart from the others: what its target adds to c, and where it is.
  let own: f64 = 0;
  let ownLogit: f64 = 0;
  let below: f64 = 0;
  if (label >= 0) {
    const weight = classWeights == 0 ? 1 : load<f64>(classWeights + (usize(label) << 3));
    own = weight * unsmoothed;
    zWeight *= weight;
    ownLogit = load<f32>(z + (usize(label) << 2));
    below = m - (cap == 0 ? ownLogit : f64x2.extract_lane(capped(f64x2.splat(ownLogit)), 0));
  }

  let rest0 = f64x2.splat(0);
  let rest1 = rest0;
  let pull0 = rest0;
  let pull1 = rest0;
  let drop0 = rest0;
  let drop1 = rest0;
  for (let k = 0; k < n; k += 4) {
    const at = usize(k) << 2;
    const left = n - k;
    const v = left >= 4 ? v128.load(z + at) : loadPart(z + at, left);
    let lower = lowerHalf(v);
    let upper = upperHalf(v);
    if (cap != 0) {
      lower = capped(lower);
      if (slopes != 0) v128.store(slopes + (at << 1), capSlope);
      upper = capped(upper);
      if (slopes != 0) v128.store(slopes + (at << 1), capSlope, 16);
    }
    lower = f64x2.sub(f64x2.splat(m), lower);
    upper = f64x2.sub(f64x2.splat(m), upper);
    let e0 = inlineExp(f64x2.neg(lower));
    let e1 = inlineExp(f64x2.neg(upper));
    if (g != 0) {
      const e = narrowed(e0, e1);
      if (left >= 4) v128.store(g + at, e);
      else storePart(g + at, e, left);
    }
    if (left < 4 || k == (argmax & ~3)) {
      e0 = v128.and(e0, besides(k, n, argmax));
      e1 = v128.and(e1, besides(k + 2, n, argmax));
    }
    rest0 = f64x2.add(rest0, e0);
    rest1 = f64x2.add(rest1, e1);
    if (hasPulls) {
      const c0 = pulls(k, left);
      const c1 = pulls(k + 2, left - 2);
      pull0 = f64x2.add(pull0, c0);
      pull1 = f64x2.add(pull1, c1);
      // 0 · ∞ is 0: a class that is masked out and that the target leaves out.
      drop0 = f64x2.add(drop0, v128.and(f64x2.mul(c0, lower), f64x2.ne(c0, f64x2.splat(0))));
      drop1 = f64x2.add(drop1, v128.and(f64x2.mul(c1, upper), f64x2.ne(c1, f64x2.splat(0))));
    }
  }
  const others = sumOf(f64x2.add(rest0, rest1));
  const sum = 1 + others;
  const logOthers = log1pOf(others);
  const logSum = m + logOthers;
  const total = sumOf(f64x2.add(pull0, pull1)) + own;
  const drop = sumOf(f64x2.add(drop0, drop1)) + (own == 0 ? 0 : own * below);
  const zPull = zWeight == 0 ? 0 : zWeight * logSum;
  zShare = zPull * logSum;
  if (g != 0) {
    const gain = total + 2 * zPull;
    const factor = scale / sum;
    bend(z, g, n, slopes, hasPulls, gain, sum, factor);
    const atArgmax = pullOf(argmax) + (argmax == label ? own : 0);
    const top = ((gain - atArgmax) - atArgmax * others) * factor;
    store<f32>(g + (usize(argmax) << 2), f32(top * slopeOf(argmaxLogit)));
    if (label >= 0 && label != argmax) {
      const c = pullOf(label) + own;
      const e = expOf(0 - below);
      const slope = ((gain - c) * e - c * (sum - e)) * factor;
      store<f32>(g + (usize(label) << 2), f32(slope * slopeOf(ownLogit)));
    }
  }
  return drop + total * logOthers + zShare;
}

/** g ← (C p − c) scale of all classes, written as (C − c) p − c (1 − p), where 1 − p is the others' share. */
function bend(z: usize, g: usize, n: i32, slopes: usize, hasPulls: bool, gain: f64, sum: f64, factor: f64): void {
  const plain = f64x2.splat(gain * factor);
  for (let k = 0; k < n; k += 4) {
    const at = usize(k) << 2;
    const left = n - k;
    const e = left >= 4 ? v128.load(g + at) : loadPart(g + at, left);
    let lower = lowerHalf(e);
    let upper = upperHalf(e);
    if (hasPulls) {
      lower = f64x2.mul(tilted(lower, pulls(k, left), gain, sum), f64x2.splat(factor));
      upper = f64x2.mul(tilted(upper, pulls(k + 2, left - 2), gain, sum), f64x2.splat(factor));
    } else {
      lower = f64x2.mul(lower, plain);
      upper = f64x2.mul(upper, plain);
    }
    if (slopes != 0) {
      lower = f64x2.mul(lower, v128.load(slopes + (at << 1)));
      upper = f64x2.mul(upper, v128.load(slopes + (at << 1), 16));
    } else if (cap != 0) {
      const v = left >= 4 ? v128.load(z + at) : loadPart(z + at, left);
      capped(lowerHalf(v));
      lower = f64x2.mul(lower, capSlope);
      capped(upperHalf(v));
      upper = f64x2.mul(upper, capSlope);
    }
    const result = narrowed(lower, upper);
    if (left >= 4) v128.store(g + at, result);
    else storePart(g + at, result, left);
  }
}

@inline
function tilted(e: v128, c: v128, gain: f64, sum: f64): v128 {
  const up = f64x2.mul(f64x2.sub(f64x2.splat(gain), c), e);
  return f64x2.sub(up, f64x2.mul(c, f64x2.sub(f64x2.splat(sum), e)));
}

/** c of classes k and k + 1, of which there are `left`, but for what the label's target adds; 0 beyond the last. */
@inline
function pulls(k: i32, left: i32): v128 {
  const zero = f64x2.splat(0);
  let c = f64x2.splat(smoothed);
  if (rowTarget != 0) {
    const at = rowTarget + (usize(k) << 2);
    const t = left >= 2 ? v128.load64_zero(at) : left == 1 ? v128.load32_zero(at) : zero;
    c = f64x2.add(c, f64x2.mul(f64x2.splat(unsmoothed), lowerHalf(t)));
  }
  if (classWeights != 0) {
    const at = classWeights + (usize(k) << 3);
    c = f64x2.mul(c, left >= 2 ? v128.load(at) : left == 1 ? v128.load64_zero(at) : zero);
  }
  return left >= 2 ? c : left == 1 ? v128.and(c, i64x2(-1, 0)) : zero;
}

/** The same of one class. */
function pullOf(k: i32): f64 {
  return f64x2.extract_lane(pulls(k, 1), 0);
}

/** Which of classes k and k + 1 are below n, and not `left`, as a mask. */
function besides(k: i32, n: i32, left: i32): v128 {
  const index = i64x2.add(i64x2.splat(k), i64x2(0, 1));
  return v128.andnot(i64x2.lt_s(index, i64x2.splat(n)), i64x2.eq(index, i64x2.splat(left)));
}

/** The slopes at the numbers that `capped` was given last. */
let capSlope: v128 = f64x2.splat(1);

/**
 * softcap · tanh(x / softcap), −∞ for −∞: it marks a class that is masked out. Its derivative is 4 d / (1 + d)² with
 * d = exp(−2 |x| / softcap): 1 − tanh² would cancel.
 */
function capped(x: v128): v128 {
  const one = f64x2.splat(1);
  const decay = inlineExp(f64x2.mul(f64x2.abs(x), f64x2.splat(steepness)));
  const half = f64x2.div(one, f64x2.add(one, decay));
  capSlope = f64x2.mul(f64x2.mul(f64x2.splat(4), decay), f64x2.mul(half, half));
  const size = f64x2.mul(f64x2.mul(f64x2.splat(cap), f64x2.sub(one, decay)), half);
  const sign = v128.and(x, f64x2.splat(-0.0));
  const z = v128.or(v128.andnot(size, f64x2.splat(-0.0)), sign);
  return v128.bitselect(x, z, f64x2.eq(x, f64x2.splat(-Infinity)));
}

function slopeOf(x: f64): f64 {
  if (cap == 0) return 1;
  capped(f64x2.splat(x));
  return f64x2.extract_lane(capSlope, 0);
}
