/*
 * Vectors of W floats, 8 (AVX2) or 16 (AVX-512), by the compilers' vector types; intrinsics for what those lack.
 * The wide ones also compile for a processor without AVX-512 (slowly), so that what they compute can be tested there.
 */
#pragma once
#include "kernel.h"
#include <immintrin.h>

#ifndef W
#error "W is to be given: floats of a vector"
#endif
#if W == 16 && defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define HAS_AVX512 1
#else
#define HAS_AVX512 0
#endif

/* A quad: four floats, as WebAssembly's vectors have them. */
typedef float f4 __attribute__((vector_size(16)));
typedef int32_t i4 __attribute__((vector_size(16)));
typedef uint32_t u4 __attribute__((vector_size(16)));
typedef double d2 __attribute__((vector_size(16)));
typedef int64_t l2 __attribute__((vector_size(16)));
typedef uint64_t m2 __attribute__((vector_size(16)));
typedef float f8 __attribute__((vector_size(32)));
typedef double d4 __attribute__((vector_size(32)));
typedef int64_t l4 __attribute__((vector_size(32)));
typedef uint64_t m4 __attribute__((vector_size(32)));

/* The processor's own width: floats, integers, and half as many float64. */
typedef float vf __attribute__((vector_size(4 * W)));
typedef int32_t vi __attribute__((vector_size(4 * W)));
typedef uint32_t vu __attribute__((vector_size(4 * W)));
typedef double vd __attribute__((vector_size(4 * W)));
typedef int64_t vl __attribute__((vector_size(4 * W)));
typedef uint64_t vm __attribute__((vector_size(4 * W)));
/* As many floats as a vd has float64. */
typedef float vh __attribute__((vector_size(2 * W)));

/* In memory floats are aligned to their own size alone, and stand for bytes of any type. */
typedef f4 f4_anywhere __attribute__((aligned(4), may_alias));
typedef f8 f8_anywhere __attribute__((aligned(4), may_alias));
typedef i4 i4_anywhere __attribute__((aligned(4), may_alias));
typedef d2 d2_anywhere __attribute__((aligned(4), may_alias));
typedef vf vf_anywhere __attribute__((aligned(4), may_alias));
typedef vh vh_anywhere __attribute__((aligned(4), may_alias));
typedef vd vd_anywhere __attribute__((aligned(4), may_alias));
typedef double double_anywhere __attribute__((aligned(4), may_alias));

INLINE f4 load4(const float *p) { return *(const f4_anywhere *)p; }
INLINE void store4(float *p, f4 v) { *(f4_anywhere *)p = v; }
INLINE f8 load8(const float *p) { return *(const f8_anywhere *)p; }
INLINE void store8(float *p, f8 v) { *(f8_anywhere *)p = v; }
INLINE vf load(const float *p) { return *(const vf_anywhere *)p; }
INLINE void store(float *p, vf v) { *(vf_anywhere *)p = v; }
INLINE vd loadd(const double *p) { return *(const vd_anywhere *)p; }
INLINE void storedv(double *p, vd v) { *(vd_anywhere *)p = v; }
INLINE double load_double(const double *p) { return *(const double_anywhere *)p; }

/* x − 0 is x for every x, −0 and NaN included (0 + x is not). */
INLINE vf splat(float x) { return x - (vf){0}; }
INLINE vi splati(int32_t x) { return x - (vi){0}; }
INLINE vd splatd(double x) { return x - (vd){0}; }
INLINE f4 splat4(float x) { return (f4){x, x, x, x}; }
INLINE d2 splatd2(double x) { return (d2){x, x}; }

/* Lane by lane: a where the mask has ones, else b. */
#if W == 8
INLINE vf choose(vi mask, vf a, vf b) { return (vf)_mm256_blendv_ps((__m256)b, (__m256)a, (__m256)mask); }
#else
INLINE vf choose(vi mask, vf a, vf b) { return (vf)((mask & (vi)a) | (~mask & (vi)b)); }
#endif
INLINE f4 choose4(i4 mask, f4 a, f4 b) { return (f4)((mask & (i4)a) | (~mask & (i4)b)); }
INLINE vd choosed(vl mask, vd a, vd b) { return (vd)((mask & (vl)a) | (~mask & (vl)b)); }
INLINE d4 choosed4(l4 mask, d4 a, d4 b) { return (d4)((mask & (l4)a) | (~mask & (l4)b)); }
INLINE d2 choosed2(l2 mask, d2 a, d2 b) { return (d2)((mask & (l2)a) | (~mask & (l2)b)); }
/* v where the mask has ones, else 0 */
INLINE vf masked(vi mask, vf v) { return (vf)(mask & (vi)v); }
INLINE vd maskedd(vl mask, vd v) { return (vd)(mask & (vl)v); }

INLINE vf absolute(vf v) { return (vf)((vi)v & 0x7fffffff); }
INLINE vd absoluted(vd v) { return (vd)((vm)v & 0x7fffffffffffffffu); }
#if W == 8
INLINE vd square_rootd(vd v) { return (vd)_mm256_sqrt_pd((__m256d)v); }
#elif HAS_AVX512
INLINE vd square_rootd(vd v) { return (vd)_mm512_sqrt_pd((__m512d)v); }
#else
INLINE vd square_rootd(vd v) {
  for (int i = 0; i < W / 2; i++) v[i] = __builtin_sqrt(v[i]);
  return v;
}
#endif

/*
 * WebAssembly's pmax and pmin: pmax(a, b) = a < b ? b : a, pmin(a, b) = b < a ? b : a. The first operand stays where
 * either is NaN; with the operands exchanged that is what the processor's instruction does.
 */
INLINE f4 pmax4(f4 a, f4 b) { return (f4)_mm_max_ps((__m128)b, (__m128)a); }
INLINE d2 pmaxd2(d2 a, d2 b) { return (d2)_mm_max_pd((__m128d)b, (__m128d)a); }
INLINE d2 pmind2(d2 a, d2 b) { return (d2)_mm_min_pd((__m128d)b, (__m128d)a); }
INLINE d4 pmaxd4(d4 a, d4 b) { return (d4)_mm256_max_pd((__m256d)b, (__m256d)a); }
INLINE d4 pmind4(d4 a, d4 b) { return (d4)_mm256_min_pd((__m256d)b, (__m256d)a); }
INLINE u4 maxu4(u4 a, u4 b) { return (u4)_mm_max_epu32((__m128i)a, (__m128i)b); }
#if W == 8
INLINE vf pmax(vf a, vf b) { return (vf)_mm256_max_ps((__m256)b, (__m256)a); }
INLINE vf pmin(vf a, vf b) { return (vf)_mm256_min_ps((__m256)b, (__m256)a); }
INLINE vd pmaxd(vd a, vd b) { return (vd)_mm256_max_pd((__m256d)b, (__m256d)a); }
INLINE vd pmind(vd a, vd b) { return (vd)_mm256_min_pd((__m256d)b, (__m256d)a); }
INLINE vu maxu(vu a, vu b) { return (vu)_mm256_max_epu32((__m256i)a, (__m256i)b); }
#elif HAS_AVX512
INLINE vf pmax(vf a, vf b) { return (vf)_mm512_max_ps((__m512)b, (__m512)a); }
INLINE vf pmin(vf a, vf b) { return (vf)_mm512_min_ps((__m512)b, (__m512)a); }
INLINE vd pmaxd(vd a, vd b) { return (vd)_mm512_max_pd((__m512d)b, (__m512d)a); }
INLINE vd pmind(vd a, vd b) { return (vd)_mm512_min_pd((__m512d)b, (__m512d)a); }
INLINE vu maxu(vu a, vu b) { return (vu)_mm512_max_epu32((__m512i)a, (__m512i)b); }
#else
INLINE vf pmax(vf a, vf b) { return choose(a < b, b, a); }
INLINE vf pmin(vf a, vf b) { return choose(b < a, b, a); }
INLINE vd pmaxd(vd a, vd b) { return choosed(a < b, b, a); }
INLINE vd pmind(vd a, vd b) { return choosed(b < a, b, a); }
INLINE vu maxu(vu a, vu b) {
  const vi larger = a > b;
  return (vu)(((vi)a & larger) | ((vi)b & ~larger));
}
#endif

/*
 * Fused where that is the same: x − n c where n c is exact, and power (1 + w) where power is a power of two and the result
 * no subnormal number. (Nor is any on the way: power · w would be one, at which processors are slow.)
 */
#if HAS_AVX512
INLINE vf less_exact(vf x, vf n, float c) { return (vf)_mm512_fnmadd_ps((__m512)n, (__m512)splat(c), (__m512)x); }
INLINE vf raised(vf power, vf w) { return (vf)_mm512_fmadd_ps((__m512)power, (__m512)w, (__m512)power); }
INLINE vd raisedd(vd power, vd w) { return (vd)_mm512_fmadd_pd((__m512d)power, (__m512d)w, (__m512d)power); }
#else
INLINE vf less_exact(vf x, vf n, float c) { return x - n * c; }
INLINE vf raised(vf power, vf w) { return power * (1 + w); }
INLINE vd raisedd(vd power, vd w) { return power * (1 + w); }
#endif

/* The largest lane, none being NaN. */
INLINE float largest_of4(f4 v) {
  const f4 two = pmax4(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
  return pmax4(two, __builtin_shufflevector(two, two, 1, 0, 3, 2))[0];
}
INLINE uint32_t largest_of4u(u4 v) {
  const u4 two = maxu4(v, __builtin_shufflevector(v, v, 2, 3, 0, 1));
  return maxu4(two, __builtin_shufflevector(two, two, 1, 0, 3, 2))[0];
}

/* Quad number i of a vector. */
INLINE f4 quad(vf v, const int i) {
  switch (i) {
  case 0: return __builtin_shufflevector(v, v, 0, 1, 2, 3);
  case 1: return __builtin_shufflevector(v, v, 4, 5, 6, 7);
#if W == 16
  case 2: return __builtin_shufflevector(v, v, 8, 9, 10, 11);
  default: return __builtin_shufflevector(v, v, 12, 13, 14, 15);
#else
  default: __builtin_unreachable();
#endif
  }
}
#define QUADS (W / 4)

/* And a vector of quads. */
INLINE vf of_quads(const f4 quads[QUADS]) {
#if W == 16
  const f8 lower = __builtin_shufflevector(quads[0], quads[1], 0, 1, 2, 3, 4, 5, 6, 7);
  const f8 upper = __builtin_shufflevector(quads[2], quads[3], 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(lower, upper, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  return __builtin_shufflevector(quads[0], quads[1], 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

#if W == 16
INLINE vh lower_floats(vf v) { return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7); }
INLINE vh upper_floats(vf v) { return __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15); }
#if HAS_AVX512
INLINE vf joined(vh a, vh b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }
#else
/* A shuffle would go number by number. */
INLINE vf joined(vh a, vh b) {
  const union { vh halves[2]; vf whole; } both = {{a, b}};
  return both.whole;
}
#endif
/* The quads of even, and of odd number in a, then in b. */
INLINE vf even_quads(vf a, vf b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27); }
INLINE vf odd_quads(vf a, vf b) { return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31); }
/* And the pairs of float64. */
INLINE vd even_pairs(vd a, vd b) { return __builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13); }
INLINE vd odd_pairs(vd a, vd b) { return __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15); }
/* Within each quad: a0 b0 a1 b1 · a2 b2 a3 b3 · a0 a1 b0 b1 · a2 a3 b2 b3 */
INLINE vf interleave_low(vf a, vf b) { return __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29); }
INLINE vf interleave_high(vf a, vf b) { return __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31); }
INLINE vf pairs_low(vf a, vf b) { return __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29); }
INLINE vf pairs_high(vf a, vf b) { return __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31); }
#else
INLINE vh lower_floats(vf v) { return __builtin_shufflevector(v, v, 0, 1, 2, 3); }
INLINE vh upper_floats(vf v) { return __builtin_shufflevector(v, v, 4, 5, 6, 7); }
INLINE vf joined(vh a, vh b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7); }
INLINE vf even_quads(vf a, vf b) { return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11); }
INLINE vf odd_quads(vf a, vf b) { return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15); }
INLINE vd even_pairs(vd a, vd b) { return __builtin_shufflevector(a, b, 0, 1, 4, 5); }
INLINE vd odd_pairs(vd a, vd b) { return __builtin_shufflevector(a, b, 2, 3, 6, 7); }
INLINE vf interleave_low(vf a, vf b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13); }
INLINE vf interleave_high(vf a, vf b) { return __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15); }
INLINE vf pairs_low(vf a, vf b) { return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13); }
INLINE vf pairs_high(vf a, vf b) { return __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15); }
#endif

/*
 * float64 of the lower and of the upper half of the floats, and back, rounded. By the instructions, where there are
 * such: of __builtin_convertvector gcc 12 makes conversions of two, by way of memory.
 */
#if W == 8
INLINE vd widened(vh v) { return (vd)_mm256_cvtps_pd((__m128)v); }
INLINE vh rounded(vd v) { return (vh)_mm256_cvtpd_ps((__m256d)v); }
#elif HAS_AVX512
INLINE vd widened(vh v) { return (vd)_mm512_cvtps_pd((__m256)v); }
INLINE vh rounded(vd v) { return (vh)_mm512_cvtpd_ps((__m512d)v); }
#else
INLINE vd widened(vh v) { return __builtin_convertvector(v, vd); }
INLINE vh rounded(vd v) { return __builtin_convertvector(v, vh); }
#endif
INLINE vd lower_half(vf v) { return widened(lower_floats(v)); }
INLINE vd upper_half(vf v) { return widened(upper_floats(v)); }
/* W / 2 floats in memory as float64. */
INLINE vd widened_at(const float *p) { return widened(*(const vh_anywhere *)p); }
INLINE vf narrowed(vd lower, vd upper) { return joined(rounded(lower), rounded(upper)); }
/* Masks of the two halves as one of floats. */
INLINE vi narrowed_mask(vl lower, vl upper) {
#if W == 16
  return __builtin_shufflevector((vi)lower, (vi)upper, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
#else
  return __builtin_shufflevector((vi)lower, (vi)upper, 0, 2, 4, 6, 8, 10, 12, 14);
#endif
}
/* The same of a quad. */
INLINE d4 widened4(f4 v) { return (d4)_mm256_cvtps_pd((__m128)v); }
INLINE f4 narrowed4(d4 v) { return (f4)_mm256_cvtpd_ps((__m256d)v); }
INLINE d2 lower_half4(f4 v) { return (d2)_mm_cvtps_pd((__m128)v); }
INLINE d2 upper_half4(f4 v) { return lower_half4(__builtin_shufflevector(v, v, 2, 3, 2, 3)); }

/* Adds a vector's pairs, one after another. */
INLINE d2 with_pairs(d2 sum, vd v) {
  sum += __builtin_shufflevector(v, v, 0, 1);
  sum += __builtin_shufflevector(v, v, 2, 3);
#if W == 16
  sum += __builtin_shufflevector(v, v, 4, 5);
  sum += __builtin_shufflevector(v, v, 6, 7);
#endif
  return sum;
}

/* first, first + 1 … */
INLINE vl lanes_from(int first) {
#if W == 16
  return first + (vl){0, 1, 2, 3, 4, 5, 6, 7};
#else
  return first + (vl){0, 1, 2, 3};
#endif
}

/* The first n float64 at p, or as many as there are lanes; the others are 0. */
INLINE vd load_firstd(const double *p, int n) {
  if (n >= W / 2) return loadd(p);
  vd v = {0};
  for (int i = 0; i < n; i++) v[i] = load_double(p + i);
  return v;
}

/*
 * The n < 8 floats at p, the other lanes being 0; nothing beyond them is read, or written. Stores with a mask take many
 * times as long as others on some processors.
 */
INLINE __m256i first_lanes(int n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
INLINE f8 load8_part(const float *p, int n) { return (f8)_mm256_maskload_ps(p, first_lanes(n)); }
INLINE void store8_part(float *p, f8 v, int n) {
  f4 part = __builtin_shufflevector(v, v, 0, 1, 2, 3);
  if (n & 4) {
    store4(p, part);
    part = __builtin_shufflevector(v, v, 4, 5, 6, 7);
    p += 4;
  }
  if (n & 2) {
    _mm_storel_pi((__m64 *)p, (__m128)part);
    part = __builtin_shufflevector(part, part, 2, 3, 2, 3);
    p += 2;
  }
  if (n & 1) *p = part[0];
}

/* The n < W floats at p, the other lanes being `other`; nothing beyond them is read, or written. */
#if HAS_AVX512
INLINE vf load_part(const float *p, int n, float other) {
  return (vf)_mm512_mask_loadu_ps(_mm512_set1_ps(other), (__mmask16)((1u << n) - 1), p);
}
INLINE void store_part(float *p, vf v, int n) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v); }
#elif W == 8
INLINE vf load_part(const float *p, int n, float other) {
  const __m256i mask = first_lanes(n);
  return (vf)_mm256_blendv_ps(_mm256_set1_ps(other), _mm256_maskload_ps(p, mask), (__m256)mask);
}
INLINE void store_part(float *p, vf v, int n) { store8_part(p, v, n); }
#else
INLINE vf load_part(const float *p, int n, float other) {
  vf v = splat(other);
  for (int i = 0; i < n; i++) v[i] = p[i];
  return v;
}
INLINE void store_part(float *p, vf v, int n) {
  for (int i = 0; i < n; i++) p[i] = v[i];
}
#endif

/* A square of 8 × 8: lane i of row j is lane j of row i. */
INLINE void transpose8(f8 r[8]) {
  f8 pairs[8], fours[8];
  UNROLL for (int i = 0; i < 8; i += 2) {
    pairs[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    pairs[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  UNROLL for (int i = 0; i < 8; i += 4) UNROLL for (int j = 0; j < 2; j++) {
    fours[i + 2 * j] = __builtin_shufflevector(pairs[i + j], pairs[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    fours[i + 2 * j + 1] = __builtin_shufflevector(pairs[i + j], pairs[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    r[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/* A quad from each of QUADS addresses, `at` floats further; and the same quad as often. */
INLINE vf load_quads(const float *const *p, ptrdiff_t at) {
#if W == 8
  return joined(load4(p[0] + at), load4(p[1] + at));
#else
  const f4 a = load4(p[0] + at), b = load4(p[1] + at), c = load4(p[2] + at), d = load4(p[3] + at);
  return joined(__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7), __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7));
#endif
}
INLINE vf splat_quad(const float *p) {
#if W == 8
  return (vf)_mm256_broadcast_ps((const __m128 *)p);
#elif HAS_AVX512
  return (vf)_mm512_broadcast_f32x4((__m128)load4(p));
#else
  return load_quads((const float *const[]){p, p, p, p}, 0);
#endif
}

/* The first n floats at p, or as many as there are lanes; lanes beyond n are `other`. */
INLINE vf load_first(const float *p, int n, float other) { return n >= W ? load(p) : load_part(p, n, other); }
INLINE void store_first(float *p, vf v, int n) {
  if (n >= W) store(p, v);
  else store_part(p, v, n);
}

/* The lanes of a mask as bits, and whether there are any. */
#if HAS_AVX512
INLINE uint32_t bits_of(vi mask) { return _mm512_movepi32_mask((__m512i)mask); }
#elif W == 8
INLINE uint32_t bits_of(vi mask) { return (uint32_t)_mm256_movemask_ps((__m256)mask); }
#else
INLINE uint32_t bits_of(vi mask) {
  uint32_t bits = 0;
  for (int i = 0; i < W; i++) bits |= (uint32_t)(mask[i] & 1) << i;
  return bits;
}
#endif
INLINE int any(vi mask) { return bits_of(mask) != 0; }

/* Four vectors, quad q of vector j being from row j + 4 q, to four columns, or the other way round. */
INLINE void transpose_squares(vf v[4]) {
  const vf low01 = interleave_low(v[0], v[1]), low23 = interleave_low(v[2], v[3]);
  const vf high01 = interleave_high(v[0], v[1]), high23 = interleave_high(v[2], v[3]);
  v[0] = pairs_low(low01, low23);
  v[1] = pairs_high(low01, low23);
  v[2] = pairs_low(high01, high23);
  v[3] = pairs_high(high01, high23);
}
