import { scratch } from './scratch';

/**
 * Products with few columns (at most sixteen) and many zeros, as a first layer of images into ten classes has. Sums in
 * float64 in the order of the inner index, rounded once; zeros of A are skipped where B is finite, which changes no
 * bit. The bits are those of the plain loops of src/nn/matmul.ts.
 */

/** Of the list of terms of a chunk of 4096 rows, and the one that is written before it is known to be none. */
const TERMS_BYTES: usize = 4097 * 16;

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

/** Numbers that are counted between two looks at the count. */
const STRETCH: i32 = 256;

/** Stores at `to` whether less than a third of the numbers [begin, end) are not 0. */
export function isSparse(begin: i32, end: i32, x: usize, to: usize): void {
  let total = 0;
  let i = begin;
  while (i < end && 3 * total < end - begin) {
    const last = min(i + STRETCH, end);
    let counts = i32x4.splat(0);
    for (; i + 4 <= last; i += 4) counts = i32x4.sub(counts, nonZero(x + (usize(i) << 2)));
    total +=
      i32x4.extract_lane(counts, 0) +
      i32x4.extract_lane(counts, 1) +
      i32x4.extract_lane(counts, 2) +
      i32x4.extract_lane(counts, 3);
    for (; i < last; i++) total += i32(load<f32>(x + (usize(i) << 2)) != 0);
  }
  store<i32>(to, i32(3 * total < end - begin));
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
    const last = termsOf(a + ((usize(row) * usize(k)) << 2), k, b, step, all, scratch);
    const to = c + usize(row) * step;
    let j: usize = 0;
    for (; j + 40 <= step; j += 40) tenColumns(last, j, to + j);
    for (; j + 8 <= step; j += 8) twoColumns(last, j, to + j);
    for (; j < step; j += 4) oneColumn(last, j, to + j);
  }
}

/**
 * Lists the numbers at `x` that take part, sixteen bytes each from `to` on: the number as float64, and the address
 * `target` of its partner, which grows by `step` from one to the next. Returns the end of the list.
 *
 * Writing each of four and moving on only past those that take part costs less than branches on random bits do.
 */
function termsOf(x: usize, count: i32, target: usize, step: usize, all: bool, to: usize): usize {
  const last = x + (usize(count) << 2);
  while (x + 64 <= last) {
    const some = v128.or(
      v128.or(nonZero(x), nonZero(x + 16)),
      v128.or(nonZero(x + 32), nonZero(x + 48)),
    );
    const next = x + 64;
    if (all || v128.any_true(some)) {
      for (; x < next; x += 16, target += step << 2) to = fourTerms(x, target, step, all, to);
    } else {
      x = next;
      target += step << 4;
    }
  }
  for (; x + 16 <= last; x += 16, target += step << 2) to = fourTerms(x, target, step, all, to);
  for (; x < last; x += 4, target += step) {
    store<f64>(to, f64(load<f32>(x)));
    store<usize>(to, target, 8);
    to += usize(all || load<f32>(x) != 0) << 4;
  }
  return to;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function nonZero(x: usize): v128 {
  return f32x4.ne(v128.load(x), f32x4.splat(0));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function fourTerms(x: usize, target: usize, step: usize, all: bool, to: usize): usize {
  const taking = all ? 15 : i32x4.bitmask(nonZero(x));
  if (taking == 0) return to;
  store<f64>(to, f64(load<f32>(x)));
  store<usize>(to, target, 8);
  to += usize(taking & 1) << 4;
  store<f64>(to, f64(load<f32>(x, 4)));
  store<usize>(to, target + step, 8);
  to += usize(taking & 2) << 3;
  store<f64>(to, f64(load<f32>(x, 8)));
  store<usize>(to, target + 2 * step, 8);
  to += usize(taking & 4) << 2;
  store<f64>(to, f64(load<f32>(x, 12)));
  store<usize>(to, target + 3 * step, 8);
  return to + (usize(taking & 8) << 1);
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
  const sums = scratch + TERMS_BYTES;
  memory.fill(sums, 0, usize(rows) * 80);
  for (let p = 0; p < k; p++, a += usize(m) << 2, b += step) {
    const b0 = two(b, 0);
    const b1 = two(b, 8);
    const b2 = two(b, 16);
    const b3 = two(b, 24);
    const b4 = two(b, 32);
    const last = termsOf(a, rows, sums, 80, all, scratch);
    for (let term = scratch; term < last; term += 16) {
      const factor = v128.load_splat<f64>(term);
      const sum = load<usize>(term, 8);
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(factor, b0)));
      v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(factor, b1)), 16);
      v128.store(sum, f64x2.add(v128.load(sum, 32), f64x2.mul(factor, b2)), 32);
      v128.store(sum, f64x2.add(v128.load(sum, 48), f64x2.mul(factor, b3)), 48);
      v128.store(sum, f64x2.add(v128.load(sum, 64), f64x2.mul(factor, b4)), 64);
    }
  }
  for (let i = 0; i < rows; i++, to += step) {
    const sum = sums + usize(i) * 80;
    for (let pair: usize = 0; pair < 5; pair++) keepTwo(to, v128.load(sum + (pair << 4)), pair << 3);
  }
}

function addTwoColumns(a: usize, m: i32, rows: i32, b: usize, step: usize, k: i32, to: usize, all: bool): void {
  const sums = scratch + TERMS_BYTES;
  memory.fill(sums, 0, usize(rows) << 4);
  for (let p = 0; p < k; p++, a += usize(m) << 2, b += step) {
    const pair = two(b, 0);
    const last = termsOf(a, rows, sums, 16, all, scratch);
    for (let term = scratch; term < last; term += 16) {
      const sum = load<usize>(term, 8);
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(v128.load_splat<f64>(term), pair)));
    }
  }
  for (let i = 0; i < rows; i++, to += step) keepTwo(to, v128.load(sums + (usize(i) << 4)), 0);
}

function addOneColumn(a: usize, m: i32, rows: i32, b: usize, step: usize, k: i32, to: usize, all: bool): void {
  const sums = scratch + TERMS_BYTES;
  memory.fill(sums, 0, usize(rows) << 3);
  for (let p = 0; p < k; p++, a += usize(m) << 2, b += step) {
    const one = f64(load<f32>(b));
    const last = termsOf(a, rows, sums, 8, all, scratch);
    for (let term = scratch; term < last; term += 16) {
      const sum = load<usize>(term, 8);
      store<f64>(sum, load<f64>(sum) + load<f64>(term) * one);
    }
  }
  for (let i = 0; i < rows; i++, to += step) store<f32>(to, f32(load<f64>(sums + (usize(i) << 3))));
}
