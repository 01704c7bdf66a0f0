/** Rows of a table by index, and sums back into them. */
import { loadPart, lowerHalf, narrowed, storePart, upperHalf } from './lanes';

/** to[i] ← table[indices[i]] for the rows [begin, end), each of `columns` numbers. */
export function gatherRows(begin: i32, end: i32, table: usize, indices: usize, columns: i32, to: usize): void {
  const stride = usize(columns) << 2;
  for (let i = begin; i < end; i++) {
    const row = usize(load<i32>(indices + (usize(i) << 2)));
    memory.copy(to + usize(i) * stride, table + row * stride, stride);
  }
}

/**
 * table[targets[g]] ← table[targets[g]] + factor · Σ rows[order[j]] for the groups [begin, end), starts[g] ≤ j <
 * starts[g + 1]: summed in float64 in that order and rounded once. No two groups have one target.
 */
export function scatterAddRows(
  begin: i32,
  end: i32,
  rows: usize,
  columns: i32,
  targets: usize,
  starts: usize,
  order: usize,
  table: usize,
  factor: f64,
): void {
  const stride = usize(columns) << 2;
  const factors = f64x2.splat(factor);
  for (let g = begin; g < end; g++) {
    const to = table + usize(load<i32>(targets + (usize(g) << 2))) * stride;
    const first = order + (usize(load<i32>(starts + (usize(g) << 2))) << 2);
    const last = order + (usize(load<i32>(starts + (usize(g) << 2), 4)) << 2);
    for (let column = 0; column < columns; column += 4) {
      const at = usize(column) << 2;
      const n = columns - column;
      let lower = f64x2.splat(0);
      let upper = f64x2.splat(0);
      for (let j = first; j < last; j += 4) {
        const from = rows + usize(load<i32>(j)) * stride + at;
        const v = n >= 4 ? v128.load(from) : loadPart(from, n);
        lower = f64x2.add(lower, lowerHalf(v));
        upper = f64x2.add(upper, upperHalf(v));
      }
      const old = n >= 4 ? v128.load(to + at) : loadPart(to + at, n);
      lower = f64x2.add(lowerHalf(old), f64x2.mul(factors, lower));
      upper = f64x2.add(upperHalf(old), f64x2.mul(factors, upper));
      if (n >= 4) v128.store(to + at, narrowed(lower, upper));
      else storePart(to + at, narrowed(lower, upper), n);
    }
  }
}
