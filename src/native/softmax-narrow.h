/* assembly/softmax-narrow.ts: rows of few numbers, W at a time, each in a lane */
#pragma once
#include "columns.h"
#include "scaled.h"

/* What is known of W rows: exp(max − shift), to all digits, and the sum of all other exponentials on the same scale. */
typedef struct {
  vf max;
  /* Rows that have NaN or +∞, or only −∞; and those that have NaN. */
  vi without_distribution, has_nan;
  vd lower_largest, upper_largest, lower_others, upper_others;
} few_numbers;

/* Of the rows' numbers z; e ← their exponentials. */
INLINE few_numbers sum_exponentials(const vf *z, int n, vf max, vf *e) {
  const vf shift = shifts_of(max), top = max - shift, exponent = exponents_of(top);
  exponentiate_columns(z, n, e, shift, lowests_of(exponent), rounders_of(exponent));
  vd lower = {0}, upper = {0};
  vi ties = {0}, bad = {0};
  for (int k = 0; k < n; k++) {
    bad |= z[k] != z[k];
    /* Those at the maximum are added to all digits, and the first not to the others. */
    const vi is_top = z[k] - shift == top;
    ties -= is_top;
    const vf rest = masked(~is_top, e[k]);
    lower += lower_half(rest);
    upper += upper_half(rest);
  }
  const vf more = __builtin_convertvector(ties - 1, vf);
  few_numbers rows = {.max = max, .has_nan = bad, .without_distribution = bad | (absolute(max) == splat(INFINITY))};
  rows.lower_largest = exactly(lower_half(top), lower_half(exponent));
  rows.upper_largest = exactly(upper_half(top), upper_half(exponent));
  rows.lower_others = lower + lower_half(more) * rows.lower_largest;
  rows.upper_others = upper + upper_half(more) * rows.upper_largest;
  return rows;
}

INLINE void narrow_softmax(const vf *z, int n, vf max, vf *p) {
  const few_numbers rows = sum_exponentials(z, n, max, p);
  const vd lower = 1 / (rows.lower_largest + rows.lower_others), upper = 1 / (rows.upper_largest + rows.upper_others);
  const vd lower_high = upper_bits_of(lower), upper_high = upper_bits_of(upper);
  const vf high = narrowed(lower_high, upper_high), low = narrowed(lower - lower_high, upper - upper_high);
  const vf largest = narrowed(rows.lower_largest * lower, rows.upper_largest * upper);
  const vf shift = shifts_of(max), top = max - shift;
  for (int k = 0; k < n; k++) {
    const vf q = pmin(scaled(p[k], high, low), largest);
    p[k] = choose(rows.without_distribution, splat(NAN), choose(z[k] - shift == top, largest, q));
  }
}

INLINE void narrow_log_softmax(vf *z, int n, vf max, vf *e) {
  const few_numbers rows = sum_exponentials(z, n, max, e);
  const vd lower_max = lower_half(max), upper_max = upper_half(max);
  const vd lower = wide_log1p_vd(rows.lower_others / rows.lower_largest);
  const vd upper = wide_log1p_vd(rows.upper_others / rows.upper_largest);
  for (int k = 0; k < n; k++) {
    const vf y = narrowed(lower_half(z[k]) - lower_max - lower, upper_half(z[k]) - upper_max - upper);
    z[k] = choose(rows.without_distribution, splat(NAN), y);
  }
}

INLINE vf narrow_log_sum_exp(const vf *z, int n, vf max, vf *e) {
  const few_numbers rows = sum_exponentials(z, n, max, e);
  const vd lower = wide_log1p_vd(rows.lower_others / rows.lower_largest);
  const vd upper = wide_log1p_vd(rows.upper_others / rows.upper_largest);
  const vf sum = narrowed(lower_half(max) + lower, upper_half(max) + upper);
  return choose(rows.without_distribution, choose(rows.has_nan, splat(NAN), max), sum);
}
