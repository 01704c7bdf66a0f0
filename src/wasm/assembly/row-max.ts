/** What a first pass over a row finds out, and other searches in it. */
import { lowerHalf, maxOf, sumOf, upperHalf } from './lanes';
import { UPPER_BITS, scaled, upperHalfMask } from './scaled';

/** No number of the row that was looked at last is below it: the smallest if it is negative, else 0; or NaN. */
export let rowBound: f32 = 0;

/** The largest of n numbers, NaN passed over; −∞ if there is none. */
export function rowMax(z: usize, n: i32): f32 {
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  // As unsigned integers negative numbers are above the others, and the lower the higher: an operation for which
  // processors have more units than for the minimum.
  let l0 = i32x4.splat(0);
  let l1 = l0;
  let l2 = l0;
  let l3 = l0;
  const last = z + (usize(n) << 2);
  for (; z + 64 <= last; z += 64) {
    const z0 = v128.load(z);
    const z1 = v128.load(z, 16);
    const z2 = v128.load(z, 32);
    const z3 = v128.load(z, 48);
    m0 = f32x4.pmax(m0, z0);
    l0 = i32x4.max_u(l0, z0);
    m1 = f32x4.pmax(m1, z1);
    l1 = i32x4.max_u(l1, z1);
    m2 = f32x4.pmax(m2, z2);
    l2 = i32x4.max_u(l2, z2);
    m3 = f32x4.pmax(m3, z3);
    l3 = i32x4.max_u(l3, z3);
  }
  for (; z + 16 <= last; z += 16) {
    m0 = f32x4.pmax(m0, v128.load(z));
    l0 = i32x4.max_u(l0, v128.load(z));
  }
  for (; z < last; z += 4) {
    m1 = f32x4.pmax(m1, v128.load32_splat(z));
    l1 = i32x4.max_u(l1, v128.load32_splat(z));
  }
  rowBound = boundOf(i32x4.max_u(i32x4.max_u(l0, l1), i32x4.max_u(l2, l3)));
  return maxOf(f32x4.pmax(f32x4.pmax(m0, m1), f32x4.pmax(m2, m3)));
}

/**
 * `rowMax` of z and `scaleRow` of x, n numbers each, in one pass: the one waits for arithmetic, the other for memory.
 * Rows that do not both stay in a processor's cache are faster one after the other.
 */
export function scaleRowBesideMax(x: usize, n: i32, k: f64, z: usize): f32 {
  const upper = reinterpret<f64>(reinterpret<u64>(k) & UPPER_BITS);
  const high = f32x4.splat(f32(upper));
  const low = f32x4.splat(f32(k - upper));
  const mask = upperHalfMask();
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let l0 = i32x4.splat(0);
  let l1 = l0;
  const last = x + (usize(n) << 2);
  for (; x + 64 <= last; x += 64, z += 64) {
    const z0 = v128.load(z);
    m0 = f32x4.pmax(m0, z0);
    l0 = i32x4.max_u(l0, z0);
    v128.store(x, scaled(v128.load(x), mask, high, low));
    const z1 = v128.load(z, 16);
    m1 = f32x4.pmax(m1, z1);
    l1 = i32x4.max_u(l1, z1);
    v128.store(x, scaled(v128.load(x, 16), mask, high, low), 16);
    const z2 = v128.load(z, 32);
    m0 = f32x4.pmax(m0, z2);
    l0 = i32x4.max_u(l0, z2);
    v128.store(x, scaled(v128.load(x, 32), mask, high, low), 32);
    const z3 = v128.load(z, 48);
    m1 = f32x4.pmax(m1, z3);
    l1 = i32x4.max_u(l1, z3);
    v128.store(x, scaled(v128.load(x, 48), mask, high, low), 48);
  }
  for (; x + 16 <= last; x += 16, z += 16) {
    m0 = f32x4.pmax(m0, v128.load(z));
    l0 = i32x4.max_u(l0, v128.load(z));
    v128.store(x, scaled(v128.load(x), mask, high, low));
  }
  for (; x < last; x += 4, z += 4) {
    m1 = f32x4.pmax(m1, v128.load32_splat(z));
    l1 = i32x4.max_u(l1, v128.load32_splat(z));
    v128.store32_lane(x, scaled(v128.load32_splat(x), mask, high, low), 0);
  }
  rowBound = boundOf(i32x4.max_u(l0, l1));
  return maxOf(f32x4.pmax(m0, m1));
}

/** The maximum of the row that was looked at beside the exponentials of another. */
export let nextMax: f32 = 0;

/** `nextMax` and `rowBound` of a row: the lanes' maxima as floats and as integers, and its last n numbers at z. */
export function takeNext(most: v128, bounds: v128, z: usize, n: i32): void {
  for (const last = z + (usize(n) << 2); z < last; z += 4) {
    most = f32x4.pmax(most, v128.load32_splat(z));
    bounds = i32x4.max_u(bounds, v128.load32_splat(z));
  }
  nextMax = maxOf(most);
  rowBound = boundOf(bounds);
}

/** The largest lane as an unsigned integer, if that is a negative number or NaN; else 0. */
function boundOf(lanes: v128): f32 {
  const two = i32x4.max_u(lanes, v128.shuffle<i32>(lanes, lanes, 2, 3, 0, 1));
  const bound = f32x4.extract_lane(i32x4.max_u(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
  return bound > 0 ? 0 : bound;
}

/** The row's sum, as `rowMaxAndSum` found it. */
export let rowSum: f64 = 0;

/** `rowMax`, and in the same pass the sum in float64: in float32, L − mean z would not have its digits. */
export function rowMaxAndSum(z: usize, n: i32): f32 {
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let l0 = i32x4.splat(0);
  let l1 = l0;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const last = z + (usize(n) << 2);
  for (; z + 64 <= last; z += 64) {
    const a = v128.load(z);
    const b = v128.load(z, 16);
    const c = v128.load(z, 32);
    const d = v128.load(z, 48);
    m0 = f32x4.pmax(f32x4.pmax(m0, a), b);
    m1 = f32x4.pmax(f32x4.pmax(m1, c), d);
    l0 = i32x4.max_u(i32x4.max_u(l0, a), b);
    l1 = i32x4.max_u(i32x4.max_u(l1, c), d);
    s0 = f64x2.add(s0, f64x2.add(lowerHalf(a), upperHalf(a)));
    s1 = f64x2.add(s1, f64x2.add(lowerHalf(b), upperHalf(b)));
    s2 = f64x2.add(s2, f64x2.add(lowerHalf(c), upperHalf(c)));
    s3 = f64x2.add(s3, f64x2.add(lowerHalf(d), upperHalf(d)));
  }
  rowSum = sumOf(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
  for (; z < last; z += 4) {
    m0 = f32x4.pmax(m0, v128.load32_splat(z));
    l0 = i32x4.max_u(l0, v128.load32_splat(z));
    rowSum += load<f32>(z);
  }
  rowBound = boundOf(i32x4.max_u(l0, l1));
  return maxOf(f32x4.pmax(m0, m1));
}

/** The index of the first number that equals `value`, n if there is none. */
export function indexIn(x: usize, n: i32, value: f32): i32 {
  const v = f32x4.splat(value);
  let k = 0;
  while (k + 4 <= n && !v128.any_true(f32x4.eq(v128.load(x + (usize(k) << 2)), v))) k += 4;
  while (k < n && load<f32>(x + (usize(k) << 2)) != value) k++;
  return k;
}

export function rowHasNaN(z: usize, n: i32): bool {
  for (let k = 0; k < n; k++) if (isNaN(load<f32>(z + (usize(k) << 2)))) return true;
  return false;
}
