/** Looks whether rows are probabilities. */
import { loadPart, lowerHalf, sumOf, upperHalf } from './lanes';

/** Of the row: lanes without ones where a number was not of [0, 1]. */
let fit: v128 = i32x4.splat(-1);

/** For each row i of [begin, end) of p: sums[i] (float64) ← its sum; NaN if a number of it is not of [0, 1]. */
export function probabilitySums(begin: i32, end: i32, p: usize, classes: i32, sums: usize): void {
  for (let i = begin; i < end; i++) {
    let at = p + ((usize(i) * usize(classes)) << 2);
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    fit = i32x4.splat(-1);
    for (let left = classes; left > 0; left -= 16, at += 64) {
      const q0 = inside(at, left);
      const q1 = inside(at + 16, left - 4);
      const q2 = inside(at + 32, left - 8);
      const q3 = inside(at + 48, left - 12);
      sum0 = f64x2.add(sum0, f64x2.add(lowerHalf(q0), lowerHalf(q2)));
      sum1 = f64x2.add(sum1, f64x2.add(upperHalf(q0), upperHalf(q2)));
      sum2 = f64x2.add(sum2, f64x2.add(lowerHalf(q1), lowerHalf(q3)));
      sum3 = f64x2.add(sum3, f64x2.add(upperHalf(q1), upperHalf(q3)));
    }
    const sum = sumOf(f64x2.add(f64x2.add(sum0, sum2), f64x2.add(sum1, sum3)));
    store<f64>(sums + (usize(i) << 3), i32x4.all_true(fit) ? sum : NaN);
  }
}

/** The numbers at `at` that are of [0, 1], of four of which there are `left`; 0 for the others. */
@inline
function inside(at: usize, left: i32): v128 {
  if (left <= 0) return f32x4.splat(0);
  const v = left >= 4 ? v128.load(at) : f32x4.pmax(loadPart(at, left), f32x4.splat(-1));
  const isInside = v128.and(f32x4.ge(v, f32x4.splat(0)), f32x4.le(v, f32x4.splat(1)));
  fit = v128.and(fit, left >= 4 ? isInside : v128.or(isInside, beyond(left)));
  return v128.and(v, isInside);
}

/** The lanes from number n on, as a mask. */
function beyond(n: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(n));
}
