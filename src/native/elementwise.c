/* assembly/elementwise.ts */
#include "vectors.h"

KERNEL(scale) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  const vf factor = splat(FLOAT(3));
  float *to = AT(float, 4);
  int i = begin;
  for (; i + W <= end; i += W) store(to + i, load(x + i) * factor);
  if (i < end) store_part(to + i, load_part(x + i, end - i, 0) * factor, end - i);
}
