/*
 * assembly/layer-norm.ts. The eight lanes of a sum over a row are two vectors or one; all else is done number by number.
 */
#include "vectors.h"

/* Float64 of a vector. */
#define HALF (W / 2)
#define PARTS (8 / HALF)

#if W == 8
INLINE vd half_at(const float *p) { return widened(load4(p)); }
INLINE void store_half(float *p, vd v) { store4(p, rounded(v)); }
#else
INLINE vd half_at(const float *p) { return widened(load8(p)); }
INLINE void store_half(float *p, vd v) { store8(p, rounded(v)); }
#endif
INLINE void add_half(double *p, vd v) { *(vd_anywhere *)p += v; }

INLINE double total_of(const double s[8]) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* Σ x − m, or Σ (x − m)² */
INLINE double sum_of_powers(const float *x, int size, double m, const int squared) {
  vd sums[PARTS] = {{0}};
  double lanes[8];
  int k = 0;
  for (; k + 8 <= size; k += 8) UNROLL for (int i = 0; i < PARTS; i++) {
    const vd d = half_at(x + k + i * HALF) - m;
    sums[i] += squared ? d * d : d;
  }
  memcpy(lanes, sums, sizeof lanes);
  for (int j = 0; k < size; j++, k++) {
    const double d = (double)x[k] - m;
    lanes[j] += squared ? d * d : d;
  }
  return total_of(lanes);
}

typedef struct { double mean, inverse; } moments;

APART moments moments_of(const float *x, int size, double epsilon) {
  const double mean = sum_of_powers(x, size, 0, 0) / size;
  return (moments){mean, 1 / __builtin_sqrt(sum_of_powers(x, size, mean, 1) / size + epsilon)};
}

KERNEL(layerNorm) {
  const float *x = AT(const float, 2), *weight = AT(const float, 5), *bias = AT(const float, 6);
  const int end = INT(1), size = INT(3);
  const double epsilon = DOUBLE(4);
  float *y = AT(float, 7);
  for (ptrdiff_t row = INT(0); row < end; row++) {
    const float *from = x + row * size;
    float *to = y + row * size;
    const moments of = moments_of(from, size, epsilon);
    int k = 0;
    for (; k + HALF <= size; k += HALF) {
      store_half(to + k, (half_at(from + k) - of.mean) * of.inverse * half_at(weight + k) + half_at(bias + k));
    }
    for (; k < size; k++) to[k] = (float)(((double)from[k] - of.mean) * of.inverse * weight[k] + bias[k]);
  }
}

/* Σ g·weight/size and Σ g·weight·x̂/size of a row. */
typedef struct { double middle, tilt; } means;

INLINE means add_gradients(const float *x, const float *g, int size, moments of, const float *weight, double *products,
                           double *sums) {
  vd s[PARTS] = {{0}}, t[PARTS] = {{0}};
  double s_lanes[8], t_lanes[8];
  int k = 0;
  for (; k + 8 <= size; k += 8) UNROLL for (int i = 0; i < PARTS; i++) {
    const int at = k + i * HALF;
    const vd gradient = half_at(g + at);
    const vd normalised = (half_at(x + at) - of.mean) * of.inverse;
    add_half(products + at, gradient * normalised);
    add_half(sums + at, gradient);
    const vd weighted = gradient * half_at(weight + at);
    s[i] += weighted;
    t[i] += weighted * normalised;
  }
  memcpy(s_lanes, s, sizeof s_lanes);
  memcpy(t_lanes, t, sizeof t_lanes);
  for (int j = 0; k < size; j++, k++) {
    const double gradient = g[k], normalised = ((double)x[k] - of.mean) * of.inverse;
    products[k] += gradient * normalised;
    sums[k] += gradient;
    const double weighted = gradient * weight[k];
    s_lanes[j] += weighted;
    t_lanes[j] += weighted * normalised;
  }
  return (means){total_of(s_lanes) / size, total_of(t_lanes) / size};
}

INLINE void slant(const float *x, const float *g, int size, moments of, means by, const float *weight, float *dx) {
  int k = 0;
  for (; k + HALF <= size; k += HALF) {
    const vd normalised = (half_at(x + k) - of.mean) * of.inverse;
    const vd weighted = half_at(g + k) * half_at(weight + k);
    store_half(dx + k, ((weighted - by.middle) - normalised * by.tilt) * of.inverse);
  }
  for (; k < size; k++) {
    const double normalised = ((double)x[k] - of.mean) * of.inverse, weighted = (double)g[k] * weight[k];
    dx[k] = (float)(((weighted - by.middle) - normalised * by.tilt) * of.inverse);
  }
}

KERNEL(layerNormBackward) {
  const float *x = AT(const float, 2), *g = AT(const float, 3), *weight = AT(const float, 7);
  const int rows = INT(4), size = INT(5), span = INT(8), end = INT(1);
  const double epsilon = DOUBLE(6);
  float *dx = AT(float, 9);
  for (int piece = INT(0); piece < end; piece++) {
    double *products = AT(double, 10) + 2 * (ptrdiff_t)piece * size;
    memset(products, 0, 16 * (size_t)size);
    const int last = least(rows, (piece + 1) * span);
    for (ptrdiff_t row = (ptrdiff_t)piece * span; row < last; row++) {
      const ptrdiff_t at = row * size;
      const moments of = moments_of(x + at, size, epsilon);
      const means by = add_gradients(x + at, g + at, size, of, weight, products, products + size);
      slant(x + at, g + at, size, of, by, weight, dx + at);
    }
  }
}
