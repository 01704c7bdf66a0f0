/** The passes over one row that softmax and its losses share. */
import { expConstant, expRelative, expSixteen } from './exp';
import { loadPart, lowerHalf, maxOf, storePart, sumOf, upperHalf } from './lanes';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';
import { scratch } from './scratch';

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

/** Bytes of the 64 elements that one turn of the loop takes. */
const GROUP: usize = 256;
/** Where the groups' sums lie in the scratch area: sixteen bytes each, for up to 2^20 elements. */
const SUMS: usize = 262144;
const MOST_WITH_SUMS: i32 = 1048576;
/** A partial sum of more than this share of the total has weight: its roundings are not averaged out. */
const SHARE: f64 = 1.0 / 16;

/** The largest partial sum of the last `expRow`: near its result where few numbers make the sum. */
let peak: f32 = 0;

/**
 * Exponentials (see `expRelative`) of a row into `e`, which may be `z`; returns their sum. Groups are added by fours in
 * a tree in float32, groups' sums in float64.
 */
export function expRow(z: usize, n: i32, e: usize, lowest: f32, rounder: f32): f64 {
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
  let most = f32x4.splat(0);
  let sums = scratch + SUMS;
  const step: usize = n <= MOST_WITH_SUMS ? 16 : 0;
  const last = z + (usize(n) << 2);
  for (; z + GROUP <= last; z += GROUP, e += GROUP) {
    const first = expSixteen(z, e, l, r, c0, c1, c2, c3, c4, c5, c6);
    const second = expSixteen(z + 64, e + 64, l, r, c0, c1, c2, c3, c4, c5, c6);
    const half = f32x4.add(first, second);
    const third = expSixteen(z + 128, e + 128, l, r, c0, c1, c2, c3, c4, c5, c6);
    const fourth = expSixteen(z + 192, e + 192, l, r, c0, c1, c2, c3, c4, c5, c6);
    const sum = f32x4.add(half, f32x4.add(third, fourth));
    v128.store(sums, sum);
    sums += step;
    most = f32x4.pmax(most, sum);
    even = f64x2.add(even, lowerHalf(sum));
    odd = f64x2.add(odd, upperHalf(sum));
  }
  if (z < last) {
    let sum = f32x4.splat(0);
    for (; z + 64 <= last; z += 64, e += 64) {
      sum = f32x4.add(sum, expSixteen(z, e, l, r, c0, c1, c2, c3, c4, c5, c6));
    }
    for (; z < last; z += 16, e += 16) {
      const rest = i32((last - z) >> 2);
      const v = expRelative(rest >= 4 ? v128.load(z) : loadPart(z, rest), l, r, c0, c1, c2, c3, c4, c5, c6);
      if (rest >= 4) v128.store(e, v);
      else storePart(e, v, rest);
      sum = f32x4.add(sum, v);
    }
    v128.store(sums, sum);
    most = f32x4.pmax(most, sum);
    even = f64x2.add(even, lowerHalf(sum));
    odd = f64x2.add(odd, upperHalf(sum));
  }
  peak = maxOf(most);
  return sumOf(f64x2.add(even, odd));
}

/** The sum, rounded nowhere but in float64. */
function sumRow(e: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const last = e + (usize(n) << 2);
  for (; e + 32 <= last; e += 32) {
    const a = v128.load(e);
    const b = v128.load(e, 16);
    s0 = f64x2.add(s0, lowerHalf(a));
    s1 = f64x2.add(s1, upperHalf(a));
    s2 = f64x2.add(s2, lowerHalf(b));
    s3 = f64x2.add(s3, upperHalf(b));
  }
  let sum = sumOf(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; e < last; e += 4) sum += load<f32>(e);
  return sum;
}

/**
 * Whether few terms made the sum that `expRow` returned last: then their roundings, and those of the partial sums,
 * are not averaged out.
 */
export function isConcentrated(total: f64): bool {
  return f64(peak) > total * SHARE;
}

/** The sum of all terms but that at the address `left`, of the total that `expRow` returned last. */
export function sumWithout(total: f64, e: usize, n: i32, left: usize): f64 {
  if (!isConcentrated(total)) return total - load<f32>(left);
  const term: f64 = load<f32>(left);
  const few = n <= MOST_WITH_SUMS;
  if (few && 4 * term < total) return refined(total, e, n) - term;
  // It may be the bulk: not subtracted but set to 0, and the rest is summed again.
  store<f32>(left, 0);
  if (!few) return sumRow(e, n);
  const at = (left - e) & ~(GROUP - 1);
  v128.store(scratch + SUMS + (at >> 4), f32x4.splat(0));
  const own = sumRow(e + at, min(64, n - i32(at >> 2)));
  return refined(sumRow(scratch + SUMS, ((n + 63) >> 6) << 2) + own, e, n);
}

/** A sum of a row's groups, `sum`, without the roundings inside those that have weight in it. */
function refined(sum: f64, e: usize, n: i32): f64 {
  const weighty = f32x4.splat(f32(sum * SHARE));
  const sums = scratch + SUMS;
  const groups = (n + 63) >> 6;
  for (let first = 0; first < groups; first += 64) {
    // Bits first, then the few that are set: no branch a group.
    let marks: u64 = 0;
    const many = min(64, groups - first);
    for (let k = 0; k < many; k++) {
      const isWeighty = v128.any_true(f32x4.gt(v128.load(sums + (usize(first + k) << 4)), weighty));
      marks |= u64(isWeighty) << k;
    }
    for (; marks != 0; marks &= marks - 1) {
      const group = first + i32(ctz(marks));
      sum += sumRow(e + (usize(group) << 8), min(64, n - (group << 6))) - sumRow(sums + (usize(group) << 4), 4);
    }
  }
  return sum;
}

/** The index of the first number that equals `value`, n if there is none. */
export function indexIn(x: usize, n: i32, value: f32): i32 {
  const v = f32x4.splat(value);
  let k = 0;
  while (k + 4 <= n && !v128.any_true(f32x4.eq(v128.load(x + (usize(k) << 2)), v))) k += 4;
  while (k < n && load<f32>(x + (usize(k) << 2)) != value) k++;
  return k;
}

/** What `expRow` makes of one number. */
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

/** x ← k x, rounded once: neither k nor its product with x is rounded to float32 before. */
export function scaleRow(x: usize, n: i32, k: f64): void {
  const upper = reinterpret<f64>(reinterpret<u64>(k) & UPPER_BITS);
  const high = f32x4.splat(f32(upper));
  const low = f32x4.splat(f32(k - upper));
  const mask = upperHalfMask();
  const last = x + (usize(n) << 2);
  for (; x + 64 <= last; x += 64) {
    v128.store(x, scaled(v128.load(x), mask, high, low));
    v128.store(x, scaled(v128.load(x, 16), mask, high, low), 16);
    v128.store(x, scaled(v128.load(x, 32), mask, high, low), 32);
    v128.store(x, scaled(v128.load(x, 48), mask, high, low), 48);
  }
  for (; x + 16 <= last; x += 16) v128.store(x, scaled(v128.load(x), mask, high, low));
  const rest = i32((last - x) >> 2);
  storePart(x, scaled(loadPart(x, rest), mask, high, low), rest);
}

export function fillRow(x: usize, n: i32, value: f32): void {
  const v = f32x4.splat(value);
  for (; n >= 4; n -= 4, x += 16) v128.store(x, v);
  storePart(x, v, n);
}
