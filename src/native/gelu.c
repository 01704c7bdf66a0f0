/* assembly/gelu.ts: every number is computed as if it were alone. */
#include "vectors.h"
#include "wide.h"

typedef struct { vd value, slope; } parts;

INLINE parts parts_of(vd x) {
  /* e^(−x²/2) */
  const vd e = maskedd(absoluted(x) < 37.0, wide_exp_vd(x * x * -0.5));
  const vd inverse = 1.0 / (absoluted(x) + 5.0);
  const vd u = 1.0 - inverse * 10.0;
  const vd u2 = u * u;
  const vd u4 = u2 * u2;
  const vd low = (0.7691930497100417 + -0.6653825019029828 * u) + (0.49530562048586146 + -0.31353320723007627 * u) * u2;
  const vd middle = (0.16502026670253728 + -0.06911793682793106 * u) + (0.020796091792858726 + -0.0029972884006137165 * u) * u2;
  const vd high = (-0.0008035411670509104 + 0.0005539788066265183 * u) + (-4.386239763971326e-05 + -5.541948367239735e-05 * u) * u2;
  const vd tail = e * inverse * (low + u4 * (middle + u4 * high));
  const vd share = choosed(x < 0.0, tail, 1.0 - tail);
  return (parts){x * share, share + x * (e * 0.3989422804014327)};
}

INLINE void gelu_of(vf x, vf *value, vf *slope) {
  const parts lower = parts_of(lower_half(x)), upper = parts_of(upper_half(x));
  *value = narrowed(lower.value, upper.value);
  *slope = narrowed(lower.slope, upper.slope);
}

/* y ← x·Φ(x), slope ← Φ(x) + x·φ(x) */
KERNEL(gelu) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  float *y = AT(float, 3), *slope = AT(float, 4);
  vf value, derivative;
  int i = begin;
  for (; i + W <= end; i += W) {
    gelu_of(load(x + i), &value, &derivative);
    store(y + i, value);
    store(slope + i, derivative);
  }
  const int n = end - i;
  if (n <= 0) return;
  gelu_of(load_part(x + i, n, 0), &value, &derivative);
  store_part(y + i, value, n);
  store_part(slope + i, derivative, n);
}
