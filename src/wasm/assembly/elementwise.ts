/** Elementwise kernels over the elements [begin, end). A result may overwrite an operand. */

/** to ← x + y */
export function add(begin: i32, end: i32, x: usize, y: usize, to: usize): void {
  const last = usize(end) << 2;
  let at = usize(begin) << 2;
  for (; at + 16 <= last; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(x + at), v128.load(y + at)));
  }
  for (; at < last; at += 4) store<f32>(to + at, load<f32>(x + at) + load<f32>(y + at));
}

/** to ← x · y */
export function elementProduct(begin: i32, end: i32, x: usize, y: usize, to: usize): void {
  const last = usize(end) << 2;
  let at = usize(begin) << 2;
  for (; at + 16 <= last; at += 16) {
    v128.store(to + at, f32x4.mul(v128.load(x + at), v128.load(y + at)));
  }
  for (; at < last; at += 4) store<f32>(to + at, load<f32>(x + at) * load<f32>(y + at));
}

/** to ← factor · x */
export function scale(begin: i32, end: i32, x: usize, factor: f32, to: usize): void {
  const last = usize(end) << 2;
  const factors = f32x4.splat(factor);
  let at = usize(begin) << 2;
  for (; at + 16 <= last; at += 16) v128.store(to + at, f32x4.mul(v128.load(x + at), factors));
  for (; at < last; at += 4) store<f32>(to + at, load<f32>(x + at) * factor);
}

/** to ← x + factor · y, each operation rounded */
export function multiplyAdd(begin: i32, end: i32, x: usize, factor: f32, y: usize, to: usize): void {
  const last = usize(end) << 2;
  const factors = f32x4.splat(factor);
  let at = usize(begin) << 2;
  for (; at + 16 <= last; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(x + at), f32x4.mul(factors, v128.load(y + at))));
  }
  for (; at < last; at += 4) store<f32>(to + at, load<f32>(x + at) + factor * load<f32>(y + at));
}

/** to ← 0 where x ≤ 0, else x: NaN stays NaN, −0 becomes 0 */
export function relu(begin: i32, end: i32, x: usize, to: usize): void {
  const last = usize(end) << 2;
  const zero = f32x4.splat(0);
  let at = usize(begin) << 2;
  for (; at + 16 <= last; at += 16) {
    const v = v128.load(x + at);
    v128.store(to + at, v128.andnot(v, f32x4.le(v, zero)));
  }
  for (; at < last; at += 4) {
    const v = load<f32>(x + at);
    store<f32>(to + at, v <= 0 ? 0 : v);
  }
}

/** to ← g where the output y > 0, 0 where y = 0, NaN where y is NaN */
export function reluBackward(begin: i32, end: i32, y: usize, g: usize, to: usize): void {
  const last = usize(end) << 2;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let at = usize(begin) << 2;
  // As the reference: g times 1 or y (0 or NaN), so that an infinite g at y = 0 is NaN in both.
  for (; at + 16 <= last; at += 16) {
    const v = v128.load(y + at);
    const slope = v128.bitselect(one, v, f32x4.gt(v, zero));
    v128.store(to + at, f32x4.mul(v128.load(g + at), slope));
  }
  for (; at < last; at += 4) {
    const v = load<f32>(y + at);
    store<f32>(to + at, load<f32>(g + at) * (v > 0 ? 1 : v));
  }
}
