/**
 * Products with a float64 factor k = high + low that are rounded once, as if in float64 [Dekker1971]: half of e's
 * bits times half of k's is exact, and the rest is small.
 */

/** The bits of k that make `high`. */
export const UPPER_BITS: u64 = 0xfffffe0000000000;

/** The bits of e that make its upper half, as data for the reason given in exp.ts. */
const UPPER_HALF = memory.data<u32>([0xfffff000]);

@inline
export function upperHalfMask(): v128 {
  return v128.load32_splat(UPPER_HALF);
}

/** e · (high + low), where high has twelve bits and low is the rest of k; `mask` is `upperHalfMask()`. */
@inline
export function scaled(e: v128, mask: v128, high: v128, low: v128): v128 {
  const upper = v128.and(e, mask);
  const rest = f32x4.add(f32x4.mul(f32x4.sub(e, upper), high), f32x4.mul(e, low));
  return f32x4.add(f32x4.mul(upper, high), rest);
}
