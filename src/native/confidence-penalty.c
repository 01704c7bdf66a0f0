/* assembly/confidence-penalty.ts */
#include "label-loss.h"
#include "rows.h"

/* 1 − exp(l) of l ≤ 0 */
INLINE double rest_of(double l) {
  return 0 - l < SMALL ? small_decay(splatd(0 - l))[0] : 1 - exp_of(l);
}

/* The quads' lanes are sums of their own; the numbers that make no quad are added at the end. */
INLINE double entropy_of(const float *p, const float *l, int n) {
  d4 sums = {0};
  int k = 0;
  for (; k + 4 <= n; k += 4) {
    const f4 a = load4(p + k), b = (f4)((i4)load4(l + k) & ~(a == (f4){0}));
    sums += widened4(a) * widened4(b);
  }
  double sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
  for (; k < n; k++) {
    if (p[k] != 0) sum += (double)p[k] * l[k];
  }
  return 0 - sum;
}

INLINE vd bent(vd p, vd l, double entropy, double beta, double factor) {
  return factor * p * (1.0 + beta * (l + entropy));
}

KERNEL(confidencePenalty) {
  const int begin = INT(0), end = INT(1), classes = INT(8);
  const int32_t *labels = AT(const int32_t, 4);
  const double *weights = AT(const double, 5);
  float *gradient = AT_OR_NULL(float, 6), *losses = AT(float, 7);
  const double beta = DOUBLE(9), scale = DOUBLE(10);
  for (int i = begin; i < end; i++) {
    const float *l = AT(const float, 2) + (size_t)i * classes, *p = AT(const float, 3) + (size_t)i * classes;
    float *g = gradient ? gradient + (size_t)i * classes : NULL;
    const double weight = load_double(weights + i);
    if (weight == 0) {
      if (g) fill_row(g, classes, 0);
      losses[i] = 0;
      continue;
    }
    const int label = labels[i];
    const double entropy = entropy_of(p, l, classes), own = l[label], factor = weight * scale;
    losses[i] = (float)(weight * (0 - own - beta * entropy));
    if (!g) continue;
    const double penalty = p[label] == 0 ? 0 : beta * p[label] * (own + entropy);
    const double slope = penalty - rest_of(own);
    for (int k = 0; k < classes; k += W) {
      const vf a = load_first(p + k, classes - k, 0);
      const vf b = masked(~(a == (vf){0}), load_first(l + k, classes - k, 0));
      const vd lower = bent(lower_half(a), lower_half(b), entropy, beta, factor);
      store_first(g + k, narrowed(lower, bent(upper_half(a), upper_half(b), entropy, beta, factor)), classes - k);
    }
    g[label] = (float)(factor * slope);
  }
}
