/**
 * Softmax cross-entropy with every option, in float64 but for the exponentials kept from one pass to the next:
 * a third of the speed of the plain kernel, and one place for all that is rarely used.
 */
import { loadPart, lowerHalf, narrowed, storePart, sumOf, upperHalf } from './lanes';
import { indexIn, rowHasNaN, rowMax } from './row-max';
import { fillRow } from './row-scale';
import { SCRATCH_BYTES, scratch } from './scratch';
import { capSlope, capped, setSoftCap } from './soft-cap';
import { LN2, expOf, inlineExp, inlineHalvings, log1pOf } from './wide';

// Of the call and of the row that is computed; each thread has its own.
let rowTarget: usize = 0;
let classWeights: usize = 0;
/** c of a class is w · (smoothed + unsmoothed · target). */
let smoothed: f64 = 0;
let unsmoothed: f64 = 1;
let hasCap: bool = false;

/** Three sums of eight lanes each at the end of the scratch area: a loop over quads adds each second one to the same lanes. */
const SUM_BYTES: usize = 64;
const SUMS: usize = SCRATCH_BYTES - 3 * SUM_BYTES;
/** c dz/dlogit is kept from one pass to the next for as many classes as the scratch area has room for. */
const MOST_KEPT: i32 = i32(SUMS >> 3);

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
  hasCap = softcap != 0;
  if (hasCap) setSoftCap(softcap);
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
  const argmax = indexIn(z, n, max);
  const hasPulls = smoothed != 0 || rowTarget != 0; // elsewhere than at the label
  const kept = g != 0 && hasPulls && n <= MOST_KEPT ? scratch : 0;
  const unit = hasCap ? LN2 : 1;
  let m: f64 = max;
  let slopeAtMax: f64 = 1;
  // The label, apart from the others: what its target adds to c, and where it is.
  let own: f64 = 0;
  let ownLogit: f64 = load<f32>(z + (usize(label >= 0 ? label : argmax) << 2));
  let ownSlope: f64 = 1;
  if (hasCap) {
    const two = capped(f64x2.replace_lane(f64x2.splat(m), 1, ownLogit));
    m = f64x2.extract_lane(two, 0);
    ownLogit = f64x2.extract_lane(two, 1);
    slopeAtMax = f64x2.extract_lane(capSlope, 0);
    ownSlope = f64x2.extract_lane(capSlope, 1);
  }
  const below = (m - ownLogit) * unit;
  if (label >= 0) {
    const weight = classWeights == 0 ? 1 : load<f64>(classWeights + (usize(label) << 3));
    own = weight * unsmoothed;
    zWeight *= weight;
  }

  for (let at: usize = 0; at < 3 * SUM_BYTES; at += 16) v128.store(scratch + at, f64x2.splat(0), SUMS);
  for (let k = 0; k < n; k += 4) accumulate(z, g, n, k, m, argmax, hasPulls, kept);
  const others = sumAt(0);
  const sum = 1 + others;
  const logOthers = log1pOf(others);
  const logSum = m * unit + logOthers;
  const total = sumAt(SUM_BYTES) + own;
  const drop = sumAt(2 * SUM_BYTES) * unit + (own == 0 ? 0 : own * below);
  const zPull = zWeight == 0 ? 0 : zWeight * logSum;
  zShare = zPull * logSum;
  if (g != 0) {
    const gain = total + 2 * zPull;
    const factor = scale / sum;
    bend(z, g, n, kept, hasPulls, gain * factor, scale);
    const atArgmax = pullOf(argmax) + (argmax == label ? own : 0);
    store<f32>(g + (usize(argmax) << 2), f32(((gain - atArgmax) - atArgmax * others) * factor * slopeAtMax));
    if (label >= 0 && label != argmax) {
      const c = pullOf(label) + own;
      const e = expOf(0 - below);
      const slope = ((gain - c) * e - c * (sum - e)) * factor;
      store<f32>(g + (usize(label) << 2), f32(slope * ownSlope));
    }
  }
  return drop + total * logOthers + zShare;
}

/**
 * The first pass over classes k … k + 3: adds to the sums over the exponentials but for the largest, c, and c (max − z)
 * (with a cap in base 2). g takes exp(z − max) dz/dlogit, `kept` takes c dz/dlogit, where they are not 0.
 */
@inline
function accumulate(z: usize, g: usize, n: i32, k: i32, m: f64, argmax: i32, hasPulls: bool, kept: usize): void {
  const at = usize(k) << 2;
  const left = n - k;
  const v = left >= 4 ? v128.load(z + at) : loadPart(z + at, left);
  let slope0 = f64x2.splat(1);
  let slope1 = slope0;
  let below0 = lowerHalf(v);
  let below1 = upperHalf(v);
  if (hasCap) {
    below0 = capped(below0);
    slope0 = capSlope;
    below1 = capped(below1);
    slope1 = capSlope;
  }
  below0 = f64x2.sub(f64x2.splat(m), below0);
  below1 = f64x2.sub(f64x2.splat(m), below1);
  let e0 = hasCap ? inlineHalvings(below0) : inlineExp(f64x2.neg(below0));
  let e1 = hasCap ? inlineHalvings(below1) : inlineExp(f64x2.neg(below1));
  if (g != 0) {
    const e = hasCap ? narrowed(f64x2.mul(e0, slope0), f64x2.mul(e1, slope1)) : narrowed(e0, e1);
    if (left >= 4) v128.store(g + at, e);
    else storePart(g + at, e, left);
  }
  if (left < 4 || k == (argmax & ~3)) {
    e0 = v128.and(e0, besides(k, n, argmax));
    e1 = v128.and(e1, besides(k + 2, n, argmax));
  }
  const sums = scratch + (usize(k & 4) << 3);
  add(sums, e0);
  add(sums + 16, e1);
  if (!hasPulls) return;
  const c0 = pulls(k, left);
  const c1 = pulls(k + 2, left - 2);
  add(sums + SUM_BYTES, c0);
  add(sums + (SUM_BYTES + 16), c1);
  // 0 · ∞ is 0: a class that is masked out and that the target leaves out.
  add(sums + 2 * SUM_BYTES, v128.and(f64x2.mul(c0, below0), f64x2.ne(c0, f64x2.splat(0))));
  add(sums + (2 * SUM_BYTES + 16), v128.and(f64x2.mul(c1, below1), f64x2.ne(c1, f64x2.splat(0))));
  if (kept == 0) return;
  v128.store(kept + (at << 1), hasCap ? f64x2.mul(c0, slope0) : c0);
  v128.store(kept + (at << 1), hasCap ? f64x2.mul(c1, slope1) : c1, 16);
}

/** Adds to two lanes of the sum at `to`. */
@inline
function add(to: usize, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to, SUMS), v), SUMS);
}

/** The sum of all eight lanes. */
function sumAt(at: usize): f64 {
  const from = scratch + at;
  const lower = f64x2.add(v128.load(from, SUMS), v128.load(from, SUMS + 32));
  const upper = f64x2.add(v128.load(from, SUMS + 16), v128.load(from, SUMS + 48));
  return sumOf(f64x2.add(lower, upper));
}

/** g ← gain g − scale c dz/dlogit */
function bend(z: usize, g: usize, n: i32, kept: usize, hasPulls: bool, gain: f64, scale: f64): void {
  for (let k = 0; k < n; k += 4) {
    const at = usize(k) << 2;
    const left = n - k;
    const e = left >= 4 ? v128.load(g + at) : loadPart(g + at, left);
    let lower = f64x2.mul(lowerHalf(e), f64x2.splat(gain));
    let upper = f64x2.mul(upperHalf(e), f64x2.splat(gain));
    if (hasPulls) {
      let c0: v128;
      let c1: v128;
      if (kept != 0) {
        c0 = v128.load(kept + (at << 1));
        c1 = v128.load(kept + (at << 1), 16);
      } else {
        c0 = pulls(k, left);
        c1 = pulls(k + 2, left - 2);
        if (hasCap) {
          const v = left >= 4 ? v128.load(z + at) : loadPart(z + at, left);
          capped(lowerHalf(v));
          c0 = f64x2.mul(c0, capSlope);
          capped(upperHalf(v));
          c1 = f64x2.mul(c1, capSlope);
        }
      }
      lower = f64x2.sub(lower, f64x2.mul(c0, f64x2.splat(scale)));
      upper = f64x2.sub(upper, f64x2.mul(c1, f64x2.splat(scale)));
    }
    const result = narrowed(lower, upper);
    if (left >= 4) v128.store(g + at, result);
    else storePart(g + at, result, left);
  }
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
