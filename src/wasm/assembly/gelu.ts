/** x·Φ(x) and its derivative, elementwise over [begin, end), rounded once from float64. */
import { loadPart, lowerHalf, narrowed, storePart, upperHalf } from './lanes';
import { wideExp } from './wide';

/**
 * 1 − Φ(t) = e^(−t²/2)·f(u)/(t + 5), u = 1 − 10/(t + 5): f interpolated at the Chebyshev points of 0 ≤ t ≤ 15, within 1e-10 of
 * itself. What lies beyond is 0 in float32.
 */
const SERIES = memory.data<f64>([
  0.7691930497100417,
  -0.6653825019029828,
  0.49530562048586146,
  -0.31353320723007627,
  0.16502026670253728,
  -0.06911793682793106,
  0.020796091792858726,
  -0.0029972884006137165,
  -0.0008035411670509104,
  0.0005539788066265183,
  -4.386239763971326e-05,
  -5.541948367239735e-05,
]);
/** 1/√(2π) */
const DENSITY: f64 = 0.3989422804014327;
/** e^(−t²/2) above it is 0 in float32, and `wideExp` ends soon after. */
const REACH: f64 = 37;

/** y ← x·Φ(x), which may overwrite x; slope ← Φ(x) + x·φ(x) */
export function gelu(begin: i32, end: i32, x: usize, y: usize, slope: usize): void {
  for (let i = begin; i < end; i += 4) {
    const at = usize(i) << 2;
    const n = end - i;
    const v = n >= 4 ? v128.load(x + at) : loadPart(x + at, n);
    const lower = lowerHalf(v);
    const upper = upperHalf(v);
    const lowerBell = bell(lower);
    const upperBell = bell(upper);
    const lowerShare = cumulative(lower, lowerBell);
    const upperShare = cumulative(upper, upperBell);
    const value = narrowed(f64x2.mul(lower, lowerShare), f64x2.mul(upper, upperShare));
    const derivative = narrowed(slopeOf(lower, lowerBell, lowerShare), slopeOf(upper, upperBell, upperShare));
    if (n >= 4) {
      v128.store(y + at, value);
      v128.store(slope + at, derivative);
    } else {
      storePart(y + at, value, n);
      storePart(slope + at, derivative, n);
    }
  }
}

/** e^(−x²/2) */
@inline
function bell(x: v128): v128 {
  const e = wideExp(f64x2.mul(f64x2.mul(x, x), f64x2.splat(-0.5)));
  return v128.and(e, f64x2.lt(f64x2.abs(x), f64x2.splat(REACH)));
}

/** Φ(x) */
@inline
function cumulative(x: v128, e: v128): v128 {
  const one = f64x2.splat(1);
  const inverse = f64x2.div(one, f64x2.add(f64x2.abs(x), f64x2.splat(5)));
  const u = f64x2.sub(one, f64x2.mul(inverse, f64x2.splat(10)));
  const u2 = f64x2.mul(u, u);
  const u4 = f64x2.mul(u2, u2);
  const low = f64x2.add(term(0, u), f64x2.mul(term(2, u), u2));
  const middle = f64x2.add(term(4, u), f64x2.mul(term(6, u), u2));
  const high = f64x2.add(term(8, u), f64x2.mul(term(10, u), u2));
  const f = f64x2.add(low, f64x2.mul(u4, f64x2.add(middle, f64x2.mul(u4, high))));
  const tail = f64x2.mul(f64x2.mul(e, inverse), f);
  return v128.bitselect(tail, f64x2.sub(one, tail), f64x2.lt(x, f64x2.splat(0)));
}

@inline
function slopeOf(x: v128, e: v128, share: v128): v128 {
  return f64x2.add(share, f64x2.mul(x, f64x2.mul(e, f64x2.splat(DENSITY))));
}

/** Coefficients k and k + 1 */
@inline
function term(k: usize, u: v128): v128 {
  return f64x2.add(coefficient(k), f64x2.mul(coefficient(k + 1), u));
}

@inline
function coefficient(k: usize): v128 {
  return v128.load64_splat(SERIES + (k << 3));
}
