/* assembly/probability-sums.ts: of sixteen numbers each eighth goes to the same lane. */
#include "vectors.h"
#include "wide-sums.h"
#include <math.h>

/* As integers, those of [0, 1] are up to this; all others, NaN too, are above, and so is −0. */
#define ONE_BITS 0x3f800000u

APART int are_probabilities(const float *p, int n) {
  for (int k = 0; k < n; k++) {
    if (!(p[k] >= 0 && p[k] <= 1)) return 0;
  }
  return 1;
}

KERNEL(probabilitySums) {
  const int begin = INT(0), end = INT(1), classes = INT(3);
  for (int i = begin; i < end; i++) {
    const float *p = AT(const float, 2) + (size_t)i * classes;
    eight_sums sums = {{{0}}};
    vu most = {0};
    for (int k = 0; k < classes; k += 16) {
      vf v[EIGHTS];
      UNROLL for (int j = 0; j < EIGHTS; j++) {
        const int left = classes - k - j * W;
        v[j] = left <= 0 ? splat(0) : load_first(p + k + j * W, left, 0);
        most = maxu(most, (vu)v[j]);
      }
#if W == 16
      sums.lanes[0] += lower_half(v[0]) + upper_half(v[0]);
#else
      sums.lanes[0] += lower_half(v[0]) + lower_half(v[1]);
      sums.lanes[1] += upper_half(v[0]) + upper_half(v[1]);
#endif
    }
    const double result = any(most > ONE_BITS) && !are_probabilities(p, classes) ? NAN : sum_of_eight(&sums);
    memcpy(AT(double, 4) + i, &result, sizeof result);
  }
}
