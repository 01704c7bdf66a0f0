/** Softmax cross-entropy less a multiple of the entropy, of rows whose softmax and its logarithm are there. */
import { smallDecay, SMALL } from './label-loss';
import { loadPart, lowerHalf, narrowed, storePart, sumOf, upperHalf } from './lanes';
import { fillRow } from './row-scale';
import { wideExp } from './wide';

/**
 * For each row i of [begin, end), with p and l its softmax and that's logarithm, H = −Σ p l: losses[i] ← w (−l_y − β H),
 * gradient ← w · scale · (p − [k = y] + β p (l + H)), where 0 · ∞ counts as 0. A row of weight 0 is 0 throughout. The gradient
 * may overwrite p, or be left out (0).
 */
export function confidencePenalty(
  begin: i32,
  end: i32,
  logP: usize,
  p: usize,
  labels: usize,
  weights: usize,
  gradient: usize,
  losses: usize,
  classes: i32,
  beta: f64,
  scale: f64,
): void {
  const stride = usize(classes) << 2;
  for (let i = begin; i < end; i++) {
    const g = gradient == 0 ? 0 : gradient + usize(i) * stride;
    const weight = load<f64>(weights + (usize(i) << 3));
    if (weight == 0) {
      if (g != 0) fillRow(g, classes, 0);
      store<f32>(losses + (usize(i) << 2), 0);
      continue;
    }
    const l = logP + usize(i) * stride;
    const label = usize(load<i32>(labels + (usize(i) << 2))) << 2;
    const row = p + usize(i) * stride;
    const entropy = entropyOf(row, l, classes);
    const own: f64 = load<f32>(l + label);
    store<f32>(losses + (usize(i) << 2), f32(weight * (0 - own - beta * entropy)));
    if (g == 0) continue;
    const factor = weight * scale;
    const slope = penaltyOf(load<f32>(row + label), own, entropy, beta) - restOf(own);
    bend(row, l, g, classes, entropy, beta, factor);
    store<f32>(g + label, f32(factor * slope));
  }
}

/** β p (l + H) of the label's class */
function penaltyOf(p: f64, own: f64, entropy: f64, beta: f64): f64 {
  return p == 0 ? 0 : beta * p * (own + entropy);
}

/** 1 − exp(l) of l ≤ 0 */
function restOf(l: f64): f64 {
  const x = f64x2.splat(0 - l);
  if (0 - l < SMALL) return f64x2.extract_lane(smallDecay(x), 0);
  return 1 - f64x2.extract_lane(wideExp(f64x2.splat(l)), 0);
}

/** The quads' lanes are sums of their own; the numbers that make no quad are added at the end. */
function entropyOf(p: usize, l: usize, n: i32): f64 {
  const last = p + (usize(n) << 2);
  let lower = f64x2.splat(0);
  let upper = f64x2.splat(0);
  for (; p + 16 <= last; p += 16, l += 16) {
    const a = v128.load(p);
    const b = v128.andnot(v128.load(l), f32x4.eq(a, f32x4.splat(0)));
    lower = f64x2.add(lower, f64x2.mul(lowerHalf(a), lowerHalf(b)));
    upper = f64x2.add(upper, f64x2.mul(upperHalf(a), upperHalf(b)));
  }
  let sum = sumOf(f64x2.add(lower, upper));
  for (; p < last; p += 4, l += 4) {
    const a = load<f32>(p);
    if (a != 0) sum += f64(a) * f64(load<f32>(l));
  }
  return 0 - sum;
}

/** g ← factor · p (1 + β (l + H)) */
function bend(p: usize, l: usize, g: usize, n: i32, entropy: f64, beta: f64, factor: f64): void {
  for (; n > 0; n -= 4, p += 16, l += 16, g += 16) {
    const a = n >= 4 ? v128.load(p) : loadPart(p, n);
    const b = v128.andnot(n >= 4 ? v128.load(l) : loadPart(l, n), f32x4.eq(a, f32x4.splat(0)));
    const lower = bent(lowerHalf(a), lowerHalf(b), entropy, beta, factor);
    const v = narrowed(lower, bent(upperHalf(a), upperHalf(b), entropy, beta, factor));
    if (n >= 4) v128.store(g, v);
    else storePart(g, v, n);
  }
}

@inline
function bent(p: v128, l: v128, entropy: f64, beta: f64, factor: f64): v128 {
  const penalty = f64x2.mul(f64x2.splat(beta), f64x2.add(l, f64x2.splat(entropy)));
  return f64x2.mul(f64x2.mul(f64x2.splat(factor), p), f64x2.add(f64x2.splat(1), penalty));
}
