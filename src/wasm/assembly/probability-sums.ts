/** Looks whether rows are probabilities. */
import { loadPart, lowerHalf, sumOf, upperHalf } from './lanes';

/** For each row i of [begin, end) of p: sums[i] (float64) ← its sum; NaN if a number of it is not of [0, 1]. */
export function probabilitySums(begin: i32, end: i32, p: usize, classes: i32, sums: usize): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let i = begin; i < end; i++) {
    let at = p + ((usize(i) * usize(classes)) << 2);
    let lower = f64x2.splat(0);
    let upper = f64x2.splat(0);
    let fit = i32x4.splat(-1);
    for (let left = classes; left > 0; left -= 4, at += 16) {
      const v = left >= 4 ? v128.load(at) : f32x4.pmax(loadPart(at, left), f32x4.splat(-1));
      const isInside = v128.and(f32x4.ge(v, zero), f32x4.le(v, one));
      fit = v128.and(fit, left >= 4 ? isInside : v128.or(isInside, beyond(left)));
      const inside = v128.and(v, isInside);
      lower = f64x2.add(lower, lowerHalf(inside));
      upper = f64x2.add(upper, upperHalf(inside));
    }
    store<f64>(sums + (usize(i) << 3), i32x4.all_true(fit) ? sumOf(f64x2.add(lower, upper)) : NaN);
  }
}

/** The lanes from number n on, as a mask. */
function beyond(n: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(n));
}
