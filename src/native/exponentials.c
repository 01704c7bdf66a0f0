/*
 * assembly/elementwise-exponentials.ts, a vector of floats at a time: every number is computed as if it were alone.
 */
#include "vectors.h"
#include "wide.h"

/* to ← f(x), f for half a vector as float64 */
INLINE void each(const call *call, vd f(vd)) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  float *to = AT(float, 3);
  int i = begin;
  for (; i + W <= end; i += W) {
    const vf v = load(x + i);
    store(to + i, narrowed(f(lower_half(v)), f(upper_half(v))));
  }
  const int n = end - i;
  if (n <= 0) return;
  const vf v = load_part(x + i, n, 0);
  store_part(to + i, narrowed(f(lower_half(v)), f(upper_half(v))), n);
}

/* ln of numbers that float32 holds: above 0 they are normal as float64. */
INLINE vd logarithm(vd x) {
  vd ln = choosed(x == __builtin_inf(), x, wide_log_vd(x));
  ln = choosed(x == 0.0, splatd(-__builtin_inf()), ln);
  return choosed(x < 0.0, splatd(__builtin_nan("")), ln);
}

/* 1 / (1 + e⁻ˣ), and below 0 eˣ / (1 + eˣ) */
INLINE vd logistic(vd x) {
  const vd e = wide_exp_vd(-absoluted(x));
  return choosed(x < 0.0, e, splatd(1)) / (1.0 + e);
}

/* ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|) */
INLINE vd smooth_maximum(vd x) { return pmaxd(x, splatd(0)) + wide_log1p_vd(wide_exp_vd(-absoluted(x))); }

/* (1 − e^−2|x|) / (1 + e^−2|x|) with the sign of x; near 0, where that cancels, x − x³/3 + 2x⁵/15 */
INLINE vd hyperbolic_tangent(vd x) {
  const vd size = absoluted(x);
  const vd e = wide_exp_vd(size * -2.0);
  const vd quotient = (1.0 - e) / (1.0 + e);
  const vl sign = (vl)splatd(-0.0);
  const vd large = choosed(sign, x, quotient);
  const vd x2 = x * x;
  const vd small = x * (1.0 + x2 * (-1.0 / 3 + x2 * (2.0 / 15)));
  return choosed(size < 1.0 / 256, small, large);
}

/* ±700 is far beyond what float32 holds: conversion makes 0 and +∞ of it. */
KERNEL(exp) { each(call, wide_exp_vd); }
KERNEL(log) { each(call, logarithm); }
KERNEL(sigmoid) { each(call, logistic); }
KERNEL(softplus) { each(call, smooth_maximum); }
KERNEL(tanh) { each(call, hyperbolic_tangent); }

INLINE vd tangent_slope(vd y, vd g) { return g * ((1.0 - y) * (1.0 + y)); }

INLINE vf tangent_slopes(vf y, vf g) {
  return narrowed(tangent_slope(lower_half(y), lower_half(g)), tangent_slope(upper_half(y), upper_half(g)));
}

/* to ← g (1 − y)(1 + y) of the output y */
KERNEL(tanhBackward) {
  const int begin = INT(0), end = INT(1);
  const float *y = AT(const float, 2), *g = AT(const float, 3);
  float *to = AT(float, 4);
  int i = begin;
  for (; i + W <= end; i += W) store(to + i, tangent_slopes(load(y + i), load(g + i)));
  const int n = end - i;
  if (n > 0) store_part(to + i, tangent_slopes(load_part(y + i, n, 0), load_part(g + i, n, 0)), n);
}
