/* assembly/scaled.ts: products with a float64 factor, rounded once */
#pragma once
#include "vectors.h"

#define UPPER_BITS 0xfffffe0000000000

INLINE vd upper_bits_of(vd k) { return (vd)((vm)k & UPPER_BITS); }

/* A factor's upper twelve bits, and the rest. */
typedef struct { float high, low; } factor_parts;

INLINE double upper_bits(double k) {
  uint64_t bits;
  memcpy(&bits, &k, 8);
  bits &= UPPER_BITS;
  memcpy(&k, &bits, 8);
  return k;
}
INLINE factor_parts parts_of(double k) {
  const double upper = upper_bits(k);
  return (factor_parts){(float)upper, (float)(k - upper)};
}

INLINE vf upper_half_of_bits(vf e) { return (vf)((vu)e & 0xfffff000u); }

/* e · (high + low) */
INLINE vf scaled(vf e, vf high, vf low) {
  const vf upper = upper_half_of_bits(e);
  const vf rest = (e - upper) * high + e * low;
  return upper * high + rest;
}
