import { sixteenDots } from './few-rows-tile';
import { scratch } from './scratch';

/**
 * Products with few rows, or few terms to a sum: a copy of B would cost as much as the product. An item is a column. Sums are
 * made as those of `multiply`, with the same bits: of 256 products in order, then of these in order.
 */

const DEPTH: i32 = 256;
/** Rows of A that share a piece of B. */
const ROWS: i32 = 4;
/** Columns of such a piece: four rows of them stay in the first cache. */
const STRIP: i32 = 1024;
/** Columns of a tile of A·Bᵀ. */
const COLUMNS: i32 = 16;
/** Rows of Bᵀ so short that the next tile's are to be brought into the cache; longer ones the processor foresees. */
const SHORT: i32 = 512;

const RELU: i32 = 4;

/**
 * Columns [begin, end) of C ← A·B (m × n); `b` is k × n. From one row of A to the next it is `aRow` numbers, from one of its columns
 * to the next `aColumn`.
 */
export function fewRows(
  begin: i32,
  end: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
): void {
  for (let left = begin; left < end; left += STRIP) {
    const right = min(left + STRIP, end);
    for (let row = 0; row < m; row += ROWS) {
      multiplyStrip(row, min(row + ROWS, m), left, right, a, aRow, aColumn, b, c, n, k, bias, flags);
    }
  }
}

/** Rows [begin, end) of the same. */
export function fewTerms(
  begin: i32,
  end: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  c: usize,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
): void {
  for (let left = 0; left < n; left += STRIP) {
    const right = min(left + STRIP, n);
    for (let row = begin; row < end; row += ROWS) {
      multiplyStrip(row, min(row + ROWS, end), left, right, a, aRow, aColumn, b, c, n, k, bias, flags);
    }
  }
}

/** Rows [first, last) and columns [left, right). */
function multiplyStrip(
  first: i32,
  last: i32,
  left: i32,
  right: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  c: usize,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
): void {
  const step = usize(n) << 2;
  const width = usize(right - left) << 2;
  const rows = last - first;
  const to = c + usize(first) * step + (usize(left) << 2);
  for (let top = 0; top < k; top += DEPTH) {
    const factors = a + ((usize(first) * usize(aRow) + usize(top) * usize(aColumn)) << 2);
    const from = b + usize(top) * step + (usize(left) << 2);
    const depth = min(DEPTH, k - top);
    if (top == 0) {
      addTerms(factors, aRow, aColumn, from, step, rows, depth, width, to, step);
    } else {
      addTerms(factors, aRow, aColumn, from, step, rows, depth, width, scratch, width);
      for (let i = 0; i < rows; i++) addRow(scratch + usize(i) * width, width, to + usize(i) * step);
    }
  }
  for (let i = 0; i < rows; i++) finishRow(bias, usize(left) << 2, flags, width, to + usize(i) * step);
}

/** to ← A·B of so many rows and terms, and columns of so many bytes */
function addTerms(
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bStep: usize,
  rows: i32,
  terms: i32,
  width: usize,
  to: usize,
  toStep: usize,
): void {
  const aStep = usize(aColumn) << 2;
  let p = 0;
  for (; p + 4 <= terms; p += 4) {
    for (let i = 0; i < rows; i++) {
      const factors = a + ((usize(i) * usize(aRow)) << 2) + usize(p) * aStep;
      addFour(factors, aStep, b + usize(p) * bStep, bStep, width, p > 0, to + usize(i) * toStep);
    }
  }
  for (; p < terms; p++) {
    for (let i = 0; i < rows; i++) {
      const factor = load<f32>(a + ((usize(i) * usize(aRow)) << 2) + usize(p) * aStep);
      addOne(factor, b + usize(p) * bStep, width, p > 0, to + usize(i) * toStep);
    }
  }
}

/** to ← (to, or 0 if it is not to be added to) + the sum of four factors times rows of so many bytes, term by term */
function addFour(x: usize, xStep: usize, b: usize, step: usize, bytes: usize, add: bool, to: usize): void {
  const x0 = load<f32>(x);
  const x1 = load<f32>(x + xStep);
  const x2 = load<f32>(x + 2 * xStep);
  const x3 = load<f32>(x + 3 * xStep);
  const f0 = f32x4.splat(x0);
  const f1 = f32x4.splat(x1);
  const f2 = f32x4.splat(x2);
  const f3 = f32x4.splat(x3);
  const kept = i32x4.splat(-i32(add));
  let b0 = b;
  let b1 = b + step;
  let b2 = b1 + step;
  let b3 = b2 + step;
  const last = to + bytes;
  for (; to + 16 <= last; to += 16, b0 += 16, b1 += 16, b2 += 16, b3 += 16) {
    let sum = v128.and(v128.load(to), kept);
    sum = f32x4.add(sum, f32x4.mul(f0, v128.load(b0)));
    sum = f32x4.add(sum, f32x4.mul(f1, v128.load(b1)));
    sum = f32x4.add(sum, f32x4.mul(f2, v128.load(b2)));
    v128.store(to, f32x4.add(sum, f32x4.mul(f3, v128.load(b3))));
  }
  for (; to < last; to += 4, b0 += 4, b1 += 4, b2 += 4, b3 += 4) {
    let sum: f32 = add ? load<f32>(to) : 0;
    sum += x0 * load<f32>(b0);
    sum += x1 * load<f32>(b1);
    sum += x2 * load<f32>(b2);
    store<f32>(to, sum + x3 * load<f32>(b3));
  }
}

/** As {@link addFour}, of one. */
function addOne(x: f32, b: usize, bytes: usize, add: bool, to: usize): void {
  const factor = f32x4.splat(x);
  const kept = i32x4.splat(-i32(add));
  const last = to + bytes;
  for (; to + 16 <= last; to += 16, b += 16) {
    v128.store(to, f32x4.add(v128.and(v128.load(to), kept), f32x4.mul(factor, v128.load(b))));
  }
  for (; to < last; to += 4, b += 4) store<f32>(to, (add ? load<f32>(to) : 0) + x * load<f32>(b));
}

/** to ← to + x */
function addRow(x: usize, bytes: usize, to: usize): void {
  const last = to + bytes;
  for (; to + 16 <= last; to += 16, x += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(x)));
  for (; to < last; to += 4, x += 4) store<f32>(to, load<f32>(to) + load<f32>(x));
}

/** Bias, if it is not 0, and rectifier of the so many bytes of a row that begin at `left`. */
function finishRow(bias: usize, left: usize, flags: i32, bytes: usize, to: usize): void {
  if (bias != 0) addRow(bias + left, bytes, to);
  if (!(flags & RELU)) return;
  const last = to + bytes;
  for (; to + 16 <= last; to += 16) {
    const v = v128.load(to);
    v128.store(to, v128.andnot(v, f32x4.le(v, f32x4.splat(0))));
  }
  for (; to < last; to += 4) {
    const v = load<f32>(to);
    store<f32>(to, v <= 0 ? 0 : v);
  }
}

/** Columns [begin, end) of C ← A·Bᵀ (m × n); `b` is n × k, n ≥ 16, and `begin` a multiple of 16. */
export function fewRowsTransposed(
  begin: i32,
  end: i32,
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
): void {
  const step = usize(k) << 2;
  for (let left = begin; left < end; left += COLUMNS) {
    const column = min(left, n - COLUMNS); // the last tile of all may begin among the columns of the one before
    const width = usize(min(COLUMNS, n - left)) << 2;
    const sums = scratch + (usize(left - column) << 2);
    const from = b + usize(column) * step;
    const isAhead = k <= SHORT && left + 2 * COLUMNS <= end;
    const pace = isAhead ? 256 : 0;
    for (let i = 0; i < m; i++) {
      const x = a + usize(i) * step;
      const to = c + ((usize(i) * usize(n) + usize(left)) << 2);
      let next = isAhead ? from + COLUMNS * step : from;
      for (let top = 0; top < k; top += DEPTH) {
        const depth = min(DEPTH, k - top);
        const there = usize(top) << 2;
        sixteenDots(x + there, from + there, step, depth, scratch, next, pace);
        next += usize(depth >> 2) * pace;
        if (top == 0) memory.copy(to, sums, width);
        else addRow(sums, width, to);
      }
      finishRow(bias, usize(left) << 2, flags, width, to);
    }
  }
}
