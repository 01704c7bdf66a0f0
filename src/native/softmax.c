/* assembly/softmax.ts: row by row, of few numbers as in softmax-narrow.h */
#include "row-exponentials.h"
#include "softmax-narrow.h"

/* Numbers that fit into the scratch area with room to spare. */
#define PART 65536

/* Of n numbers: where the maximum is, exp of it to all digits, and the sum of the other exponentials. */
typedef struct { int argmax; double largest, others; } parts_of_sum;

/*
 * e ← exponentials relative to the finite maximum, but at `argmax`, where something else may be stored. The maximum may
 * be that of a longer row: then `argmax` is n if it is not here.
 */
APART parts_of_sum exponentials(char *scratch, const float *z, int n, float *e, row_range range) {
  parts_of_sum of = {.argmax = index_in(z, n, range.max)};
  const float shift = shift_of(range.max), top = range.max - shift, exponent = exponent_of(top);
  const row_sum sum = exp_row(scratch, z, n, e, range.bound, shift, exponent);
  of.largest = exp_of((double)top - (double)exponent * LN2) * ONE;
  of.others = of.argmax < n ? sum_without(&sum, of.argmax) : sum.total;
  return of;
}

/* log(Σ exp z / exp max) of a row whose maximum is finite, in parts that the scratch area holds. */
INLINE double log_of_sum(char *scratch, const float *z, int n, row_range range) {
  double rest = 0, largest = 0;
  int found = 0;
  for (int k = 0; k < n; k += PART) {
    const int length = least(PART, n - k);
    const parts_of_sum of = exponentials(scratch, z + k, length, (float *)scratch, range);
    largest = of.largest;
    rest += of.others;
    if (of.argmax < length && found) rest += largest;
    found = found || of.argmax < length;
  }
  return log1p_of(rest / largest);
}

/* to ← z − max − normalizer, in two float32 that have more digits than it takes */
APART void subtract_from_row(const float *z, int n, float max, double normalizer, float *to) {
  const float sum = (float)((double)max + normalizer);
  const vf high = splat(sum), low = splat((float)((double)max - (double)sum + normalizer));
  int k = 0;
  for (; k + W <= n; k += W) store(to + k, load(z + k) - high - low);
  if (k < n) store_part(to + k, load_part(z + k, n - k, 0) - high - low, n - k);
}

INLINE int is_finite(float max) { return __builtin_fabsf(max) < INFINITY; }

KERNEL(softmax) {
  const int begin = INT(0), end = INT(1), n = INT(3);
  const float *logits = AT(const float, 2);
  float *p = AT(float, 4);
  for (int i = begin; i < end && n <= NARROW; i += W) {
    const row_offsets offsets = offsets_of(least(W, end - i), n);
    vf z[NARROW], q[NARROW];
    const vf max = load_columns(logits + (size_t)i * n, &offsets, n, z);
    narrow_softmax(z, n, max, q);
    store_columns(p + (size_t)i * n, &offsets, n, q);
  }
  for (int i = begin; i < end && n > NARROW; i++) {
    const float *z = logits + (size_t)i * n;
    float *to = p + (size_t)i * n;
    const row_range range = row_max(z, n);
    if (!is_finite(range.max)) {
      fill_row(to, n, NAN);
      continue;
    }
    const parts_of_sum of = exponentials(call->scratch, z, n, to, range);
    const double sum = of.largest + of.others;
    scale_row(to, n, 1 / sum);
    to[of.argmax] = (float)(of.largest / sum);
  }
}

KERNEL(logSoftmax) {
  const int begin = INT(0), end = INT(1), n = INT(3);
  const float *logits = AT(const float, 2);
  float *to = AT(float, 4);
  for (int i = begin; i < end && n <= NARROW; i += W) {
    const row_offsets offsets = offsets_of(least(W, end - i), n);
    vf z[NARROW], e[NARROW];
    const vf max = load_columns(logits + (size_t)i * n, &offsets, n, z);
    narrow_log_softmax(z, n, max, e);
    store_columns(to + (size_t)i * n, &offsets, n, z);
  }
  for (int i = begin; i < end && n > NARROW; i++) {
    const float *z = logits + (size_t)i * n;
    const row_range range = row_max(z, n);
    if (is_finite(range.max)) {
      subtract_from_row(z, n, range.max, log_of_sum(call->scratch, z, n, range), to + (size_t)i * n);
    } else {
      fill_row(to + (size_t)i * n, n, NAN);
    }
  }
}

KERNEL(logSumExp) {
  const int begin = INT(0), end = INT(1), n = INT(3);
  const float *logits = AT(const float, 2);
  float *to = AT(float, 4);
  for (int i = begin; i < end && n <= NARROW; i += W) {
    const int rows = least(W, end - i);
    const row_offsets offsets = offsets_of(rows, n);
    vf z[NARROW], e[NARROW];
    const vf max = load_columns(logits + (size_t)i * n, &offsets, n, z);
    store_first(to + i, narrow_log_sum_exp(z, n, max, e), rows);
  }
  for (int i = begin; i < end && n > NARROW; i++) {
    const float *z = logits + (size_t)i * n;
    const row_range range = row_max(z, n);
    if (is_finite(range.max)) to[i] = (float)((double)range.max + log_of_sum(call->scratch, z, n, range));
    else to[i] = row_has_nan(z, n) ? NAN : range.max;
  }
}
