/**
 * Products with a float64 factor k = high + low that are rounded once, as if in float64 [Dekker1971]: half of e's
 * bits times half of k's is exact, and the rest is small.
 */

/** The bits of k that make `high`. */
export const UPPER_BITS: u64 = 0xfffffe0000000000;

/** e · (high + low), where high has twelve bits and low is the rest of k */
@inline
export function scaled(e: v128, high: v128, low: v128): v128 {
  const upper = v128.and(e, i32x4.splat(0xfffff000));
  const rest = f32x4.add(f32x4.mul(f32x4.sub(e, upper), high), f32x4.mul(e, low));
  return f32x4.add(f32x4.mul(upper, high), rest);
}
