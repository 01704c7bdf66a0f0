/** Looks whether rows are probabilities. */
import { loadPart, lowerHalf, sumOf, upperHalf } from './lanes';

/** As integers, those of [0, 1] are up to this; all others, NaN too, are above. */
const ONE: i32 = 0x3f800000;

/** For each row i of [begin, end) of p: sums[i] (float64) ← its sum; NaN if a number of it is not of [0, 1]. */
export function probabilitySums(begin: i32, end: i32, p: usize, classes: i32, sums: usize): void {
  for (let i = begin; i < end; i++) {
    let at = p + ((usize(i) * usize(classes)) << 2);
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let most = i32x4.splat(0);
    for (let left = classes; left > 0; left -= 16, at += 64) {
      const q0 = quad(at, left);
      const q1 = quad(at + 16, left - 4);
      const q2 = quad(at + 32, left - 8);
      const q3 = quad(at + 48, left - 12);
      sum0 = f64x2.add(sum0, f64x2.add(lowerHalf(q0), lowerHalf(q2)));
      sum1 = f64x2.add(sum1, f64x2.add(upperHalf(q0), upperHalf(q2)));
      sum2 = f64x2.add(sum2, f64x2.add(lowerHalf(q1), lowerHalf(q3)));
      sum3 = f64x2.add(sum3, f64x2.add(upperHalf(q1), upperHalf(q3)));
      most = i32x4.max_u(most, i32x4.max_u(i32x4.max_u(q0, q1), i32x4.max_u(q2, q3)));
    }
    const sum = sumOf(f64x2.add(f64x2.add(sum0, sum2), f64x2.add(sum1, sum3)));
    store<f64>(sums + (usize(i) << 3), i32x4.all_true(i32x4.le_u(most, i32x4.splat(ONE))) ? sum : NaN);
  }
}

/** Four numbers at `at`, of which there are `left`, and 0 for the others; −0 becomes 0, which is no large integer. */
@inline
function quad(at: usize, left: i32): v128 {
  if (left <= 0) return f32x4.splat(0);
  const v = left >= 4 ? v128.load(at) : v128.andnot(loadPart(at, left), beyond(left));
  return f32x4.add(v, f32x4.splat(0));
}

/** The lanes from number n on, as a mask. */
function beyond(n: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(n));
}
