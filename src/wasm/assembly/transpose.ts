/** Four rows of K numbers as K vectors, lane = row, and back. The rows need not follow each other. */

/** to[k] ← (z0[k], z1[k], z2[k], z3[k]); returns the largest of each row, NaN passed over. */
export function loadColumns(z0: usize, z1: usize, z2: usize, z3: usize, n: i32, to: usize): v128 {
  let most = f32x4.splat(-Infinity);
  for (; n >= 4; n -= 4) {
    const a = v128.load(z0);
    const b = v128.load(z1);
    const c = v128.load(z2);
    const d = v128.load(z3);
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    const k0 = v128.shuffle<i64>(ab, cd, 0, 2);
    const k1 = v128.shuffle<i64>(ab, cd, 1, 3);
    const k2 = v128.shuffle<i64>(AB, CD, 0, 2);
    const k3 = v128.shuffle<i64>(AB, CD, 1, 3);
    v128.store(to, k0);
    v128.store(to, k1, 16);
    v128.store(to, k2, 32);
    v128.store(to, k3, 48);
    most = f32x4.pmax(f32x4.pmax(most, k0), k1);
    most = f32x4.pmax(f32x4.pmax(most, k2), k3);
    z0 += 16;
    z1 += 16;
    z2 += 16;
    z3 += 16;
    to += 64;
  }
  if (n & 2) {
    const ab = v128.load64_lane(z1, v128.load64_zero(z0), 1);
    const cd = v128.load64_lane(z3, v128.load64_zero(z2), 1);
    const k0 = v128.shuffle<i32>(ab, cd, 0, 2, 4, 6);
    const k1 = v128.shuffle<i32>(ab, cd, 1, 3, 5, 7);
    v128.store(to, k0);
    v128.store(to, k1, 16);
    most = f32x4.pmax(f32x4.pmax(most, k0), k1);
    z0 += 8;
    z1 += 8;
    z2 += 8;
    z3 += 8;
    to += 32;
  }
  if (n & 1) {
    const k = v128.load32_lane(z3, v128.load32_lane(z2, v128.load32_lane(z1, v128.load32_zero(z0), 1), 2), 3);
    v128.store(to, k);
    most = f32x4.pmax(most, k);
  }
  return most;
}

/** The way back. Rows may be given twice. */
export function storeColumns(from: usize, n: i32, z0: usize, z1: usize, z2: usize, z3: usize): void {
  for (; n >= 4; n -= 4) {
    storeFourColumns(v128.load(from), v128.load(from, 16), v128.load(from, 32), v128.load(from, 48), z0, z1, z2, z3);
    z0 += 16;
    z1 += 16;
    z2 += 16;
    z3 += 16;
    from += 64;
  }
  if (n & 2) {
    storeTwoColumns(v128.load(from), v128.load(from, 16), z0, z1, z2, z3);
    z0 += 8;
    z1 += 8;
    z2 += 8;
    z3 += 8;
    from += 32;
  }
  if (n & 1) storeColumn(v128.load(from), z0, z1, z2, z3);
}

@inline
export function storeFourColumns(a: v128, b: v128, c: v128, d: v128, z0: usize, z1: usize, z2: usize, z3: usize): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(z0, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(z1, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(z2, v128.shuffle<i64>(AB, CD, 0, 2));
  v128.store(z3, v128.shuffle<i64>(AB, CD, 1, 3));
}

@inline
export function storeTwoColumns(a: v128, b: v128, z0: usize, z1: usize, z2: usize, z3: usize): void {
  const lower = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const upper = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  v128.store64_lane(z0, lower, 0);
  v128.store64_lane(z1, lower, 1);
  v128.store64_lane(z2, upper, 0);
  v128.store64_lane(z3, upper, 1);
}

@inline
export function storeColumn(a: v128, z0: usize, z1: usize, z2: usize, z3: usize): void {
  v128.store32_lane(z0, a, 0);
  v128.store32_lane(z1, a, 1);
  v128.store32_lane(z2, a, 2);
  v128.store32_lane(z3, a, 3);
}
