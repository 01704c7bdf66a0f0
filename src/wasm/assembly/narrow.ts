import { scratch } from './scratch';

/**
 * Products with few columns (at most sixteen) and many zeros, as a first layer of images into ten classes has. Sums in
 * float64 in the order of the inner index, rounded once; zeros of A are skipped where B is finite, which changes no
 * bit. The bits are those of the plain loops of src/nn/matmul.ts.
 */

/** 0 where all numbers are finite, else NaN: x − x is 0 for finite x alone. */
function defect(x: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  const last = x + (usize(count) << 2);
  for (; x + 16 <= last; x += 16) {
    const four = v128.load(x);
    sum = f32x4.add(sum, f32x4.sub(four, four));
  }
  let rest: f32 = 0;
  for (; x < last; x += 4) rest += load<f32>(x) - load<f32>(x);
  return rest + f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}

/** Bit i is set where the i-th of the `count` numbers at `x`, of the first four, takes part. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function taking(x: usize, count: i32, all: bool): i32 {
  if (count >= 4) return all ? 15 : i32x4.bitmask(f32x4.ne(v128.load(x), f32x4.splat(0)));
  let mask = 0;
  for (let i = 0; i < count; i++) mask |= i32(all || load<f32>(x + (usize(i) << 2)) != 0) << i;
  return mask;
}

/** Counts the numbers of [begin, end) that are not 0, chunk by chunk of `grain` numbers, into 32-bit words. */
export function countNonZeros(begin: i32, end: i32, x: usize, grain: i32, to: usize): void {
  let counts = i32x4.splat(0);
  const zero = f32x4.splat(0);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    counts = i32x4.sub(counts, f32x4.ne(v128.load(x + (usize(i) << 2)), zero));
  }
  let total =
    i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
  for (; i < end; i++) total += i32(load<f32>(x + (usize(i) << 2)) != 0);
  store<i32>(to + (usize(begin / grain) << 2), total);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function two(at: usize, offset: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at + offset));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function keepTwo(at: usize, value: v128, offset: usize): void {
  v128.store64_lane(at + offset, f32x4.demote_f64x2_zero(value), 0);
}

/** Rows [begin, end) of C ← A·B: A is m × k, B is k × n, all contiguous. k ≤ 16384: a row's terms fit in the scratch area. */
export function narrowProduct(begin: i32, end: i32, a: usize, b: usize, c: usize, k: i32, n: i32): void {
  const all = defect(b, k * n) != 0;
  const step = usize(n) << 2;
  for (let row = begin; row < end; row++) {
    const last = termsOf(a + ((usize(row) * usize(k)) << 2), k, b, step, all);
    const to = c + usize(row) * step;
    let j: usize = 0;
    for (; j + 40 <= step; j += 40) tenColumns(last, j, to + j);
    for (; j + 8 <= step; j += 8) twoColumns(last, j, to + j);
    for (; j < step; j += 4) oneColumn(last, j, to + j);
  }
}

/** Lists factor (float64) and address of the row of B of each term, sixteen bytes a term, from the scratch area on; returns the end. */
function termsOf(a: usize, k: i32, b: usize, step: usize, all: bool): usize {
  let to = scratch;
  for (let p = 0; p < k; p += 4, a += 16, b += step << 2) {
    for (let mask = taking(a, k - p, all); mask != 0; mask &= mask - 1) {
      const i = usize(ctz(mask));
      store<f64>(to, f64(load<f32>(a + (i << 2))));
      store<usize>(to, b + i * step, 8);
      to += 16;
    }
  }
  return to;
}

/** Ten classes are what the examples have: five sums in registers. */
function tenColumns(last: usize, offset: usize, to: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  for (let term = scratch; term < last; term += 16) {
    const factor = v128.load_splat<f64>(term);
    const row = load<usize>(term, 8) + offset;
    s0 = f64x2.add(s0, f64x2.mul(factor, two(row, 0)));
    s1 = f64x2.add(s1, f64x2.mul(factor, two(row, 8)));
    s2 = f64x2.add(s2, f64x2.mul(factor, two(row, 16)));
    s3 = f64x2.add(s3, f64x2.mul(factor, two(row, 24)));
    s4 = f64x2.add(s4, f64x2.mul(factor, two(row, 32)));
  }
  keepTwo(to, s0, 0);
  keepTwo(to, s1, 8);
  keepTwo(to, s2, 16);
  keepTwo(to, s3, 24);
  keepTwo(to, s4, 32);
}

function twoColumns(last: usize, offset: usize, to: usize): void {
  let sum = f64x2.splat(0);
  for (let term = scratch; term < last; term += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load_splat<f64>(term), two(load<usize>(term, 8), offset)));
  }
  keepTwo(to, sum, 0);
}

function oneColumn(last: usize, offset: usize, to: usize): void {
  let sum: f64 = 0;
  for (let term = scratch; term < last; term += 16) {
    sum += load<f64>(term) * f64(load<f32>(load<usize>(term, 8) + offset));
  }
  store<f32>(to, f32(sum));
}

/** Rows [begin, end) of C ← Aᵀ·B: A is k × m, B is k × n. The sums of a chunk, at most 4096 rows, lie in the scratch area. */
export function narrowTransposedProduct(begin: i32, end: i32, a: usize, b: usize, c: usize, k: i32, m: i32, n: i32): void {
  const all = defect(b, k * n) != 0;
  const step = usize(n) << 2;
  const from = a + (usize(begin) << 2);
  const to = c + usize(begin) * step;
  let j: usize = 0;
  for (; j + 40 <= step; j += 40) addTenColumns(from, m, end - begin, b + j, step, k, to + j, all);
  for (; j + 8 <= step; j += 8) addTwoColumns(from, m, end - begin, b + j, step, k, to + j, all);
  for (; j < step; j += 4) addOneColumn(from, m, end - begin, b + j, step, k, to + j, all);
}

function addTenColumns(a: usize, m: i32, rows: i32, b: usize, step: usize, k: i32, to: usize, all: bool): void {
  memory.fill(scratch, 0, usize(rows) * 80);
  for (let p = 0; p < k; p++, a += usize(m) << 2, b += step) {
    const b0 = two(b, 0);
    const b1 = two(b, 8);
    const b2 = two(b, 16);
    const b3 = two(b, 24);
    const b4 = two(b, 32);
    for (let d = 0; d < rows; d += 4) {
      for (let mask = taking(a + (usize(d) << 2), rows - d, all); mask != 0; mask &= mask - 1) {
        const i = usize(d + ctz(mask));
        const factor = f64x2.splat(f64(load<f32>(a + (i << 2))));
        const sums = scratch + i * 80;
        v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(factor, b0)));
        v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(factor, b1)), 16);
        v128.store(sums, f64x2.add(v128.load(sums, 32), f64x2.mul(factor, b2)), 32);
        v128.store(sums, f64x2.add(v128.load(sums, 48), f64x2.mul(factor, b3)), 48);
        v128.store(sums, f64x2.add(v128.load(sums, 64), f64x2.mul(factor, b4)), 64);
      }
    }
  }
  for (let i = 0; i < rows; i++, to += step) {
    const sums = scratch + usize(i) * 80;
    for (let pair: usize = 0; pair < 5; pair++) keepTwo(to, v128.load(sums + (pair << 4)), pair << 3);
  }
}

function addTwoColumns(a: usize, m: i32, rows: i32, b: usize, step: usize, k: i32, to: usize, all: bool): void {
  memory.fill(scratch, 0, usize(rows) << 4);
  for (let p = 0; p < k; p++, a += usize(m) << 2, b += step) {
    const pair = two(b, 0);
    for (let d = 0; d < rows; d += 4) {
      for (let mask = taking(a + (usize(d) << 2), rows - d, all); mask != 0; mask &= mask - 1) {
        const i = usize(d + ctz(mask));
        const factor = f64x2.splat(f64(load<f32>(a + (i << 2))));
        const sum = scratch + (i << 4);
        v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(factor, pair)));
      }
    }
  }
  for (let i = 0; i < rows; i++, to += step) keepTwo(to, v128.load(scratch + (usize(i) << 4)), 0);
}

function addOneColumn(a: usize, m: i32, rows: i32, b: usize, step: usize, k: i32, to: usize, all: bool): void {
  memory.fill(scratch, 0, usize(rows) << 3);
  for (let p = 0; p < k; p++, a += usize(m) << 2, b += step) {
    const one = f64(load<f32>(b));
    for (let d = 0; d < rows; d += 4) {
      for (let mask = taking(a + (usize(d) << 2), rows - d, all); mask != 0; mask &= mask - 1) {
        const i = usize(d + ctz(mask));
        const sum = scratch + (i << 3);
        store<f64>(sum, load<f64>(sum) + f64(load<f32>(a + (i << 2))) * one);
      }
    }
  }
  for (let i = 0; i < rows; i++, to += step) store<f32>(to, f32(load<f64>(scratch + (usize(i) << 3))));
}
