/**
 * to[j] ← Σᵢ x[i][j] for the columns [begin, end) of an array of `rows` × `columns`: summed in float64 in the order of the
 * rows and rounded once, so that the bits are those of the plain loop.
 */
export function columnSums(begin: i32, end: i32, x: usize, rows: i32, columns: i32, to: usize): void {
  const step = usize(columns) << 2;
  let column = begin;
  for (; column + 4 <= end; column += 4) {
    let from = x + (usize(column) << 2);
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let i = 0; i < rows; i++, from += step) {
      const four = v128.load(from);
      low = f64x2.add(low, f64x2.promote_low_f32x4(four));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f64>(four, four, 1, 1)));
    }
    const sums = v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
    v128.store(to + (usize(column) << 2), sums);
  }
  for (; column < end; column++) {
    let from = x + (usize(column) << 2);
    let sum: f64 = 0;
    for (let i = 0; i < rows; i++, from += step) sum += f64(load<f32>(from));
    store<f32>(to + (usize(column) << 2), f32(sum));
  }
}
