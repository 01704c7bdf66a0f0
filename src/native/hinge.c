/* assembly/hinge.ts */
#include "vectors.h"

KERNEL(hinge) {
  const int begin = INT(0), end = INT(1);
  const float *scores = AT(const float, 2), *labels = AT(const float, 3);
  const vf negative = splat(FLOAT(4)), one = splat(1);
  const int squared = INT(5);
  float *gradient = AT_OR_NULL(float, 6), *losses = AT(float, 7);
  const float factor = FLOAT(8);
  vi unfit = splati(0);
  for (int i = begin; i < end; i += W) {
    const int n = end - i;
    const vf x = load_first(scores + i, n, 0), y = load_first(labels + i, n, 1);
    const vi positive = y == one;
    unfit |= ~(positive | (y == negative));
    const vf sign = choose(positive, one, -one);
    const vf missing = 1.0f - sign * x;
    const vf shortfall = masked(~(missing <= 0.0f), missing); /* NaN stays */
    const vf steepness = squared ? shortfall + shortfall : choose(shortfall > 0.0f, one, shortfall);
    if (gradient) store_first(gradient + i, -sign * factor * steepness + 0.0f, n); /* no −0 */
    store_first(losses + i, squared ? shortfall * shortfall : shortfall, n);
  }
  if (any(unfit)) *AT(float, 9) = 1;
}
