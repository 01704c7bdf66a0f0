/** Part-filled vectors at the end of a row, and sums across lanes. */

/** The n < 4 numbers at `at`, the other lanes −∞ (no class: its exponential is 0). Reads nothing beyond them. */
export function loadPart(at: usize, n: i32): v128 {
  let v = f32x4.splat(-Infinity);
  if (n > 0) v = f32x4.replace_lane(v, 0, load<f32>(at));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(at, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(at, 8));
  return v;
}

export function storePart(at: usize, v: v128, n: i32): void {
  if (n > 0) v128.store32_lane(at, v, 0);
  if (n > 1) v128.store32_lane(at, v, 1, 4);
  if (n > 2) v128.store32_lane(at, v, 2, 8);
}

@inline
export function lowerHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

@inline
export function upperHalf(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
}

/** v[0] + v[1] of two float64 */
@inline
export function sumOf(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** The largest lane, none being NaN. By vectors: of a scalar maximum the engines make branches. */
@inline
export function maxOf(v: v128): f32 {
  const two = f32x4.pmax(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

/** The four float64 of two vectors, rounded to float32. */
@inline
export function narrowed(lower: v128, upper: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 1, 4, 5);
}
