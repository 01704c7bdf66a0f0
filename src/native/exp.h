/*
 * assembly/exp.ts: exponentials of float32, relative to a power of two. Each lane is by itself, so that vectors may be
 * of any width.
 */
#pragma once
#include "vectors.h"
#include <math.h>

/* 2^64 stands for one. */
#define LIFT 64
#define ONE 18446744073709551616.0

#define EXP_DIRECT 210.0f
#define EXP_LOWEST (-189.0f)
#define EXP_LOG2E 1.44269504088896341f
/* 1.5 · 2^23 */
#define EXP_ROUNDER 12582912.0f

/* Of a row: what is subtracted first, its maximum's exponent, the least argument, and what rounds to an exponent. */
INLINE float shift_of(float max) { return __builtin_fabsf(max) > EXP_DIRECT ? max : 0; }
INLINE float exponent_of(float top) { return top * EXP_LOG2E + EXP_ROUNDER - EXP_ROUNDER; }
INLINE float lowest_of(float exponent) { return (exponent + EXP_LOWEST) * 0.6931472f; }
INLINE float rounder_of(float exponent) { return EXP_ROUNDER + (127 + LIFT) - exponent; }

/* The same of W rows. */
INLINE vf shifts_of(vf max) { return masked(absolute(max) > splat(EXP_DIRECT), max); }
INLINE vf exponents_of(vf top) { return top * EXP_LOG2E + EXP_ROUNDER - EXP_ROUNDER; }
INLINE vf lowests_of(vf exponent) { return (exponent + EXP_LOWEST) * 0.6931472f; }
INLINE vf rounders_of(vf exponent) { return EXP_ROUNDER + (127 + LIFT) - exponent; }

/* x ← exponentials of `count` vectors, none below the lowest, beside each other: one alone would wait for itself. */
INLINE void exponentiate_vectors(vf *x, const int count, vf rounder) {
  vf shifted[8], large[8], small[8], rest[8], square[8], high[8], low[8];
  UNROLL for (int i = 0; i < count; i++) shifted[i] = x[i] * EXP_LOG2E + rounder;
  UNROLL for (int i = 0; i < count; i++) {
    const vf n = shifted[i] - rounder;
    large[i] = less_exact(x[i], n, 0.693145751953125f); /* 9 bits, the exponent's, by 15 */
    small[i] = n * 1.42860682030941723212e-6f;
  }
  UNROLL for (int i = 0; i < count; i++) rest[i] = large[i] - small[i];
  UNROLL for (int i = 0; i < count; i++) {
    square[i] = rest[i] * rest[i];
    high[i] = rest[i] * 0.00836749049565924f + 0.04166723810654935f;
    low[i] = rest[i] * 0.16666533946822154f + 0.5f;
  }
  UNROLL for (int i = 0; i < count; i++) high[i] = high[i] + square[i] * 0.0013863773334356567f;
  UNROLL for (int i = 0; i < count; i++) low[i] = square[i] * (low[i] + square[i] * high[i]);
  UNROLL for (int i = 0; i < count; i++) {
    const vf w = large[i] + (low[i] - small[i]);
    /* Not by adding n to the exponent: NaN times whatever the bits make stays NaN. */
    const vf power = (vf)((vu)shifted[i] << 23);
    x[i] = raised(power, w);
  }
}

INLINE vf exponential(vf x, vf rounder) {
  exponentiate_vectors(&x, 1, rounder);
  return x;
}
