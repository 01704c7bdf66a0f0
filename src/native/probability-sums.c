/* assembly/probability-sums.ts: of sixteen numbers each eighth goes to the same lane. */
#include "vectors.h"
#include "wide-sums.h"
#include <math.h>

/* As integers, those of [0, 1] are up to this; all others, NaN too, are above. */
#define ONE_BITS 0x3f800000u

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
        most = maxu(most, (vu)(v[j] + splat(0))); /* −0 becomes 0, which is no large integer */
      }
#if W == 16
      sums.lanes[0] += lower_half(v[0]) + upper_half(v[0]);
#else
      sums.lanes[0] += lower_half(v[0]) + lower_half(v[1]);
      sums.lanes[1] += upper_half(v[0]) + upper_half(v[1]);
#endif
    }
    const double result = any(most > ONE_BITS) ? NAN : sum_of_eight(&sums);
    memcpy(AT(double, 4) + i, &result, sizeof result);
  }
}
