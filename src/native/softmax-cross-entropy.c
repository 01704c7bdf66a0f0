/* assembly/softmax-cross-entropy.ts and -regularized.ts: row by row; few classes as in softmax-cross-entropy-narrow.h */
#include "row-exponentials.h"
#include "softmax-cross-entropy-narrow.h"

/* Up to this many classes a row, its gradient and the next row stay in a processor's second cache. */
#define CACHED 16384

/* What the exponentials of a row are summed to: exp of the label's logit and of the maximum, to all digits, the others'. */
typedef struct {
  double own, largest, others;
  /* Where the maximum is, if it is not the label's and more than half of the sum; else the number of classes. */
  int lead;
  /* The loss where `own` is less than `others`, but for the logarithm of the sum. */
  double distance;
  /* Of the row `next`, if that was given. */
  row_range next;
} row_exponentials;

/* g ← exponentials of a row whose maximum is finite; if it has NaN, everything becomes NaN by itself. */
INLINE row_exponentials exponentiate(char *scratch, const float *z, float *g, int classes, int label, row_range range,
                                     const float *next) {
  const double label_logit = z[label];
  const float shift = shift_of(range.max), top = range.max - shift, exponent = exponent_of(top);
  row_exponentials of;
  of.distance = (double)(exponent - LIFT) * LN2 + ((double)shift - label_logit);
  const d2 arguments = {label_logit - (double)shift, (double)top};
  const d2 exact = wide_exp_d2(arguments - (double)exponent * LN2);
  of.own = exact[0] * ONE;
  of.largest = exact[1] * ONE;
  const float rounded = exp_one(top, exponent);
  const row_sum sum = next ? exp_row_beside_max(scratch, z, classes, g, range.bound, shift, exponent, next)
                           : exp_row(scratch, z, classes, g, range.bound, shift, exponent);
  of.next = sum.next;
  of.others = sum_without(scratch, sum, g, classes, label);
  of.lead = classes;
  if (label_logit != range.max && is_concentrated(sum)) {
    of.others += of.largest - rounded;
    /* More than half of the sum: no other term is equal. Its p must not come out above 1. */
    if (2 * of.largest > of.own + of.others) of.lead = index_in(g, classes, rounded);
  }
  return of;
}

/* The entries of the gradient that need all digits; returns the loss. */
INLINE double finish(const row_exponentials *of, float *g, int classes, int label, double scale) {
  const double sum = of->own + of->others;
  if (of->lead < classes) g[of->lead] = (float)((scale * of->largest) / sum);
  /* p − 1 = −(sum of the other p) and −log p = log1p(others / own) keep the digits of confident rows. */
  g[label] = (float)((0 - scale * of->others) / sum);
  return of->others < of->own ? log1p_of(of->others / of->own) : log_of(sum) + of->distance;
}

KERNEL(softmaxCrossEntropy) {
  const int begin = INT(0), end = INT(1);
  const cross_entropy of = {.logits = AT(const float, 2), .labels = AT(const int32_t, 3),
                            .weights = AT_OR_NULL(const double, 4), .gradient = AT(float, 5), .losses = AT(float, 6),
                            .classes = INT(7), .ignored = INT(8), .scale = DOUBLE(9)};
  const int classes = of.classes;
  if (classes <= NARROW) {
    narrow_rows(0, &of, begin, end);
    return;
  }
  if (begin >= end) return;
  row_range range = row_max(of.logits + (size_t)begin * classes, classes);
  for (int i = begin; i < end; i++) {
    const float *z = of.logits + (size_t)i * classes;
    float *g = of.gradient + (size_t)i * classes;
    const int label = of.labels[i];
    const double weight = of.weights ? load_double(of.weights + i) : 1;
    const int counts = label != of.ignored && weight != 0;
    /* The next row's maximum is found beside this row's arithmetic: where both fit into the cache, in the last pass. */
    const float *next = i + 1 < end ? z + classes : z;
    row_range following;
    double loss = 0;
    if (counts && __builtin_fabsf(range.max) < INFINITY) {
      const int fits = classes <= CACHED;
      const row_exponentials row = exponentiate(call->scratch, z, g, classes, label, range, fits ? NULL : next);
      const double factor = (weight * of.scale) / (row.own + row.others);
      if (fits) {
        following = scale_row_beside_max(g, classes, factor, next);
      } else {
        following = row.next;
        scale_row(g, classes, factor);
      }
      loss = weight * finish(&row, g, classes, label, weight * of.scale);
    } else {
      following = row_max(next, classes);
      if (counts) loss = range.max == -INFINITY && !row_has_nan(z, classes) ? -INFINITY : NAN;
      fill_row(g, classes, counts ? NAN : 0);
    }
    of.losses[i] = (float)loss;
    range = following;
  }
}
