/** The inner tile of A·Bᵀ with few rows: four columns at a time, as vectors made by transposing squares of 4 × 4. */

/**
 * to[16] ← Σₚ a[p]·b_j[p] of sixteen rows of B, `step` bytes apart; each is a sum in the order of p. On the way, what is at
 * `next` is touched, `pace` bytes further each four p: with 256, the tile that follows comes into the cache in the order of memory.
 */
export function sixteenDots(a: usize, b: usize, step: usize, k: i32, to: usize, next: usize, pace: usize): void {
  let touched = 0;
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let c3 = f32x4.splat(0);
  const four = step << 2;
  for (; k >= 4; k -= 4, a += 16, b += 16) {
    const x0 = v128.load_splat<f32>(a);
    const x1 = v128.load_splat<f32>(a, 4);
    const x2 = v128.load_splat<f32>(a, 8);
    const x3 = v128.load_splat<f32>(a, 12);
    c0 = addFour(c0, b, step, x0, x1, x2, x3);
    c1 = addFour(c1, b + four, step, x0, x1, x2, x3);
    c2 = addFour(c2, b + 2 * four, step, x0, x1, x2, x3);
    c3 = addFour(c3, b + 3 * four, step, x0, x1, x2, x3);
    touched |= load<i32>(next) | load<i32>(next, 64) | load<i32>(next, 128) | load<i32>(next, 192);
    next += pace;
  }
  for (; k > 0; k--, a += 4, b += 4) {
    const x = v128.load_splat<f32>(a);
    c0 = f32x4.add(c0, f32x4.mul(x, column(b, step)));
    c1 = f32x4.add(c1, f32x4.mul(x, column(b + four, step)));
    c2 = f32x4.add(c2, f32x4.mul(x, column(b + 2 * four, step)));
    c3 = f32x4.add(c3, f32x4.mul(x, column(b + 3 * four, step)));
  }
  v128.store(to, c0);
  v128.store(to, c1, 16);
  v128.store(to, c2, 32);
  v128.store(to, c3, 48);
  store<i32>(to, touched, 64); // so that the compiler does not leave it out
}

/** sums + Σₚ x_p·b_j[p] for four p and four rows */
// @ts-ignore: a decorator of AssemblyScript
@inline
function addFour(sums: v128, b: usize, step: usize, x0: v128, x1: v128, x2: v128, x3: v128): v128 {
  const b2 = b + 2 * step;
  const r0 = v128.load(b);
  const r1 = v128.load(b + step);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const r2 = v128.load(b2);
  const r3 = v128.load(b2 + step);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  let sum = f32x4.add(sums, f32x4.mul(x0, v128.shuffle<f64>(low01, low23, 0, 2)));
  sum = f32x4.add(sum, f32x4.mul(x1, v128.shuffle<f64>(low01, low23, 1, 3)));
  sum = f32x4.add(sum, f32x4.mul(x2, v128.shuffle<f64>(high01, high23, 0, 2)));
  return f32x4.add(sum, f32x4.mul(x3, v128.shuffle<f64>(high01, high23, 1, 3)));
}

/** One number of each of four rows. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function column(b: usize, step: usize): v128 {
  const b2 = b + 2 * step;
  let v = v128.load32_zero(b);
  v = v128.load32_lane(b + step, v, 1);
  v = v128.load32_lane(b2, v, 2);
  return v128.load32_lane(b2 + step, v, 3);
}
