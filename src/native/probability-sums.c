/* assembly/probability-sums.ts: the sums have four lanes, as quads have. */
#include "vectors.h"
#include "wide-sums.h"
#include <math.h>

KERNEL(probabilitySums) {
  const int begin = INT(0), end = INT(1), classes = INT(3);
  for (int i = begin; i < end; i++) {
    const float *p = AT(const float, 2) + (size_t)i * classes;
    d4 sum = {0};
    vi unfit = splati(0);
    for (int k = 0; k < classes; k += W) {
      const vf v = load_first(p + k, classes - k, 0);
      const vi outside = ~((v >= splat(0)) & (v <= splat(1)));
      unfit |= outside;
      const vf inside = masked(~outside, v);
      sum = with_fours(with_fours(sum, lower_half(inside)), upper_half(inside));
    }
    const double result = any(unfit) ? NAN : sum_of_four(sum);
    memcpy(AT(double, 4) + i, &result, sizeof result);
  }
}
