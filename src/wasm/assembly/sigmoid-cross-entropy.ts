/** Sigmoid cross-entropy of elements with its gradient, which may be left out, rounded once from float64. */
import { loadPart, lowerHalf, narrowed, storePart, upperHalf } from './lanes';
import { wideExp, wideLog1p } from './wide';

/**
 * For each element i of [begin, end), with y = targets[i], a = w p y and b = w (1 − y):
 * losses[i] ← a softplus(−z) + b softplus(z), gradient[i] ← scale (b σ(z) − a σ(−z)).
 * w = weights[i mod period] and p = positives[i mod positivesPeriod] are float64, 1 where the address is
 * 0. 0 · ∞ counts as 0, and z is not looked at where a and b are 0.
 * The gradient may overwrite the logits or the targets, or be left out (0).
 */
export function sigmoidCrossEntropy(
  begin: i32,
  end: i32,
  logits: usize,
  targets: usize,
  weights: usize,
  period: i32,
  positives: usize,
  positivesPeriod: i32,
  gradient: usize,
  losses: usize,
  scale: f64,
): void {
  byFours(false, begin, end, logits, targets, weights, period, positives, positivesPeriod, 0, 0, 0, gradient, losses, scale);
}

/**
 * For each element i of [begin, end), with x = −z, v = w a where targets[i] is 1, and x = z, v = w b where it is 0:
 * losses[i] ← v σ(x)^γ softplus(x), gradient[i] ← scale v times its derivative by z. w and 0 · ∞ are as above.
 */
export function sigmoidFocal(
  begin: i32,
  end: i32,
  logits: usize,
  targets: usize,
  weights: usize,
  period: i32,
  a: f64,
  b: f64,
  gamma: f64,
  gradient: usize,
  losses: usize,
  scale: f64,
): void {
  byFours(true, begin, end, logits, targets, weights, period, 0, 0, a, b, gamma, gradient, losses, scale);
}

/** Inlined with a constant `focal`. */
@inline
function byFours(
  focal: bool,
  begin: i32,
  end: i32,
  logits: usize,
  targets: usize,
  weights: usize,
  period: i32,
  positives: usize,
  positivesPeriod: i32,
  a: f64,
  b: f64,
  gamma: f64,
  gradient: usize,
  losses: usize,
  scale: f64,
): void {
  const keeps = gradient != 0;
  for (let i = begin; i < end; i += 4) {
    const at = usize(i) << 2;
    const n = end - i;
    const z = n >= 4 ? v128.load(logits + at) : loadPart(logits + at, n);
    const y = n >= 4 ? v128.load(targets + at) : loadPart(targets + at, n);
    const lowerWeights = factors(weights, period, i, n);
    if (focal) focalElements(lowerHalf(z), lowerHalf(y), lowerWeights, a, b, gamma, keeps);
    else elements(lowerHalf(z), lowerHalf(y), lowerWeights, factors(positives, positivesPeriod, i, n), keeps);
    const lowerLoss = loss;
    const lowerSlope = slope;
    const upperWeights = factors(weights, period, i + 2, n - 2);
    if (focal) focalElements(upperHalf(z), upperHalf(y), upperWeights, a, b, gamma, keeps);
    else elements(upperHalf(z), upperHalf(y), upperWeights, factors(positives, positivesPeriod, i + 2, n - 2), keeps);
    const l = narrowed(lowerLoss, loss);
    if (n >= 4) v128.store(losses + at, l);
    else storePart(losses + at, l, n);
    if (!keeps) continue;
    const s = f64x2.splat(scale);
    const g = narrowed(f64x2.mul(s, lowerSlope), f64x2.mul(s, slope));
    if (n >= 4) v128.store(gradient + at, g);
    else storePart(gradient + at, g, n);
  }
}

/** Factors i and i + 1, as far as there are n of them. */
function factors(from: usize, period: i32, i: i32, n: i32): v128 {
  if (from == 0) return f64x2.splat(1);
  const first = v128.load64_splat(from + (usize(i % period) << 3));
  if (n < 2) return first;
  return v128.load64_lane(from + (usize((i + 1) % period) << 3), first, 1);
}

/** Results of `elements` and `focalElements`; the slope if it is wanted. */
let loss: v128 = f64x2.splat(0);
let slope: v128 = f64x2.splat(0);

function elements(z: v128, y: v128, weight: v128, positive: v128, keeps: bool): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const a = f64x2.mul(f64x2.mul(weight, y), positive);
  const b = f64x2.mul(weight, f64x2.sub(one, y));
  const size = f64x2.abs(z);
  const e = wideExp(f64x2.neg(size));
  const small = wideLog1p(e); // softplus(−|z|)
  const large = f64x2.add(size, small); // softplus(|z|)
  const above = f64x2.gt(z, zero);
  const noA = f64x2.eq(a, zero);
  const noB = f64x2.eq(b, zero);
  loss = f64x2.add(
    v128.andnot(f64x2.mul(a, v128.bitselect(small, large, above)), noA),
    v128.andnot(f64x2.mul(b, v128.bitselect(large, small, above)), noB),
  );
  if (!keeps) return;
  const part = f64x2.div(one, f64x2.add(one, e)); // σ(|z|)
  const rest = f64x2.mul(e, part); // σ(−|z|)
  slope = f64x2.sub(
    v128.andnot(f64x2.mul(b, v128.bitselect(part, rest, above)), noB),
    v128.andnot(f64x2.mul(a, v128.bitselect(rest, part, above)), noA),
  );
}

/** More than any softplus that is finite; times the least probability it is 0. */
const LARGEST_COST: f64 = 1e40;

function focalElements(z: v128, y: v128, weight: v128, a: f64, b: f64, gamma: f64, keeps: bool): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const positive = f64x2.eq(y, one);
  const v = f64x2.mul(weight, v128.bitselect(f64x2.splat(a), f64x2.splat(b), positive));
  const x = v128.bitselect(f64x2.neg(z), z, positive);
  const size = f64x2.abs(x);
  const e = wideExp(f64x2.neg(size));
  const small = wideLog1p(e); // softplus(−|x|)
  const large = f64x2.add(size, small); // softplus(|x|)
  const above = f64x2.gt(x, zero);
  const cost = v128.bitselect(large, small, above); // softplus(x)
  const exponent = f64x2.mul(f64x2.splat(gamma), v128.bitselect(small, large, above));
  const focus = gamma == 0 ? one : wideExp(f64x2.neg(exponent)); // σ(x)^γ, and not 0 · ∞
  const factor = f64x2.mul(v, focus);
  const none = f64x2.eq(v, zero);
  loss = v128.andnot(f64x2.mul(factor, cost), none);
  if (!keeps) return;
  const part = f64x2.div(one, f64x2.add(one, e)); // σ(|x|)
  const rest = f64x2.mul(e, part); // σ(−|x|)
  const bend = f64x2.mul(v128.bitselect(rest, part, above), f64x2.pmin(cost, f64x2.splat(LARGEST_COST)));
  const rise = f64x2.add(v128.bitselect(part, rest, above), f64x2.mul(f64x2.splat(gamma), bend));
  const up = f64x2.mul(factor, rise);
  slope = v128.andnot(v128.bitselect(f64x2.neg(up), up, positive), none);
}
