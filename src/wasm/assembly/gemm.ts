import { directTile, packedTile } from './gemm-tile';
import { scratch } from './scratch';

/** Height and width of a tile. */
export const ROWS: i32 = 5;
export const COLUMNS: i32 = 8;

/** Products that are summed before a sum goes to memory: a panel of B of this depth stays in the first cache. */
const DEPTH: i32 = 256;

/** What to do with a tile beyond storing it. */
const ACCUMULATE: i32 = 1;
const BIAS: i32 = 2;
const RELU: i32 = 4;

/**
 * Copies the pieces [begin, end) of the k × n block at `b` to `to`. A piece is a panel of eight columns and at most 256
 * rows, row by row, with zeros beyond the last column; the panels of the first 256 rows come first. `stride` is the
 * number of elements between rows of B.
 */
export function packRows(begin: i32, end: i32, b: usize, stride: i32, k: i32, n: i32, to: usize): void {
  const panels = (n + COLUMNS - 1) / COLUMNS;
  const step = usize(stride) << 2;
  for (let piece = begin; piece < end; piece++) {
    const top = (piece / panels) * DEPTH;
    const depth = min(DEPTH, k - top);
    const column = (piece % panels) * COLUMNS;
    let from = b + usize(top) * step + (usize(column) << 2);
    let at = pieceAt(to, top, depth, column, panels);
    if (n - column >= COLUMNS) {
      for (let p = 0; p < depth; p++, from += step, at += 32) {
        v128.store(at, v128.load(from));
        v128.store(at, v128.load(from, 16), 16);
      }
    } else {
      for (let p = 0; p < depth; p++, from += step, at += 32) {
        for (let j = 0; j < COLUMNS; j++) {
          const there = usize(j) << 2;
          store<f32>(at + there, column + j < n ? load<f32>(from + there) : 0);
        }
      }
    }
  }
}

/** As {@link packRows} of the transpose: `b` is an n × k block. */
export function packColumns(begin: i32, end: i32, b: usize, stride: i32, k: i32, n: i32, to: usize): void {
  const panels = (n + COLUMNS - 1) / COLUMNS;
  const step = usize(stride) << 2;
  for (let piece = begin; piece < end; piece++) {
    const top = (piece / panels) * DEPTH;
    const depth = min(DEPTH, k - top);
    const column = (piece % panels) * COLUMNS;
    const from = b + usize(column) * step + (usize(top) << 2);
    const at = pieceAt(to, top, depth, column, panels);
    packFour(from, step, depth, n - column, at);
    packFour(from + 4 * step, step, depth, n - column - 4, at + 16);
  }
}

/** Where the piece that starts at row `top` and `column` lies among the packed ones. */
function pieceAt(packed: usize, top: i32, depth: i32, column: i32, panels: i32): usize {
  return packed + ((usize(top) * usize(panels) * COLUMNS + usize(column) * usize(depth)) << 2);
}

/** Four columns of a panel from four rows at `from`, of which `rows` exist, in squares of 4 × 4. */
function packFour(from: usize, step: usize, k: i32, rows: i32, to: usize): void {
  let p = 0;
  if (rows >= 4) {
    for (; p + 4 <= k; p += 4, from += 16, to += 128) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + step);
      const r2 = v128.load(from + 2 * step);
      const r3 = v128.load(from + 3 * step);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
      v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 32);
      v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 64);
      v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 96);
    }
  }
  for (; p < k; p++, from += 4, to += 32) {
    for (let j = 0; j < 4; j++) {
      store<f32>(to + (usize(j) << 2), j < rows ? load<f32>(from + usize(j) * step) : 0);
    }
  }
}

/**
 * Rows [begin, end) of C ← A·B (see the flags, which hold for the whole): `a` is m × k with `aStride` elements between
 * rows, `b` the packed pieces of k × n, `c` has `cStride` elements between rows.
 */
export function multiply(
  begin: i32,
  end: i32,
  a: usize,
  aStride: i32,
  b: usize,
  c: usize,
  cStride: i32,
  k: i32,
  n: i32,
  bias: usize,
  flags: i32,
): void {
  const step = usize(aStride) << 2;
  let top = 0;
  do {
    const depth = min(DEPTH, k - top);
    const now = flagsOf(flags, top, top + depth == k);
    // The panel of B stays in the first cache while the rows go by.
    for (let column = 0; column < n; column += COLUMNS, b += usize(depth) << 5) {
      for (let row = begin; row < end; row += ROWS) {
        multiplyTile(a + (usize(top) << 2), step, row, min(ROWS, end - row), b, depth, c, cStride, column, n, bias, now);
      }
    }
    top += depth;
  } while (top < k);
}

/**
 * Columns [begin, end) of C ← A·B (m × n) with few rows, `begin` being a multiple of eight: each panel of B, or of Bᵀ (n × k) if
 * `transposed`, is packed where it is used at once. Matrices are contiguous.
 */
export function multiplyPanels(
  begin: i32,
  end: i32,
  a: usize,
  b: usize,
  transposed: i32,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  bias: usize,
  flags: i32,
): void {
  const panel = scratch + 256;
  const step = usize(k) << 2;
  for (let top = 0; top < k; top += DEPTH) {
    const depth = min(DEPTH, k - top);
    const now = flagsOf(flags, top, top + depth == k);
    const from = a + (usize(top) << 2);
    for (let column = begin; column < end; column += COLUMNS) {
      const columns = min(COLUMNS, end - column);
      if (transposed) packColumns(0, 1, b + usize(column) * step + (usize(top) << 2), k, depth, columns, panel);
      else packRows(0, 1, b + ((usize(top) * usize(n) + usize(column)) << 2), n, depth, columns, panel);
      for (let row = 0; row < m; row += ROWS) {
        multiplyTile(from, step, row, min(ROWS, m - row), panel, depth, c, n, column, n, bias, now);
      }
    }
  }
}

/** As {@link multiply} for C ← Aᵀ·B: `a` is k × m. */
export function multiplyTransposed(
  begin: i32,
  end: i32,
  a: usize,
  aStride: i32,
  b: usize,
  c: usize,
  cStride: i32,
  k: i32,
  n: i32,
  bias: usize,
  flags: i32,
): void {
  const step = usize(aStride) << 2;
  const packed = scratch + 256;
  let top = 0;
  do {
    const depth = min(DEPTH, k - top);
    const now = flagsOf(flags, top, top + depth == k);
    const from = a + usize(top) * step;
    for (let row = begin; row < end; row += ROWS) {
      packFive(from + (usize(row) << 2), step, depth, end - row, packed + usize((row - begin) * depth * 4));
    }
    for (let column = 0; column < n; column += COLUMNS, b += usize(depth) << 5) {
      for (let row = begin; row < end; row += ROWS) {
        packedTile(packed + usize((row - begin) * depth * 4), b, depth, scratch);
        finish(c, cStride, row, min(ROWS, end - row), column, n, bias, now);
      }
    }
    top += depth;
  } while (top < k);
}

/** One tile of C: `rows` rows of A from `row` on, `step` bytes apart, times a panel. */
function multiplyTile(
  a: usize,
  step: usize,
  row: i32,
  rows: i32,
  panel: usize,
  depth: i32,
  c: usize,
  cStride: i32,
  column: i32,
  n: i32,
  bias: usize,
  flags: i32,
): void {
  const a0 = a + usize(row) * step;
  // Rows that are not there are read as the first, and not stored.
  const a1 = rows > 1 ? a0 + step : a0;
  const a2 = rows > 2 ? a1 + step : a0;
  const a3 = rows > 3 ? a2 + step : a0;
  const a4 = rows > 4 ? a3 + step : a0;
  directTile(a0, a1, a2, a3, a4, panel, depth, scratch);
  finish(c, cStride, row, rows, column, n, bias, flags);
}

/** Of one depth: later ones add to what is there, the last brings bias and rectifier. */
function flagsOf(flags: i32, top: i32, last: bool): i32 {
  return (last ? flags : flags & ACCUMULATE) | (top > 0 ? ACCUMULATE : 0);
}

/** Five columns of A side by side, zeros where there are none. */
function packFive(from: usize, step: usize, k: i32, columns: i32, to: usize): void {
  for (let p = 0; p < k; p++, from += step, to += 20) {
    if (columns >= ROWS) {
      v128.store(to, v128.load(from));
      store<f32>(to, load<f32>(from, 16), 16);
    } else {
      for (let i = 0; i < ROWS; i++) {
        const there = usize(i) << 2;
        store<f32>(to + there, i < columns ? load<f32>(from + there) : 0);
      }
    }
  }
}

/** Brings the tile in the scratch area to C at `row` and `column`: its first `rows` rows, and the columns below n. */
export function finish(
  c: usize,
  cStride: i32,
  row: i32,
  rows: i32,
  column: i32,
  n: i32,
  bias: usize,
  flags: i32,
): void {
  const step = usize(cStride) << 2;
  const columns = n - column;
  c += usize(row) * step + (usize(column) << 2);
  bias += usize(column) << 2;
  const zero = f32x4.splat(0);
  let tile = scratch;
  if (columns < COLUMNS) {
    for (let i = 0; i < rows; i++, c += step, tile += 32) {
      for (let j = 0; j < columns; j++) {
        const there = usize(j) << 2;
        let sum = load<f32>(tile + there);
        if (flags & ACCUMULATE) sum = load<f32>(c + there) + sum;
        if (flags & BIAS) sum += load<f32>(bias + there);
        if (flags & RELU) sum = sum <= 0 ? 0 : sum;
        store<f32>(c + there, sum);
      }
    }
    return;
  }
  for (let i = 0; i < rows; i++, c += step, tile += 32) {
    let left = v128.load(tile);
    let right = v128.load(tile, 16);
    if (flags & ACCUMULATE) {
      left = f32x4.add(v128.load(c), left);
      right = f32x4.add(v128.load(c, 16), right);
    }
    if (flags & BIAS) {
      left = f32x4.add(left, v128.load(bias));
      right = f32x4.add(right, v128.load(bias, 16));
    }
    if (flags & RELU) {
      left = v128.andnot(left, f32x4.le(left, zero));
      right = v128.andnot(right, f32x4.le(right, zero));
    }
    v128.store(c, left);
    v128.store(c, right, 16);
  }
}
