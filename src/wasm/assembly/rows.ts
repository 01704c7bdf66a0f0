/** The passes over one row that softmax and its losses share. */
import { expConstant, expRelative } from './exp';
import { loadPart, lowerHalf, maxOf, storePart, sumOf, upperHalf } from './lanes';

/** Elements of a group: what one turn of the loop of `expGroups` takes. */
export const GROUP = 32;

/** The largest of n numbers, NaN passed over; −∞ if there is none. */
export function rowMax(z: usize, n: i32): f32 {
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  const last = z + (usize(n) << 2);
  for (; z + 64 <= last; z += 64) {
    m0 = f32x4.pmax(m0, v128.load(z));
    m1 = f32x4.pmax(m1, v128.load(z, 16));
    m2 = f32x4.pmax(m2, v128.load(z, 32));
    m3 = f32x4.pmax(m3, v128.load(z, 48));
  }
  for (; z + 16 <= last; z += 16) m0 = f32x4.pmax(m0, v128.load(z));
  m1 = f32x4.pmax(m1, loadPart(z, i32((last - z) >> 2)));
  return maxOf(f32x4.pmax(f32x4.pmax(m0, m1), f32x4.pmax(m2, m3)));
}

export function rowHasNaN(z: usize, n: i32): bool {
  for (let k = 0; k < n; k++) if (isNaN(load<f32>(z + (usize(k) << 2)))) return true;
  return false;
}

/** Exponentials (see `expRelative`) of whole groups into `e`, which may be `z`; returns their sum. */
export function expGroups(z: usize, last: usize, e: usize, lowest: f32, rounder: f32): f64 {
  const l = f32x4.splat(lowest);
  const r = f32x4.splat(rounder);
  const c0 = expConstant(0);
  const c1 = expConstant(1);
  const c2 = expConstant(2);
  const c3 = expConstant(3);
  const c4 = expConstant(4);
  const c5 = expConstant(5);
  const c6 = expConstant(6);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (; z < last; z += 128, e += 128) {
    const e0 = expRelative(v128.load(z), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e0);
    const e1 = expRelative(v128.load(z, 16), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e1, 16);
    const s01 = f32x4.add(e0, e1);
    const e2 = expRelative(v128.load(z, 32), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e2, 32);
    const e3 = expRelative(v128.load(z, 48), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e3, 48);
    const s03 = f32x4.add(s01, f32x4.add(e2, e3));
    const e4 = expRelative(v128.load(z, 64), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e4, 64);
    const e5 = expRelative(v128.load(z, 80), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e5, 80);
    const s45 = f32x4.add(e4, e5);
    const e6 = expRelative(v128.load(z, 96), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e6, 96);
    const e7 = expRelative(v128.load(z, 112), l, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(e, e7, 112);
    // Three levels of a tree in float32, then float64: a long row loses nothing.
    const sum = f32x4.add(s03, f32x4.add(s45, f32x4.add(e6, e7)));
    even = f64x2.add(even, lowerHalf(sum));
    odd = f64x2.add(odd, upperHalf(sum));
  }
  return sumOf(f64x2.add(even, odd));
}

/** The same of n numbers, a group at most, without number `left` in the sum (none for −1). */
export function expFew(z: usize, n: i32, e: usize, left: i32, lowest: f32, rounder: f32): f64 {
  const l = f32x4.splat(lowest);
  const r = f32x4.splat(rounder);
  const c0 = expConstant(0);
  const c1 = expConstant(1);
  const c2 = expConstant(2);
  const c3 = expConstant(3);
  const c4 = expConstant(4);
  const c5 = expConstant(5);
  const c6 = expConstant(6);
  let sum = f64x2.splat(0);
  let lanes = i32x4(0, 1, 2, 3);
  const out = i32x4.splat(left);
  for (; n > 0; n -= 4, z += 16, e += 16) {
    let v = n >= 4 ? v128.load(z) : loadPart(z, n);
    v = expRelative(v, l, r, c0, c1, c2, c3, c4, c5, c6);
    if (n >= 4) v128.store(e, v);
    else storePart(e, v, n);
    v = v128.andnot(v, i32x4.eq(lanes, out));
    sum = f64x2.add(sum, f64x2.add(lowerHalf(v), upperHalf(v)));
    lanes = i32x4.add(lanes, i32x4.splat(4));
  }
  return sumOf(sum);
}

/** What `expGroups` made of one number. */
export function expOne(z: f32, lowest: f32, rounder: f32): f32 {
  const e = expRelative(f32x4.splat(z), f32x4.splat(lowest), f32x4.splat(rounder), expConstant(0), expConstant(1), expConstant(2), expConstant(3), expConstant(4), expConstant(5), expConstant(6));
  return f32x4.extract_lane(e, 0);
}

/** to ← x − shift */
export function shiftRow(x: usize, n: i32, shift: f32, to: usize): void {
  const s = f32x4.splat(shift);
  for (; n >= 4; n -= 4, x += 16, to += 16) v128.store(to, f32x4.sub(v128.load(x), s));
  storePart(to, f32x4.sub(loadPart(x, n), s), n);
}

/** x ← k x, the float64 k not rounded to float32 */
export function scaleRow(x: usize, n: i32, k: f64): void {
  // k = 2^j + rest: the first product is exact, and the second is at most 0.42 of it.
  const power = reinterpret<f64>((reinterpret<u64>(k) + 0x00095f619980c433) & 0xfff0000000000000);
  const k0 = f32x4.splat(f32(power));
  const k1 = f32x4.splat(f32(k - power));
  const last = x + (usize(n) << 2);
  for (; x + 64 <= last; x += 64) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    v128.store(x, f32x4.add(f32x4.mul(a, k0), f32x4.mul(a, k1)));
    v128.store(x, f32x4.add(f32x4.mul(b, k0), f32x4.mul(b, k1)), 16);
    const c = v128.load(x, 32);
    const d = v128.load(x, 48);
    v128.store(x, f32x4.add(f32x4.mul(c, k0), f32x4.mul(c, k1)), 32);
    v128.store(x, f32x4.add(f32x4.mul(d, k0), f32x4.mul(d, k1)), 48);
  }
  for (; x + 16 <= last; x += 16) {
    const a = v128.load(x);
    v128.store(x, f32x4.add(f32x4.mul(a, k0), f32x4.mul(a, k1)));
  }
  const rest = i32((last - x) >> 2);
  const a = loadPart(x, rest);
  storePart(x, f32x4.add(f32x4.mul(a, k0), f32x4.mul(a, k1)), rest);
}

export function fillRow(x: usize, n: i32, value: f32): void {
  const v = f32x4.splat(value);
  for (; n >= 4; n -= 4, x += 16) v128.store(x, v);
  storePart(x, v, n);
}
