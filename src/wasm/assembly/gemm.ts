import { directTile, packedTile } from './gemm-tile';
import { scratch } from './scratch';

/** Height and width of a tile. */
const ROWS: i32 = 5;
const COLUMNS: i32 = 8;

/** What to do with a tile beyond storing it. */
const ACCUMULATE: i32 = 1;
const BIAS: i32 = 2;
const RELU: i32 = 4;

/**
 * Copies the panels [begin, end), of eight columns each, of the k × n block at `b` to `to`: panel by panel, row by
 * row, zeros beyond the last column. `stride` is the number of elements between rows.
 */
export function packRows(begin: i32, end: i32, b: usize, stride: i32, k: i32, n: i32, to: usize): void {
  const step = usize(stride) << 2;
  for (let panel = begin; panel < end; panel++) {
    const column = panel * COLUMNS;
    let from = b + (usize(column) << 2);
    let at = to + ((usize(panel) * usize(k) * COLUMNS) << 2);
    if (n - column >= COLUMNS) {
      for (let p = 0; p < k; p++, from += step, at += 32) {
        v128.store(at, v128.load(from));
        v128.store(at, v128.load(from, 16), 16);
      }
    } else {
      for (let p = 0; p < k; p++, from += step, at += 32) {
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
  const step = usize(stride) << 2;
  for (let panel = begin; panel < end; panel++) {
    const at = to + ((usize(panel) * usize(k) * COLUMNS) << 2);
    for (let j = 0; j < COLUMNS; j += 4) {
      const column = panel * COLUMNS + j;
      packFour(b + usize(column) * step, step, k, n - column, at + (usize(j) << 2));
    }
  }
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
 * Rows [begin, end) of C ← A·B (see `flags`) for one block of the inner index: `a` is m × k with `aStride` elements
 * between rows, `b` the packed panels of n columns, `c` has `cStride` elements between rows.
 */
export function multiplyBlock(
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
  // The panel of B stays in the first cache while the rows go by.
  for (let column = 0; column < n; column += COLUMNS, b += usize(k) << 5) {
    for (let row = begin; row < end; row += ROWS) {
      const rows = min(ROWS, end - row);
      const a0 = a + usize(row) * step;
      // Rows that are not there are read as the first, and not stored.
      const a1 = rows > 1 ? a0 + step : a0;
      const a2 = rows > 2 ? a1 + step : a0;
      const a3 = rows > 3 ? a2 + step : a0;
      const a4 = rows > 4 ? a3 + step : a0;
      directTile(a0, a1, a2, a3, a4, b, k, scratch);
      finish(
        c + ((usize(row) * usize(cStride) + column) << 2),
        cStride,
        rows,
        n - column,
        bias + (column << 2),
        flags,
      );
    }
  }
}

/** As {@link multiplyBlock} for C ← Aᵀ·B: `a` is k × m. */
export function multiplyTransposedBlock(
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
  const packed = scratch + 256;
  for (let row = begin; row < end; row += ROWS) {
    packFive(
      a + (usize(row) << 2),
      usize(aStride) << 2,
      k,
      end - row,
      packed + ((usize(row - begin) * usize(k)) << 2),
    );
  }
  for (let column = 0; column < n; column += COLUMNS, b += usize(k) << 5) {
    for (let row = begin; row < end; row += ROWS) {
      packedTile(packed + ((usize(row - begin) * usize(k)) << 2), b, k, scratch);
      const rows = min(ROWS, end - row);
      finish(
        c + ((usize(row) * usize(cStride) + column) << 2),
        cStride,
        rows,
        n - column,
        bias + (column << 2),
        flags,
      );
    }
  }
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

/** Brings the tile in the scratch area to C: its first `rows` rows and `columns` columns. */
function finish(c: usize, cStride: i32, rows: i32, columns: i32, bias: usize, flags: i32): void {
  const step = usize(cStride) << 2;
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
