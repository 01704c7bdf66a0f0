/*
 * assembly/row-max.ts and row-scale.ts. Maxima have no order, and elements none among each other: all in vectors of W.
 * (Of 0 and −0 either may be the maximum: no result tells them apart.)
 */
#pragma once
#include "scaled.h"
#include <math.h>

/* What a pass over a row finds out: its maximum, NaN passed over; `bound`, below which no number is (or NaN); its sum. */
typedef struct { float max, bound; double sum; } row_range;

/* The maxima of W lanes, as floats and as unsigned integers, among which negative numbers are the largest. */
typedef struct { vf most; vu bounds; } lane_maxima;

INLINE lane_maxima no_maxima(void) { return (lane_maxima){splat(-INFINITY), (vu){0}}; }
INLINE lane_maxima with_vector(lane_maxima m, vf v) { return (lane_maxima){pmax(m.most, v), maxu(m.bounds, (vu)v)}; }
/* With n < W numbers at z. */
INLINE lane_maxima with_part(lane_maxima m, const float *z, int n) {
  return (lane_maxima){pmax(m.most, load_part(z, n, -INFINITY)), maxu(m.bounds, (vu)load_part(z, n, 0))};
}
INLINE lane_maxima of_both(lane_maxima a, lane_maxima b) {
  return (lane_maxima){pmax(a.most, b.most), maxu(a.bounds, b.bounds)};
}

INLINE row_range range_of(lane_maxima m) {
  f4 most = quad(m.most, 0);
  u4 bounds = (u4)quad((vf)m.bounds, 0);
  UNROLL for (int q = 1; q < QUADS; q++) {
    most = pmax4(most, quad(m.most, q));
    bounds = maxu4(bounds, (u4)quad((vf)m.bounds, q));
  }
  const uint32_t bits = largest_of4u(bounds);
  float bound;
  memcpy(&bound, &bits, 4);
  return (row_range){largest_of4(most), bound > 0 ? 0 : bound, 0};
}

APART row_range row_max(const float *z, int n) {
  lane_maxima m[4] = {no_maxima(), no_maxima(), no_maxima(), no_maxima()};
  int k = 0;
  for (; k + 4 * W <= n; k += 4 * W) {
    UNROLL for (int i = 0; i < 4; i++) m[i] = with_vector(m[i], load(z + k + i * W));
  }
  for (; k + W <= n; k += W) m[0] = with_vector(m[0], load(z + k));
  if (k < n) m[1] = with_part(m[1], z + k, n - k);
  return range_of(of_both(of_both(m[0], m[1]), of_both(m[2], m[3])));
}

/* The first and the second pair of floats of each quad. */
#if W == 16
INLINE vh first_pairs(vf v) { return __builtin_shufflevector(v, v, 0, 1, 4, 5, 8, 9, 12, 13); }
INLINE vh second_pairs(vf v) { return __builtin_shufflevector(v, v, 2, 3, 6, 7, 10, 11, 14, 15); }
#else
INLINE vh first_pairs(vf v) { return __builtin_shufflevector(v, v, 0, 1, 4, 5); }
INLINE vh second_pairs(vf v) { return __builtin_shufflevector(v, v, 2, 3, 6, 7); }
#endif

INLINE double sum_of2(d2 v) { return v[0] + v[1]; }

/* `row_max`, and the sum: each quad of sixteen numbers has a float64 sum of two lanes. */
APART row_range row_max_and_sum(const float *z, int n) {
  lane_maxima m[2] = {no_maxima(), no_maxima()};
  vd sums[16 / W] = {{0}};
  int k = 0;
  for (; k + 16 <= n; k += 16) {
    UNROLL for (int i = 0; i < 16 / W; i++) {
      const vf v = load(z + k + i * W);
      m[i] = with_vector(m[i], v);
      sums[i] += widened(first_pairs(v)) + widened(second_pairs(v));
    }
  }
  d2 s[4];
  memcpy(s, sums, sizeof s);
  double sum = sum_of2((s[0] + s[1]) + (s[2] + s[3]));
  for (int j = k; j < n; j++) sum += z[j];
  for (; k < n; k += W) m[0] = k + W <= n ? with_vector(m[0], load(z + k)) : with_part(m[0], z + k, n - k);
  row_range range = range_of(of_both(m[0], m[1]));
  range.sum = sum;
  return range;
}

/* x ← k x, rounded once; of the n numbers at `next`, if it is given, the maximum meanwhile. */
INLINE row_range scale_row_of(float *x, int n, double k, const float *next) {
  const factor_parts factor = parts_of(k);
  const vf high = splat(factor.high), low = splat(factor.low);
  lane_maxima m[2] = {no_maxima(), no_maxima()};
  int i = 0;
  for (; i + 4 * W <= n; i += 4 * W) {
    UNROLL for (int j = 0; j < 4; j++) {
      const int at = i + j * W;
      if (next) m[j & 1] = with_vector(m[j & 1], load(next + at));
      store(x + at, scaled(load(x + at), high, low));
    }
  }
  for (; i + W <= n; i += W) {
    if (next) m[0] = with_vector(m[0], load(next + i));
    store(x + i, scaled(load(x + i), high, low));
  }
  if (i < n) {
    if (next) m[1] = with_part(m[1], next + i, n - i);
    store_part(x + i, scaled(load_part(x + i, n - i, 0), high, low), n - i);
  }
  return range_of(of_both(m[0], m[1]));
}
APART void scale_row(float *x, int n, double k) { scale_row_of(x, n, k, NULL); }
APART row_range scale_row_beside_max(float *x, int n, double k, const float *next) {
  return scale_row_of(x, n, k, next);
}

APART void fill_row(float *x, int n, float value) {
  const vf v = splat(value);
  int i = 0;
  for (; i + W <= n; i += W) store(x + i, v);
  if (i < n) store_part(x + i, v, n - i);
}

/* The index of the first number that equals `value`, n if there is none. */
APART int index_in(const float *x, int n, float value) {
  const vf v = splat(value);
  int k = 0;
  while (k + 4 * W <= n && !any((load(x + k) == v) | (load(x + k + W) == v) | (load(x + k + 2 * W) == v) |
                                (load(x + k + 3 * W) == v))) {
    k += 4 * W;
  }
  for (; k + W <= n; k += W) {
    const uint32_t bits = bits_of(load(x + k) == v);
    if (bits) return k + __builtin_ctz(bits);
  }
  while (k < n && x[k] != value) k++;
  return k;
}

APART int row_has_nan(const float *z, int n) {
  for (int k = 0; k < n; k++) {
    if (z[k] != z[k]) return 1;
  }
  return 0;
}
