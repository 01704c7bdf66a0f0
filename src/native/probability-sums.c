/* assembly/probability-sums.ts: of sixteen numbers each eighth goes to the same lane. */
#include "vectors.h"
#include "wide-sums.h"
#include <math.h>

KERNEL(probabilitySums) {
  const int begin = INT(0), end = INT(1), classes = INT(3);
  for (int i = begin; i < end; i++) {
    const float *p = AT(const float, 2) + (size_t)i * classes;
    eight_sums sums = {{{0}}};
    vi unfit = splati(0);
    for (int k = 0; k < classes; k += 16) {
      vf inside[EIGHTS];
      UNROLL for (int j = 0; j < EIGHTS; j++) {
        const int left = classes - k - j * W;
        const vf v = left <= 0 ? splat(0) : load_first(p + k + j * W, left, 0);
        const vi outside = ~((v >= splat(0)) & (v <= splat(1)));
        unfit |= outside;
        inside[j] = masked(~outside, v);
      }
#if W == 16
      sums.lanes[0] += lower_half(inside[0]) + upper_half(inside[0]);
#else
      sums.lanes[0] += lower_half(inside[0]) + lower_half(inside[1]);
      sums.lanes[1] += upper_half(inside[0]) + upper_half(inside[1]);
#endif
    }
    const double result = any(unfit) ? NAN : sum_of_eight(&sums);
    memcpy(AT(double, 4) + i, &result, sizeof result);
  }
}
