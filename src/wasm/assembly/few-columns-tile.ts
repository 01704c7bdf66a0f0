/**
 * The inner tiles of products with few columns. Five columns at a time waste nothing on ten classes, where panels of eight
 * would compute sixteen. Ten sums of four lanes each; no copy of A is needed.
 */

/**
 * to[5][2] ← four partial sums of each Σₖ b[k][c]·a_r[k]: lane l has the k ≡ l (mod 4). k is a multiple of 4; `b` has the five
 * columns of four k side by side, [k / 4][5][4].
 */
export function dotTile(a0: usize, a1: usize, b: usize, k: i32, to: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c02 = f32x4.splat(0);
  let c03 = f32x4.splat(0);
  let c04 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c12 = f32x4.splat(0);
  let c13 = f32x4.splat(0);
  let c14 = f32x4.splat(0);
  for (let p: usize = 0, last = usize(k) << 2; p < last; p += 16, b += 80) {
    const x0 = v128.load(a0 + p);
    const x1 = v128.load(a1 + p);
    const y0 = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(x0, y0));
    c10 = f32x4.add(c10, f32x4.mul(x1, y0));
    const y1 = v128.load(b, 16);
    c01 = f32x4.add(c01, f32x4.mul(x0, y1));
    c11 = f32x4.add(c11, f32x4.mul(x1, y1));
    const y2 = v128.load(b, 32);
    c02 = f32x4.add(c02, f32x4.mul(x0, y2));
    c12 = f32x4.add(c12, f32x4.mul(x1, y2));
    const y3 = v128.load(b, 48);
    c03 = f32x4.add(c03, f32x4.mul(x0, y3));
    c13 = f32x4.add(c13, f32x4.mul(x1, y3));
    const y4 = v128.load(b, 64);
    c04 = f32x4.add(c04, f32x4.mul(x0, y4));
    c14 = f32x4.add(c14, f32x4.mul(x1, y4));
  }
  // The engine computes in the order of these stores: by rows, it would hold five vectors of B at once and spill.
  v128.store(to, c00);
  v128.store(to, c10, 16);
  v128.store(to, c01, 32);
  v128.store(to, c11, 48);
  v128.store(to, c02, 64);
  v128.store(to, c12, 80);
  v128.store(to, c03, 96);
  v128.store(to, c13, 112);
  v128.store(to, c04, 128);
  v128.store(to, c14, 144);
}

/** to[5][8] ← Σₚ b[p][0…4]·a[p][0…7], with so many bytes between the rows of each: a tile of the result on its side. */
export function sidewaysTile(a: usize, aStep: usize, b: usize, bStep: usize, k: i32, to: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  for (let p = 0; p < k; p++, a += aStep, b += bStep) {
    const x0 = v128.load(a);
    const x1 = v128.load(a, 16);
    const y0 = v128.load_splat<f32>(b);
    c00 = f32x4.add(c00, f32x4.mul(y0, x0));
    c01 = f32x4.add(c01, f32x4.mul(y0, x1));
    const y1 = v128.load_splat<f32>(b, 4);
    c10 = f32x4.add(c10, f32x4.mul(y1, x0));
    c11 = f32x4.add(c11, f32x4.mul(y1, x1));
    const y2 = v128.load_splat<f32>(b, 8);
    c20 = f32x4.add(c20, f32x4.mul(y2, x0));
    c21 = f32x4.add(c21, f32x4.mul(y2, x1));
    const y3 = v128.load_splat<f32>(b, 12);
    c30 = f32x4.add(c30, f32x4.mul(y3, x0));
    c31 = f32x4.add(c31, f32x4.mul(y3, x1));
    const y4 = v128.load_splat<f32>(b, 16);
    c40 = f32x4.add(c40, f32x4.mul(y4, x0));
    c41 = f32x4.add(c41, f32x4.mul(y4, x1));
  }
  v128.store(to, c00);
  v128.store(to, c01, 16);
  v128.store(to, c10, 32);
  v128.store(to, c11, 48);
  v128.store(to, c20, 64);
  v128.store(to, c21, 80);
  v128.store(to, c30, 96);
  v128.store(to, c31, 112);
  v128.store(to, c40, 128);
  v128.store(to, c41, 144);
}
