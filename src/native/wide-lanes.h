/*
 * The functions of wide.h for vectors LANES of float64, whose lanes' bits are BITS and whose masks are MASK.
 * Included once for each of them: hence no #pragma once.
 */
#define WIDE(name) JOIN(name, LANES)

/* e ← exp(x) of `count` vectors beside each other: one alone would wait for itself. `clamps` if some may be beyond ±700. */
INLINE void WIDE(wide_exps)(const LANES *x, const int count, const int clamps, LANES *e) {
  const LANES none = {0};
  const double rounder = 6755399441055744.0 + 1023; /* 1.5 · 2^52, and the exponent's bias */
  LANES shifted[MOST_ABREAST], r[MOST_ABREAST], r2[MOST_ABREAST], r4[MOST_ABREAST], low[MOST_ABREAST], middle[MOST_ABREAST], high[MOST_ABREAST];
  UNROLL for (int i = 0; i < count; i++) {
    const LANES within = clamps ? PMIN(PMAX(x[i], -700.0 - none), 700.0 - none) : x[i];
    shifted[i] = within * 1.4426950408889634074 + rounder;
    const LANES n = shifted[i] - rounder;
    const LANES a = within - n * WIDE_LN2_HIGH;
    r[i] = a - n * WIDE_LN2_LOW;
  }
  UNROLL for (int i = 0; i < count; i++) r2[i] = r[i] * r[i];
  UNROLL for (int i = 0; i < count; i++) r4[i] = r2[i] * r2[i];
  UNROLL for (int i = 0; i < count; i++) low[i] = (1.0 + r[i]) + (0.5 + 1.0 / 6 * r[i]) * r2[i];
  UNROLL for (int i = 0; i < count; i++) middle[i] = (1.0 / 24 + 1.0 / 120 * r[i]) + (1.0 / 720 + 1.0 / 5040 * r[i]) * r2[i];
  UNROLL for (int i = 0; i < count; i++) {
    high[i] = (1.0 / 40320 + 1.0 / 362880 * r[i]) + (1.0 / 3628800 + 1.0 / 39916800 * r[i]) * r2[i];
  }
  UNROLL for (int i = 0; i < count; i++) {
    const LANES q = low[i] + r4[i] * (middle[i] + r4[i] * high[i]);
    e[i] = q * (LANES)((BITS)shifted[i] << 52);
  }
}

/* exp(x); below −700 and above 700 it stays at the value there. NaN for NaN. */
INLINE LANES WIDE(wide_exp)(LANES x) {
  LANES e;
  WIDE(wide_exps)(&x, 1, 1, &e);
  return e;
}

/* ln x for normal, finite x > 0; NaN for NaN */
INLINE LANES WIDE(wide_log)(LANES x) {
  const BITS one = (BITS)(1.0 - (LANES){0}), two52 = (BITS)(4503599627370496.0 - (LANES){0});
  /* The exponent as a float64: 2^52 + its bits, less 2^52 + 1023. */
  const LANES exponent = (LANES)((BITS)x >> 52 | two52) - (4503599627370496.0 + 1023);
  const LANES mantissa = (LANES)(((BITS)x & 0x000fffffffffffffu) | one);
  const MASK large = mantissa > 1.4142135623730951;
  const LANES m = CHOOSE(large, mantissa * 0.5, mantissa);
  const LANES k = exponent + (LANES)((BITS)large & one);
  /* ln m = 2 artanh s, |s| < 0.172 */
  const LANES s = (m - 1.0) / (m + 1.0);
  const LANES s2 = s * s;
  const LANES s4 = s2 * s2;
  const LANES low = (2.0 / 3 + 2.0 / 5 * s2) + (2.0 / 7 + 2.0 / 9 * s2) * s4;
  const LANES high = (2.0 / 11 + 2.0 / 13 * s2) + 2.0 / 15 * s4;
  const LANES q = low + s4 * s4 * high;
  const LANES tail = k * WIDE_LN2_LOW + s2 * s * q;
  const LANES ln = k * WIDE_LN2_HIGH + ((s + s) + tail);
  return CHOOSE(x != x, x, ln);
}

/* ln(1 + x) for 0 ≤ x < 2^1000, without the loss of a small x's digits in 1 + x */
INLINE LANES WIDE(wide_log1p)(LANES x) {
  const LANES sum = 1.0 + x;
  const LANES lost = x - (sum - 1.0);
  /* Where x dominates, the rounding error of the sum is no longer lost, nor does it matter. */
  const MASK is_lost = x < 4503599627370496.0;
  return WIDE(wide_log)(sum) + (LANES)((MASK)(lost / sum) & is_lost);
}

#undef WIDE
#undef LANES
#undef BITS
#undef MASK
#undef CHOOSE
#undef PMIN
#undef PMAX
