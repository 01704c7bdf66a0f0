/* assembly/soft-cap.ts */
#pragma once
#include "wide.h"

#define LOG2E 1.4426950408889634074
/* A cap beyond these leaves every float32 as it is, or none but 0. */
#define LEAST_CAP 1e-50
#define LARGEST_CAP 1e50
/* Up to so many caps a fraction takes half the time of an exponential. */
#define NEAR 1.25
/* More of it would be 0 · ∞ at 0. */
#define LARGEST_STEEPNESS 1e300

/* tanh(x / cap) · cap · log2 e ≈ x P(x²) / Q(x²); `rate` is ln 2 / cap, `steepness` −2 / cap. */
typedef struct { double cap, near, rate, steepness, p0, p1, p2, p3, q0, q1, q2; } soft_cap;

INLINE soft_cap soft_cap_of(double cap) {
  const double c = cap < LEAST_CAP ? LEAST_CAP : cap > LARGEST_CAP ? LARGEST_CAP : cap;
  const double c2 = c * c, c4 = c2 * c2, c6 = c4 * c2, steepness = 2 / cap;
  return (soft_cap){
    .cap = cap, .near = NEAR * cap, .rate = LN2 / c,
    .steepness = 0 - (steepness < LARGEST_STEEPNESS ? steepness : LARGEST_STEEPNESS),
    .p0 = 7065.7857600013820597 * c6, .p1 = 904.51419695868530247 * c4, .p2 = 19.614254344920762303 * c2,
    .p3 = 0.050881960193669853619,
    .q0 = 4897.6294779855998895 * c6, .q1 = 2259.5046247246683394 * c4, .q2 = 113.74650963366245351 * c2,
  };
}

/* cap · tanh(x / cap) · log2 e, −∞ for −∞, and the derivative without log2 e: 4 d / (1 + d)² with d = exp(−2 |x| / cap) */
typedef struct { vd z, slope; } capped_logits;

INLINE capped_logits capped_far(const soft_cap *of, vd x) {
  const vd decay = wide_exp_vd(absoluted(x) * of->steepness);
  const vd half = 1.0 / (1.0 + decay);
  const vd size = of->cap * LOG2E * (1.0 - decay) * half;
  return (capped_logits){choosed(x == -INFINITY, x, choosed((vl)splatd(-0.0), x, size)), 4.0 * decay * (half * half)};
}

/* `count` vectors beside each other: of the long chain of one a processor sees too little of the next. */
INLINE void cap_logits(const soft_cap *of, const int all_near, const int count, const vd *x, vd *z, vd *slope) {
  vd square[MOST_ABREAST], p[MOST_ABREAST], q[MOST_ABREAST];
  UNROLL for (int i = 0; i < count; i++) square[i] = x[i] * x[i];
  UNROLL for (int i = 0; i < count; i++) q[i] = of->q2 + square[i];
  UNROLL for (int i = 0; i < count; i++) p[i] = of->p2 + of->p3 * square[i];
  UNROLL for (int i = 0; i < count; i++) q[i] = of->q1 + q[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) p[i] = of->p1 + p[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) q[i] = of->q0 + q[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) p[i] = of->p0 + p[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) z[i] = x[i] * (p[i] / q[i]);
  UNROLL for (int i = 0; i < count; i++) {
    const vd t = z[i] * of->rate;
    slope[i] = 1.0 - t * t;
  }
  if (all_near) return;
  UNROLL for (int i = 0; i < count; i++) {
    const vl far = ~(absoluted(x[i]) < of->near);
    if (!any((vi)far)) continue;
    const capped_logits c = capped_far(of, x[i]);
    z[i] = choosed(far, c.z, z[i]);
    slope[i] = choosed(far, c.slope, slope[i]);
  }
}

/* Of two numbers, in the first lanes. */
APART capped_logits capped_pair(const soft_cap *of, double a, double b) {
  const vd x = {a, b};
  capped_logits c;
  cap_logits(of, 0, 1, &x, &c.z, &c.slope);
  return c;
}
