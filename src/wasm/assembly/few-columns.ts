import { dotTile, sidewaysTile } from './few-columns-tile';
import { scratch } from './scratch';

/** Products with n = 5 to 16 columns, all matrices contiguous, in tiles of five columns; the last tiles may overlap. */

const COLUMNS: i32 = 5;
/** Rows of a tile of AᵀB. */
const ROWS: i32 = 8;
/** Products that make one sum of four lanes before it goes to memory: 256 a lane, as in a sum of the wider product. */
const DOT_DEPTH: i32 = 1024;
const DEPTH: i32 = 256;

const RELU: i32 = 4;

/**
 * Copies the pieces [begin, end) of B (k × n) to `to`. A piece is 1024 rows, in groups of five columns: of which the last may
 * overlap the one before, and begins at column n − 5.
 */
export function packFewColumns(begin: i32, end: i32, b: usize, k: i32, n: i32, to: usize): void {
  const step = usize(n) << 2;
  for (let piece = begin; piece < end; piece++) {
    const top = piece * DOT_DEPTH;
    const depth = min(DOT_DEPTH, k - top);
    let at = to + usize(piece) * pieceBytes(n);
    for (let left = 0; left < n; left += COLUMNS, at += groupBytes(depth)) {
      packGroup(b + usize(top) * step + (usize(min(left, n - COLUMNS)) << 2), step, depth, at);
    }
  }
}

/** Five columns of so many rows, whole fours of them. */
function groupBytes(rows: i32): usize {
  return usize((rows + 3) >> 2) * 80;
}

function pieceBytes(n: i32): usize {
  return usize((n + COLUMNS - 1) / COLUMNS) * groupBytes(DOT_DEPTH);
}

/** Rows [begin, end) of C ← A·B + bias, if `bias` is not 0, rectified if the flags say so. A is m × k, `b` packed. */
export function fewColumns(
  begin: i32,
  end: i32,
  a: usize,
  b: usize,
  c: usize,
  k: i32,
  n: i32,
  bias: usize,
  flags: i32,
): void {
  const step = usize(k) << 2;
  let top = 0;
  do {
    const depth = min(DOT_DEPTH, k - top);
    const last = top + depth == k;
    const add = last ? bias : 0;
    const rectify = last && (flags & RELU) != 0;
    for (let row = begin; row < end; row += 2) {
      const a0 = a + usize(row) * step + (usize(top) << 2);
      const a1 = row + 1 < end ? a0 + step : a0;
      let group = b;
      for (let left = 0; left < n; left += COLUMNS, group += groupBytes(depth)) {
        const column = min(left, n - COLUMNS);
        const to = c + ((usize(row) * usize(n) + usize(column)) << 2);
        const from = add ? add + (usize(column) << 2) : 0;
        dotTile(a0, a1, group, depth & ~3, scratch);
        if ((depth & 3) == 0 && column == left) {
          finishFive(to, top > 0, from, rectify, scratch);
          if (row + 1 < end) finishFive(to + (usize(n) << 2), top > 0, from, rectify, scratch + 16);
          continue;
        }
        const skip = left - column;
        finishDots(to, a0, group, depth, skip, top > 0, from, rectify, scratch);
        if (row + 1 < end) finishDots(to + (usize(n) << 2), a1, group, depth, skip, top > 0, from, rectify, scratch + 16);
      }
    }
    top += depth;
    b += pieceBytes(n);
  } while (top < k);
}

/** to[p / 4][j][p mod 4] ← b[p][j] for five columns j and k rows, `step` bytes apart; what is beyond the last is not written. */
function packGroup(b: usize, step: usize, k: i32, to: usize): void {
  for (; k >= 4; k -= 4, b += step << 2, to += 80) {
    const r0 = v128.load(b);
    const r1 = v128.load(b + step);
    const r2 = v128.load(b + 2 * step);
    const r3 = v128.load(b + 3 * step);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 16);
    v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 32);
    v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 48);
    let fifth = v128.load32_zero(b, 16);
    fifth = v128.load32_lane(b + step, fifth, 1, 16);
    fifth = v128.load32_lane(b + 2 * step, fifth, 2, 16);
    v128.store(to, v128.load32_lane(b + 3 * step, fifth, 3, 16), 64);
  }
  for (let p = 0; p < k; p++, b += step, to += 4) {
    for (let j: usize = 0; j < 5; j++) store<f32>(to + (j << 4), load<f32>(b + (j << 2)));
  }
}

/** Brings five sums of four lanes to C, with the bias at that address if it is not 0; the lanes are added as by `finishDots`. */
function finishFive(c: usize, accumulate: bool, bias: usize, rectify: bool, sums: usize): void {
  const s0 = v128.load(sums);
  const s1 = v128.load(sums, 32);
  const s2 = v128.load(sums, 64);
  const s3 = v128.load(sums, 96);
  const pairs01 = f32x4.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
  const pairs23 = f32x4.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3));
  let four = f32x4.add(
    v128.shuffle<f32>(pairs01, pairs23, 0, 2, 4, 6),
    v128.shuffle<f32>(pairs01, pairs23, 1, 3, 5, 7),
  );
  let fifth = sumOfLanes(v128.load(sums, 128));
  if (accumulate) {
    four = f32x4.add(v128.load(c), four);
    fifth = load<f32>(c, 16) + fifth;
  }
  if (bias != 0) {
    four = f32x4.add(four, v128.load(bias));
    fifth += load<f32>(bias, 16);
  }
  if (rectify) {
    four = v128.andnot(four, f32x4.le(four, f32x4.splat(0)));
    fifth = fifth <= 0 ? 0 : fifth;
  }
  v128.store(c, four);
  store<f32>(c, fifth, 16);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function sumOfLanes(lanes: v128): f32 {
  const pairs = f32x4.add(lanes, v128.shuffle<f32>(lanes, lanes, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** As `finishFive`, with the up to three products that are left; the first `skip` sums are there already. */
function finishDots(
  c: usize,
  a: usize,
  b: usize,
  k: i32,
  skip: i32,
  accumulate: bool,
  bias: usize,
  rectify: bool,
  sums: usize,
): void {
  const done = k & ~3;
  a += usize(done) << 2;
  b += usize(done >> 2) * 80;
  for (let j = skip; j < COLUMNS; j++) {
    let sum = sumOfLanes(v128.load(sums + (usize(j) << 5)));
    for (let p = 0; p < k - done; p++) {
      sum += load<f32>(a + (usize(p) << 2)) * load<f32>(b + ((usize(j) << 4) + (usize(p) << 2)));
    }
    const at = c + (usize(j) << 2);
    if (accumulate) sum = load<f32>(at) + sum;
    if (bias != 0) sum += load<f32>(bias + (usize(j) << 2));
    if (rectify) sum = sum <= 0 ? 0 : sum;
    store<f32>(at, sum);
  }
}

/** Rows [begin, end) of C ← Aᵀ·B + bias, as {@link fewColumns}: A is k × m, and m ≥ 8. */
export function fewColumnsTransposed(
  begin: i32,
  end: i32,
  a: usize,
  b: usize,
  c: usize,
  k: i32,
  m: i32,
  n: i32,
  bias: usize,
  flags: i32,
): void {
  const aStep = usize(m) << 2;
  const bStep = usize(n) << 2;
  let top = 0;
  do {
    const depth = min(DEPTH, k - top);
    const from = a + usize(top) * aStep;
    const factors = b + usize(top) * bStep;
    for (let first = begin; first < end; first += ROWS) {
      const row = min(first, m - ROWS); // the last tile of all begins among the rows of the one before
      for (let left = 0; left < n; left += COLUMNS) {
        const column = min(left, n - COLUMNS);
        sidewaysTile(from + (usize(row) << 2), aStep, factors + (usize(column) << 2), bStep, depth, scratch);
        const at = c + usize(first) * bStep + (usize(column) << 2);
        const rows = min(ROWS, end - first);
        if (rows == ROWS && column == left) {
          finishFour(at, bStep, top > 0, scratch);
          finishFour(at + (bStep << 2), bStep, top > 0, scratch + 16);
        } else {
          const sums = scratch + (usize(first - row) << 2);
          for (let i = 0; i < rows; i++) {
            for (let j = left - column; j < COLUMNS; j++) {
              const to = at + usize(i) * bStep + (usize(j) << 2);
              const sum = load<f32>(sums + (usize(i) << 2) + (usize(j) << 5));
              store<f32>(to, top > 0 ? load<f32>(to) + sum : sum);
            }
          }
        }
      }
    }
    top += depth;
  } while (top < k);
  if (bias != 0 || flags & RELU) finishRows(begin, end, c, n, bias, flags);
}

/** Brings four rows of five sums from a tile on its side to C. */
function finishFour(c: usize, step: usize, accumulate: bool, tile: usize): void {
  const r0 = v128.load(tile);
  const r1 = v128.load(tile, 32);
  const r2 = v128.load(tile, 64);
  const r3 = v128.load(tile, 96);
  const fifth = v128.load(tile, 128);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  keepFive(c, v128.shuffle<f64>(low01, low23, 0, 2), f32x4.extract_lane(fifth, 0), accumulate);
  keepFive(c + step, v128.shuffle<f64>(low01, low23, 1, 3), f32x4.extract_lane(fifth, 1), accumulate);
  keepFive(c + 2 * step, v128.shuffle<f64>(high01, high23, 0, 2), f32x4.extract_lane(fifth, 2), accumulate);
  keepFive(c + 3 * step, v128.shuffle<f64>(high01, high23, 1, 3), f32x4.extract_lane(fifth, 3), accumulate);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function keepFive(c: usize, four: v128, fifth: f32, accumulate: bool): void {
  v128.store(c, accumulate ? f32x4.add(v128.load(c), four) : four);
  store<f32>(c, accumulate ? load<f32>(c, 16) + fifth : fifth, 16);
}

/** Adds the bias, if it is not 0, to the rows [begin, end) of C, and rectifies them if the flags say so. */
export function finishRows(begin: i32, end: i32, c: usize, n: i32, bias: usize, flags: i32): void {
  c += (usize(begin) * usize(n)) << 2;
  for (let i = begin; i < end; i++) {
    for (let j = 0; j < n; j++, c += 4) {
      let sum = load<f32>(c);
      if (bias != 0) sum += load<f32>(bias + (usize(j) << 2));
      if (flags & RELU) sum = sum <= 0 ? 0 : sum;
      store<f32>(c, sum);
    }
  }
}
