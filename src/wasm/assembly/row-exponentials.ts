/** Exponentials of a row, and their sum to all digits. */
import { BLOCK, BLOCK_BYTES, expBlock, expConstant, expRelative, expSixteen, lowestOf, rounderOf } from './exp';
import { loadPart, lowerHalf, maxOf, storePart, sumOf, upperHalf } from './lanes';
import { takeNext } from './row-max';
import { SCRATCH_BYTES, scratch } from './scratch';

/** Where the blocks' sums lie in the scratch area: sixteen bytes each. */
const SUMS: usize = 262144;
/** What `expBlock` needs lies behind them. */
const REDUCED: usize = SCRATCH_BYTES - BLOCK_BYTES;
const MOST_WITH_SUMS: i32 = i32(((REDUCED - SUMS) / 16) * BLOCK);
/** A partial sum of more than this share of the total has weight: its roundings are not averaged out. */
const SHARE: f64 = 1.0 / 16;

/** The largest partial sum of the last `expRow`: near its result where few numbers make the sum. */
let peak: f32 = 0;
/** Its row, and what the exponentials are relative to; where they are, 0 if they were not kept. */
let row: usize = 0;
let kept: usize = 0;
let isShifted: bool = false;
let subtrahend: f32 = 0;
let least: f32 = 0;
let rounder: f32 = 0;

/**
 * e ← exponentials of a row less `shift`, relative to 2^`exponent` (see `expRelative`); returns their sum. Blocks are
 * added by fours in a tree in float32, blocks' sums in float64. No number is below `bound`; −∞ is always true, but
 * takes longer. e may be z; if it is 0, the exponentials are not kept, for which there need be no room.
 */
export function expRow(z: usize, n: i32, e: usize, bound: f32, shift: f32, exponent: f32): f64 {
  return expRowOf(z, n, e, bound, shift, exponent, 0);
}

/**
 * The same, and meanwhile what `rowMax` finds out of the n numbers at `next` (`takeNext`): arithmetic is what holds
 * exponentials up, so memory has time.
 */
export function expRowBesideMax(
  z: usize,
  n: i32,
  e: usize,
  bound: f32,
  shift: f32,
  exponent: f32,
  next: usize,
): f64 {
  return expRowOf(z, n, e, bound, shift, exponent, next);
}

@inline
function expRowOf(
  z: usize,
  n: i32,
  e: usize,
  bound: f32,
  shift: f32,
  exponent: f32,
  next: usize,
): f64 {
  row = z;
  kept = e;
  subtrahend = shift;
  least = lowestOf(exponent);
  rounder = rounderOf(exponent);
  isShifted = shift != 0 || !(bound >= least);
  const shifted = isShifted;
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
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let l0 = i32x4.splat(0);
  let l1 = l0;
  let sums = scratch + SUMS;
  const t = scratch + REDUCED;
  const sumsStep: usize = n <= MOST_WITH_SUMS ? 16 : 0;
  const step: usize = e == 0 ? 0 : 4 * BLOCK;
  let to = e == 0 ? scratch : e;
  const last = z + (usize(n) << 2);
  for (; z + 4 * BLOCK <= last; z += 4 * BLOCK, to += step) {
    if (shifted) shiftRow(z, BLOCK, shift, least, to);
    const sum = expBlock(shifted ? to : z, to, t, r, c0, c1, c2, c3, c4, c5, c6);
    v128.store(sums, sum);
    sums += sumsStep;
    if (next != 0) {
      for (const last = next + 4 * BLOCK; next < last; next += 32) {
        const first = v128.load(next);
        const second = v128.load(next, 16);
        m0 = f32x4.pmax(m0, first);
        l0 = i32x4.max_u(l0, first);
        m1 = f32x4.pmax(m1, second);
        l1 = i32x4.max_u(l1, second);
      }
    }
    most = f32x4.pmax(most, sum);
    even = f64x2.add(even, lowerHalf(sum));
    odd = f64x2.add(odd, upperHalf(sum));
  }
  if (z < last) {
    const sum = expPart(z, n & 63, to);
    v128.store(sums, sum);
    most = f32x4.pmax(most, sum);
    even = f64x2.add(even, lowerHalf(sum));
    odd = f64x2.add(odd, upperHalf(sum));
  }
  if (next != 0) takeNext(f32x4.pmax(m0, m1), i32x4.max_u(l0, l1), next, n & 63);
  peak = maxOf(most);
  return sumOf(f64x2.add(even, odd));
}

/** Those of n ≤ 64 numbers of the row, to e; returns their sum by fours. */
function expPart(z: usize, n: i32, e: usize): v128 {
  if (isShifted) {
    shiftRow(z, n, subtrahend, least, e);
    z = e;
  }
  const l = f32x4.splat(least);
  const r = f32x4.splat(rounder);
  const c0 = expConstant(0);
  const c1 = expConstant(1);
  const c2 = expConstant(2);
  const c3 = expConstant(3);
  const c4 = expConstant(4);
  const c5 = expConstant(5);
  const c6 = expConstant(6);
  const t = scratch + REDUCED;
  const last = z + (usize(n) << 2);
  let sum = f32x4.splat(0);
  for (; z + 64 <= last; z += 64, e += 64) {
    sum = f32x4.add(sum, expSixteen(z, e, t, r, c0, c1, c2, c3, c4, c5, c6));
  }
  for (; z < last; z += 16, e += 16) {
    const rest = i32((last - z) >> 2);
    const v = expRelative(rest >= 4 ? v128.load(z) : loadPart(z, rest), l, r, c0, c1, c2, c3, c4, c5, c6);
    if (rest >= 4) v128.store(e, v);
    else storePart(e, v, rest);
    sum = f32x4.add(sum, v);
  }
  return sum;
}

/** Where the exponentials of the row's numbers from `first` on are, n ≤ 64 of them: made again if they were not kept. */
function exponentialsAt(first: i32, n: i32): usize {
  const at = usize(first) << 2;
  if (kept != 0) return kept + at;
  expPart(row + at, n, scratch);
  return scratch;
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

/** The same of 64 numbers. */
@inline
function sumBlock(e: usize): f64 {
  const s0 = f64x2.add(sumOfEight(e), sumOfEight(e + 32));
  const s1 = f64x2.add(sumOfEight(e + 64), sumOfEight(e + 96));
  const s2 = f64x2.add(sumOfEight(e + 128), sumOfEight(e + 160));
  const s3 = f64x2.add(sumOfEight(e + 192), sumOfEight(e + 224));
  return sumOf(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
}

@inline
function sumOfEight(e: usize): v128 {
  const a = v128.load(e);
  const b = v128.load(e, 16);
  return f64x2.add(f64x2.add(lowerHalf(a), upperHalf(a)), f64x2.add(lowerHalf(b), upperHalf(b)));
}

/**
 * Whether few terms made the sum that `expRow` returned last: then their roundings, and those of the partial sums,
 * are not averaged out.
 */
export function isConcentrated(total: f64): bool {
  return f64(peak) > total * SHARE;
}

/** The sum of all n terms but number `left`, of the total that `expRow` returned last. */
export function sumWithout(total: f64, n: i32, left: i32): f64 {
  const term: f64 = load<f32>(exponentialsAt(left, 1));
  if (!isConcentrated(total)) return total - term;
  const few = n <= MOST_WITH_SUMS;
  if (few && 4 * term < total) return refined(total, n) - term;
  // It may be the bulk: not subtracted but set to 0, and the rest is summed again.
  const first = left & ~63;
  const length = min(64, n - first);
  const block = exponentialsAt(first, length);
  store<f32>(block + (usize(left - first) << 2), 0);
  const near = sumRow(block, length);
  if (!few) return near + sumBeside(first, n);
  const sums = scratch + SUMS;
  v128.store(sums + (usize(first) >> 2), f32x4.splat(0));
  return refined(sumRow(sums, ((n + 63) >> 6) << 2) + near, n);
}

/** The sum of all blocks but that from `left` on, of a row so long that the blocks' sums are not there. */
function sumBeside(left: i32, n: i32): f64 {
  let sum: f64 = 0;
  for (let first = 0; first < n; first += 64) {
    const length = min(64, n - first);
    if (first != left) sum += sumRow(exponentialsAt(first, length), length);
  }
  return sum;
}

/** A sum of a row's groups, `sum`, without the roundings inside those that have weight in it. */
function refined(sum: f64, n: i32): f64 {
  const weighty = f32x4.splat(f32(sum * SHARE));
  const sums = scratch + SUMS;
  const groups = (n + 63) >> 6;
  for (let first = 0; first < groups; first += 64) {
    // Bits first, then the few that are set: no branch a group. Four groups at once, what lies behind the last masked.
    const many = min(64, groups - first);
    let marks: u64 = 0;
    for (let k = 0; k < many; k += 4) {
      const at = sums + (usize(first + k) << 4);
      const lower = i16x8.narrow_i32x4_s(isAbove(at, weighty), isAbove(at + 16, weighty));
      const upper = i16x8.narrow_i32x4_s(isAbove(at + 32, weighty), isAbove(at + 48, weighty));
      const any = i32x4.ne(i8x16.narrow_i16x8_s(lower, upper), i32x4.splat(0));
      marks |= u64(i32x4.bitmask(any)) << k;
    }
    if (many < 64) marks &= (u64(1) << many) - 1;
    for (; marks != 0; marks &= marks - 1) {
      const group = first + i32(ctz(marks));
      const length = min(64, n - (group << 6));
      const e = exponentialsAt(group << 6, length);
      const exact = length == 64 ? sumBlock(e) : sumRow(e, length);
      const rounded = v128.load(sums + (usize(group) << 4));
      sum += exact - sumOf(f64x2.add(lowerHalf(rounded), upperHalf(rounded)));
    }
  }
  return sum;
}

/** Which of four numbers are above `limit`, as a mask. */
@inline
function isAbove(at: usize, limit: v128): v128 {
  return f32x4.gt(v128.load(at), limit);
}

/** What `expRow` makes of one number that is not below the lowest. */
export function expOne(z: f32, exponent: f32): f32 {
  const l = f32x4.splat(lowestOf(exponent));
  const r = f32x4.splat(rounderOf(exponent));
  const e = expRelative(f32x4.splat(z), l, r, expConstant(0), expConstant(1), expConstant(2), expConstant(3), expConstant(4), expConstant(5), expConstant(6));
  return f32x4.extract_lane(e, 0);
}

/** to ← x − shift, but at least `lowest` */
function shiftRow(x: usize, n: i32, shift: f32, lowest: f32, to: usize): void {
  const s = f32x4.splat(shift);
  const l = f32x4.splat(lowest);
  for (; n >= 4; n -= 4, x += 16, to += 16) v128.store(to, f32x4.pmax(f32x4.sub(v128.load(x), s), l));
  storePart(to, f32x4.pmax(f32x4.sub(loadPart(x, n), s), l), n);
}
