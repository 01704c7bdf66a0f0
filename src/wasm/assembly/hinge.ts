/** Hinge losses of elements and their gradients; a loss or a gradient may overwrite an operand, a gradient be left out (0). */

// @ts-ignore: a decorator of AssemblyScript
@inline
function isOneOf(y: v128, a: v128, b: v128): v128 {
  return v128.or(f32x4.eq(y, a), f32x4.eq(y, b));
}

/**
 * max(0, 1 − sign · score) of the elements [begin, end), or its square, where the sign is 1 for the label 1, else −1. The
 * gradient is times `factor`. Writes 1 to `unfit` if a label is neither 1 nor `negative`.
 */
export function hinge(
  begin: i32,
  end: i32,
  scores: usize,
  labels: usize,
  negative: f32,
  isSquared: i32,
  gradient: usize,
  losses: usize,
  factor: f32,
  unfit: usize,
): void {
  const last = usize(end) << 2;
  let at = usize(begin) << 2;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const negatives = f32x4.splat(negative);
  const factors = f32x4.splat(factor);
  let fit = i32x4.splat(-1);
  for (; at + 16 <= last; at += 16) {
    const y = v128.load(labels + at);
    fit = v128.and(fit, isOneOf(y, one, negatives));
    const sign = v128.bitselect(one, f32x4.splat(-1), f32x4.eq(y, one));
    const lead = f32x4.mul(sign, v128.load(scores + at));
    const missing = f32x4.sub(one, lead);
    const shortfall = v128.andnot(missing, f32x4.le(missing, zero)); // NaN stays
    if (gradient != 0) {
      const steepness = isSquared
        ? f32x4.add(shortfall, shortfall)
        : v128.bitselect(one, shortfall, f32x4.gt(shortfall, zero));
      const slope = f32x4.mul(f32x4.mul(f32x4.neg(sign), factors), steepness);
      v128.store(gradient + at, f32x4.add(slope, zero)); // no −0
    }
    v128.store(losses + at, isSquared ? f32x4.mul(shortfall, shortfall) : shortfall);
  }
  let allFit = i32x4.all_true(fit);
  for (; at < last; at += 4) {
    const y = load<f32>(labels + at);
    allFit = allFit && (y == 1 || y == negative);
    const sign: f32 = y == 1 ? 1 : -1;
    const missing: f32 = 1 - sign * load<f32>(scores + at);
    const shortfall: f32 = missing <= 0 ? 0 : missing;
    const steepness: f32 = isSquared ? shortfall + shortfall : shortfall > 0 ? 1 : shortfall;
    if (gradient != 0) store<f32>(gradient + at, -sign * factor * steepness + 0);
    store<f32>(losses + at, isSquared ? shortfall * shortfall : shortfall);
  }
  if (!allFit) store<f32>(unfit, 1);
}
