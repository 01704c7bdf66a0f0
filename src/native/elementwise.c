/* assembly/elementwise.ts */
#include "vectors.h"

typedef vf operation(vf x, vf y, vf factor);

INLINE void each(int begin, int end, const float *x, const float *y, float *to, float factor, operation f) {
  const vf factors = splat(factor);
  int i = begin;
  for (; i + W <= end; i += W) store(to + i, f(load(x + i), load(y + i), factors));
  const int n = end - i;
  if (n > 0) store_part(to + i, f(load_part(x + i, n, 0), load_part(y + i, n, 0), factors), n);
}

INLINE vf sum(vf x, vf y, vf factor) { return (void)factor, x + y; }
INLINE vf product(vf x, vf y, vf factor) { return (void)factor, x * y; }
INLINE vf multiple(vf x, vf y, vf factor) { return (void)y, x * factor; }
INLINE vf sum_with_multiple(vf x, vf y, vf factor) { return x + factor * y; }
/* 0 where x ≤ 0, else x: NaN stays NaN, −0 becomes 0. */
INLINE vf rectified(vf x, vf y, vf factor) { return (void)y, (void)factor, masked(~(x <= 0.0f), x); }
/* g times 1 where y > 0, else times y, which is 0 or NaN. */
INLINE vf rectified_slope(vf y, vf g, vf factor) { return (void)factor, g * choose(y > 0.0f, splat(1), y); }

KERNEL(add) { each(INT(0), INT(1), AT(const float, 2), AT(const float, 3), AT(float, 4), 0, sum); }

KERNEL(elementProduct) { each(INT(0), INT(1), AT(const float, 2), AT(const float, 3), AT(float, 4), 0, product); }

KERNEL(scale) {
  const float *x = AT(const float, 2);
  each(INT(0), INT(1), x, x, AT(float, 4), FLOAT(3), multiple);
}

KERNEL(multiplyAdd) {
  each(INT(0), INT(1), AT(const float, 2), AT(const float, 4), AT(float, 5), FLOAT(3), sum_with_multiple);
}

KERNEL(relu) {
  const float *x = AT(const float, 2);
  each(INT(0), INT(1), x, x, AT(float, 3), 0, rectified);
}

KERNEL(reluBackward) { each(INT(0), INT(1), AT(const float, 2), AT(const float, 3), AT(float, 4), 0, rectified_slope); }
