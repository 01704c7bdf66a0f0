/* assembly/linear-cross-entropy.ts: what is wide in it are the passes over a row's numbers. */
#include "row-exponentials.h"
#include "wide.h"

/* What is known of a row between the calls: at first `others`, `label`, `weighted`, later `total` … `pull`. */
typedef union {
  struct { double others, label, weighted; };
  struct { double total, gain, label_gradient, pull; };
} row_state;

/* log Σ exp z of n numbers, without that at `left`, if it is not negative. */
static double log_sum_of_others(char *scratch, const float *z, int n, int left) {
  float *e = (float *)scratch;
  const row_range range = row_max(z, n);
  if (range.max == INFINITY) return NAN;
  if (range.max == -INFINITY) return row_has_nan(z, n) ? NAN : -INFINITY;
  const float shift = shift_of(range.max);
  const float exponent = exponent_of(range.max - shift);
  const row_sum sum = exp_row(scratch, z, n, e, range.bound, shift, exponent);
  const double others = left < 0 ? sum.total : sum_without(&sum, left);
  /* Even a single term at the lowest exponent is above 0. */
  return others == 0 ? -INFINITY : log_of(others) + ((double)(exponent - LIFT) * LN2 + (double)shift);
}

/* log(exp a + exp b) */
static double merged(double a, double b) {
  if (b == -INFINITY || a != a) return a;
  if (a == -INFINITY || b != b) return b;
  return (a > b ? a : b) + log1p_of(exp_of(-fabs(a - b)));
}

/* Σ w z; a z of −∞ does not count where its weight is 0. */
static double weighted_sum(const float *z, int n, const float *weights) {
  d4 sums = {0};
  int k = 0;
  if (!weights) {
    for (; k + 4 <= n; k += 4) sums += widened4(load4(z + k));
  }
  double sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
  for (; k < n; k++) {
    const double w = weights ? weights[k] : 1;
    sum += w != 0 ? w * z[k] : 0;
  }
  return sum;
}

/*
 * Takes the logits of the classes [first, first + columns) into the sums of the rows. `stride` are the numbers between
 * rows; w is 1 if `weights` is not given, and the sum of w z is made if `smooth`.
 */
KERNEL(addToLogSumExp) {
  const int begin = INT(0), end = INT(1), stride = INT(3), columns = INT(4), first = INT(5), smooth = INT(7);
  const float *logits = AT(const float, 2), *weights = AT_OR_NULL(const float, 8);
  const int32_t *labels = AT(const int32_t, 6);
  row_state *rows = AT(row_state, 9);
  for (ptrdiff_t i = begin; i < end; i++) {
    const float *z = logits + i * stride;
    row_state *row = rows + i;
    const int64_t label = (int64_t)labels[i] - first;
    const int own = label >= 0 && label < columns;
    if (own) row->label = z[label];
    if (smooth) row->weighted += weighted_sum(z, columns, weights);
    row->others = merged(row->others, log_sum_of_others(call->scratch, z, columns, own ? (int)label : -1));
  }
}

/* to ← gain · exp(z − total) */
static void probabilities(char *scratch, const float *z, float *to, int n, double total, double gain) {
  const float top = (float)total;
  const float shift = shift_of(top);
  const float exponent = exponent_of(top - shift);
  exp_row(scratch, z, n, to, -INFINITY, shift, exponent);
  scale_row(to, n, gain / ONE * exp_of((double)exponent * LN2 + ((double)shift - total)));
}

/* x ← x − factor · w */
static void subtract(float *x, int n, float factor, const float *weights) {
  const vf factors = splat(factor);
  for (int k = 0; k < n; k += W) {
    const vf pull = weights ? factors * load_first(weights + k, n - k, 0) : factors;
    store_first(x + k, load_first(x + k, n - k, 0) - pull, n - k);
  }
}

/*
 * gradientᵢₖ ← gain · pᵢₖ − pull · wₖ, and the label's gradient for its class, where p = exp(z − total). It may overwrite
 * the logits. A row whose total is ∞ is left out: 0, and not read.
 */
KERNEL(blockGradient) {
  const int begin = INT(0), end = INT(1), stride = INT(3), gradient_stride = INT(5), columns = INT(6), first = INT(7);
  const float *logits = AT(const float, 2), *weights = AT_OR_NULL(const float, 9);
  float *gradient = AT(float, 4);
  const int32_t *labels = AT(const int32_t, 8);
  const row_state *rows = AT(const row_state, 10);
  for (ptrdiff_t i = begin; i < end; i++) {
    float *g = gradient + i * gradient_stride;
    const row_state row = rows[i];
    if (row.total == INFINITY || row.total != row.total) {
      fill_row(g, columns, row.total == INFINITY ? 0 : NAN);
      continue;
    }
    probabilities(call->scratch, logits + i * stride, g, columns, row.total, row.gain);
    if (row.pull != 0) subtract(g, columns, (float)row.pull, weights);
    const int64_t label = (int64_t)labels[i] - first;
    if (label >= 0 && label < columns) g[label] = (float)row.label_gradient;
  }
}
