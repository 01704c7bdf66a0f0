/*
 * assembly/softmax-float64.ts: numbers by themselves in vectors; sums over the pairs of a row one after another, and of the
 * gradients' sums, which have no pairs, those of four rows side by side.
 */
#include "rows.h"
#include "wide.h"

/* Below it an exponential is 0 in float64. */
#define LOWEST (-745.2)

INLINE vd relative(vd z, vd m, vd t) { return (z - m) / t; }

/* exp((z − m)/t) but for numbers that are m, which are counted, and for those behind the last quad with a number. */
INLINE vd others(vd z, int first, int n, vd m, vd t, vd *tops) {
  const vl is_top = z == m;
  *tops += maskedd(is_top, splatd(1));
  return maskedd(~is_top & (lanes_from(first) < ((n + 3) & ~3)), wide_exp_vd(relative(z, m, t)));
}

/* Σ exp((z − m)/t) but for the first number that is the maximum m, whose term is 1. */
INLINE double sum_of_others(const float *z, int n, vd m, vd t) {
  d2 sum = {0};
  vd tops = {0};
  for (int k = 0; k < n; k += W) {
    const vf v = load_first(z + k, n - k, -INFINITY);
    const vd lower = others(lower_half(v), k, n, m, t, &tops);
    const vd upper = others(upper_half(v), k + W / 2, n, m, t, &tops);
    sum = with_pairs(with_pairs(sum, lower), upper);
  }
  return sum_of2(sum) + (sum_of2(with_pairs((d2){0}, tops)) - 1);
}

INLINE vd probability(vd z, vd m, vd t, vd sum) { return wide_exp_vd(relative(z, m, t)) / sum; }
INLINE vd logarithm(vd z, vd m, vd t, vd normalizer) { return relative(z, m, t) - normalizer; }

/* to ← f of the row's numbers, given the sum of their exponentials or its logarithm; NaN if the maximum is not finite. */
INLINE void tempered_rows(const call *call, const int is_log, vd f(vd z, vd m, vd t, vd normalizer)) {
  const int begin = INT(0), end = INT(1), classes = INT(3);
  const vd t = splatd(DOUBLE(4));
  for (ptrdiff_t i = begin; i < end; i++) {
    const float *z = AT(const float, 2) + i * classes;
    float *to = AT(float, 5) + i * classes;
    const float max = row_max(z, classes).max;
    if (!(fabsf(max) < INFINITY)) {
      fill_row(to, classes, NAN);
      continue;
    }
    const vd m = splatd(max);
    const double sum = sum_of_others(z, classes, m, t);
    const vd normalizer = splatd(is_log ? log1p_of(sum) : 1 + sum);
    for (int k = 0; k < classes; k += W) {
      const vf v = load_first(z + k, classes - k, -INFINITY);
      const vf result = narrowed(f(lower_half(v), m, t, normalizer), f(upper_half(v), m, t, normalizer));
      store_first(to + k, result, classes - k);
    }
  }
}

KERNEL(temperedSoftmax) { tempered_rows(call, 0, probability); }
KERNEL(temperedLogSoftmax) { tempered_rows(call, 1, logarithm); }

/* Of `count` rows, each in the order in which its numbers lie. */
INLINE void sum_rows(const float *x, ptrdiff_t n, const int count, double *sums) {
  double s[4] = {0};
  for (ptrdiff_t k = 0; k < n; k++) {
    UNROLL for (int i = 0; i < count; i++) s[i] += x[i * n + k];
  }
  for (int i = 0; i < count; i++) sums[i] = s[i];
}

INLINE vd slope(vd y, vd g, vd sum) { return g - maskedd(~(y < LOWEST), wide_exp_vd(y)) * sum; }

/* to ← g − exp(y) Σ g of an output y of log softmax */
KERNEL(logSoftmaxBackward) {
  const int begin = INT(0), end = INT(1), classes = INT(4);
  double sums[4];
  for (ptrdiff_t i = begin; i < end; i++) {
    const float *y = AT(const float, 2) + i * classes, *g = AT(const float, 3) + i * classes;
    float *to = AT(float, 5) + i * classes;
    const int number = (i - begin) % 4;
    if (number == 0 && i + 4 <= end) sum_rows(g, classes, 4, sums);
    else if (i - number + 4 > end) sum_rows(g, classes, 1, sums + number);
    const vd sum = splatd(sums[number]);
    for (int k = 0; k < classes; k += W) {
      const vf v = load_first(y + k, classes - k, -INFINITY), w = load_first(g + k, classes - k, -INFINITY);
      const vf result = narrowed(slope(lower_half(v), lower_half(w), sum), slope(upper_half(v), upper_half(w), sum));
      store_first(to + k, result, classes - k);
    }
  }
}
