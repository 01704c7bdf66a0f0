/* assembly/batch-norm.ts: a channel has nothing to do with another, so vectors may be of any width. */
#include "vectors.h"

INLINE void store_doubles(double *to, vd v, int n) {
  if (n >= W / 2) *(vd_anywhere *)to = v;
  else for (int i = 0; i < n; i++) ((double_anywhere *)to)[i] = v[i];
}

/* A vector of channels: the lower and the upper half in float64. */
INLINE void store_sums(double *to, vd lower, vd upper, int n) {
  store_doubles(to, lower, n);
  if (n > W / 2) store_doubles(to + W / 2, upper, n - W / 2);
}

typedef struct { ptrdiff_t first, last; double *sums, *products; } piece;

/* Of so many rows each; the two sums of a piece's channels lie one after the other. */
INLINE piece piece_of(int number, int rows, int channels, int span, double *to) {
  double *sums = to + (ptrdiff_t)number * 2 * channels;
  const ptrdiff_t first = (ptrdiff_t)number * span;
  return (piece){first, first + span < rows ? first + span : rows, sums, sums + channels};
}

INLINE void moments_of(const float *x, const piece *p, int channels, int c, int left) {
  const vf origin = load_first(x + c, left, 0);
  const vd lower = lower_half(origin), upper = upper_half(origin);
  vd s0 = splatd(0), s1 = s0, q0 = s0, q1 = s0;
  const float *at = x + p->first * channels + c;
  for (ptrdiff_t i = p->first; i < p->last; i++, at += channels) {
    const vf v = load_first(at, left, 0);
    const vd d0 = lower_half(v) - lower, d1 = upper_half(v) - upper;
    s0 += d0;
    s1 += d1;
    q0 += d0 * d0;
    q1 += d1 * d1;
  }
  store_sums(p->sums + c, s0, s1, left);
  store_sums(p->products + c, q0, q1, left);
}

KERNEL(batchMoments) {
  const float *x = AT(const float, 2);
  const int rows = INT(3), channels = INT(4), span = INT(5);
  for (int i = INT(0); i < INT(1); i++) {
    const piece p = piece_of(i, rows, channels, span, AT(double, 6));
    int c = 0;
    for (; c + W <= channels; c += W) moments_of(x, &p, channels, c, W);
    if (c < channels) moments_of(x, &p, channels, c, channels - c);
  }
}

INLINE void gradient_sums_of(
  const float *x, const float *g, const float *mean, const piece *p, int channels, int c, int left
) {
  const vf middle = load_first(mean + c, left, 0);
  const vd lower = lower_half(middle), upper = upper_half(middle);
  vd s0 = splatd(0), s1 = s0, p0 = s0, p1 = s0;
  ptrdiff_t at = p->first * channels + c;
  for (ptrdiff_t i = p->first; i < p->last; i++, at += channels) {
    const vf v = load_first(x + at, left, 0), w = load_first(g + at, left, 0);
    const vd g0 = lower_half(w), g1 = upper_half(w);
    s0 += g0;
    s1 += g1;
    p0 += g0 * (lower_half(v) - lower);
    p1 += g1 * (upper_half(v) - upper);
  }
  store_sums(p->sums + c, s0, s1, left);
  store_sums(p->products + c, p0, p1, left);
}

KERNEL(batchGradientSums) {
  const float *x = AT(const float, 2), *g = AT(const float, 3), *mean = AT(const float, 4);
  const int rows = INT(5), channels = INT(6), span = INT(7);
  for (int i = INT(0); i < INT(1); i++) {
    const piece p = piece_of(i, rows, channels, span, AT(double, 8));
    int c = 0;
    for (; c + W <= channels; c += W) gradient_sums_of(x, g, mean, &p, channels, c, W);
    if (c < channels) gradient_sums_of(x, g, mean, &p, channels, c, channels - c);
  }
}

/* Calls f for every row's channels from number c on, `left` of them. */
#define FOR_ROWS(begin, end, channels, f) \
  for (ptrdiff_t row = (begin); row < (end); row++) { \
    const ptrdiff_t at = row * (channels); \
    int c = 0; \
    for (const int left = W; c + W <= (channels); c += W) f; \
    const int left = (channels) - c; \
    if (left > 0) f; \
  }

INLINE void normalize(const float *x, const float *mean, const float *factor, const float *shift, int left, float *y) {
  const vf centred = load_first(x, left, 0) - load_first(mean, left, 0);
  store_first(y, centred * load_first(factor, left, 0) + load_first(shift, left, 0), left);
}

KERNEL(batchNormalize) {
  const float *x = AT(const float, 2), *mean = AT(const float, 4), *factor = AT(const float, 5), *shift = AT(const float, 6);
  const int channels = INT(3);
  float *y = AT(float, 7);
  FOR_ROWS(INT(0), INT(1), channels, normalize(x + at + c, mean + c, factor + c, shift + c, left, y + at + c))
}

typedef struct { const float *mean, *g_mean, *slope, *factor; } constants;

INLINE void slant(const float *x, const float *g, const constants *of, int c, int left, float *dx) {
  const vf centred = load_first(x, left, 0) - load_first(of->mean + c, left, 0);
  const vf gradient = load_first(g, left, 0) - load_first(of->g_mean + c, left, 0);
  const vf slanted = gradient - centred * load_first(of->slope + c, left, 0);
  store_first(dx, slanted * load_first(of->factor + c, left, 0), left);
}

KERNEL(batchNormBackward) {
  const float *x = AT(const float, 2), *g = AT(const float, 3);
  const int channels = INT(4);
  const constants of = {AT(const float, 5), AT(const float, 6), AT(const float, 7), AT(const float, 8)};
  float *dx = AT(float, 9);
  FOR_ROWS(INT(0), INT(1), channels, slant(x + at + c, g + at + c, &of, c, left, dx + at + c))
}
