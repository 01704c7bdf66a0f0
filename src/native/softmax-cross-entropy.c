/* assembly/softmax-cross-entropy.ts and -regularized.ts: row by row; few classes as in softmax-cross-entropy-narrow.h */
#include "row-exponentials.h"
#include "softmax-cross-entropy-narrow.h"

/* Up to this many classes a row, its gradient and the next row stay in a processor's second cache. */
#define CACHED 16384

/* Of a row: exp of the label's logit and of the maximum, to all digits, and the sum of all but the label's. */
typedef struct {
  double own, largest, others;
  /* Where the maximum is, if it is not the label's and more than half of the sum; else the number of classes. */
  int lead;
  /* The loss where `own` is less than `others`, but for the logarithm of the sum. */
  double distance;
  /* Of the row `next`, if that was given. */
  row_range next;
} row_exponentials;

/* g, unless it is NULL, ← exponentials of a row whose maximum is finite; if it has NaN, everything becomes NaN by itself. */
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
  of.others = sum_without(&sum, label);
  of.lead = classes;
  if (label_logit != range.max && is_concentrated(&sum)) {
    of.others += of.largest - rounded;
    /* More than half of the sum: no other term is equal. Its p must not come out above 1. */
    if (g && 2 * of.largest > of.own + of.others) of.lead = index_in(g, classes, rounded);
  }
  return of;
}

/* −log p of the label: as log1p(others / own) it keeps the digits of confident rows. */
INLINE double cost_of(const row_exponentials *of) {
  const double others = of->others;
  return others < of->own ? log1p_of(others / of->own) : log_of(of->own + others) + of->distance;
}

/* The entries of the gradient that need all digits. */
INLINE void finish(const row_exponentials *of, float *g, int classes, int label, double scale) {
  const double sum = of->own + of->others;
  if (of->lead < classes) g[of->lead] = (float)((scale * of->largest) / sum);
  /* p − 1 = −(sum of the other p) keeps the digits of confident rows. */
  g[label] = (float)((0 - scale * of->others) / sum);
}

/* The exponentials of so many numbers stay in a processor's first cache; of more, those that are needed are made again. */
#define MOST_KEPT 4096
/* Room in the scratch area for them and their sums, by the side of another row's. */
#define ASIDE 65536
/* Rows whose losses are made beside each other: nothing but their exponentials takes one row at a time. */
#define GROUP (W / 2)

/* Of a group's rows: others but for the maximum's rounding, arguments of exp, unit, `distance`, and what range.max was. */
typedef struct { double others[GROUP], label[GROUP], top[GROUP], exponent[GROUP], distance[GROUP], rounded[GROUP]; } row_group;

/* Row number j of a group, its maximum being finite: its exponentials, and all but their sum to all digits. */
INLINE row_sum begin_row(row_group *group, int j, char *scratch, const float *z, int classes, int label,
                         row_range range, const float *next) {
  const double label_logit = z[label];
  const float shift = shift_of(range.max), top = range.max - shift, exponent = exponent_of(top);
  group->label[j] = label_logit - (double)shift;
  group->top[j] = (double)top;
  group->exponent[j] = exponent;
  group->distance[j] = (double)(exponent - LIFT) * LN2 + ((double)shift - label_logit);
  return exp_row_beside_max(scratch, z, classes, classes <= MOST_KEPT ? (float *)scratch : NULL, range.bound, shift,
                            exponent, next);
}
INLINE void end_row(row_group *group, int j, int label, const row_sum *sum) {
  const double top = group->top[j];
  group->others[j] = sum_without(sum, label);
  group->rounded[j] = group->label[j] != top && is_concentrated(sum) ? exp_one((float)top, sum->of.exponent) : 0;
}

/* exp of the labels' logits, and the sums of all but them. */
typedef struct { vd own, others; } group_sums;

INLINE group_sums sums_of_group(const row_group *group) {
  const vd unit = loadd(group->exponent) * LN2, rounded = loadd(group->rounded), others = loadd(group->others);
  const vd largest = wide_exp_vd(loadd(group->top) - unit) * ONE;
  return (group_sums){wide_exp_vd(loadd(group->label) - unit) * ONE,
                      choosed(rounded == 0.0, others, others + (largest - rounded))};
}

/* The losses alone, with the bits that `by_rows` gives. */
INLINE void values_by_rows(const int of_label, const call *call, const general_arguments *of, int begin, int end) {
  const int classes = of->classes;
  row_range range = row_max(of->logits + (size_t)begin * classes, classes);
  row_sum last;
  for (int first = begin, aside = 0; first < end; first += GROUP) {
    row_group group = {{0}, {0}, {0}, {0}, {0}, {0}};
    int open = -1;
    double weights[GROUP] = {0};
    float unusual[GROUP] = {0};
    const int rows = least(GROUP, end - first);
    for (int j = 0; j < rows; j++) {
      const int i = first + j, label = of->labels[i];
      const float *z = of->logits + (size_t)i * classes, *next = i + 1 < end ? z + classes : z;
      weights[j] = of->samples ? load_double(of->samples + i) : 1;
      if (label == of->ignored) weights[j] = 0;
      if (weights[j] != 0 && __builtin_fabsf(range.max) < INFINITY) {
        const row_sum sum = begin_row(&group, j, call->scratch + aside, z, classes, label, range, next);
        range = sum.next;
        if (open >= 0) end_row(&group, open, of->labels[first + open], &last);
        open = -1;
        if (classes > MOST_KEPT) {
          end_row(&group, j, label, &sum);
        } else {
          /* Its sum waits for itself all the while: the next row's exponentials go before. */
          open = j;
          last = sum;
          aside ^= ASIDE;
        }
        continue;
      }
      if (weights[j] != 0) unusual[j] = range.max == -INFINITY && !row_has_nan(z, classes) ? -INFINITY : NAN;
      weights[j] = 0;
      range = row_max(next, classes);
    }
    if (open >= 0) end_row(&group, open, of->labels[first + open], &last);
    const group_sums sums = sums_of_group(&group);
    const vl confident = sums.others < sums.own;
    /* The sum is about 2^64: the 1 of log1p vanishes in it. */
    vd loss = wide_log1p_vd(choosed(confident, sums.others / sums.own, sums.own + sums.others));
    loss += maskedd(~confident, loadd(group.distance));
    if (of_label) loss = label_loss(of->kind, of->a, of->b, sums.own, sums.others, loss).loss;
    const vd weight = loadd(weights);
    loss = choosed(weight == 0.0, (vd){0}, weight * loss);
    for (int j = 0; j < rows; j++) of->losses[first + j] = unusual[j] == 0 ? (float)loss[j] : unusual[j];
  }
}

INLINE void by_rows(const int of_label, const call *call, const general_arguments *of, int begin, int end) {
  const int classes = of->classes;
  if (classes <= NARROW) {
    narrow_rows(0, of_label, of, call->scratch, begin, end);
    return;
  }
  if (begin >= end) return;
  if (!of->gradient) {
    values_by_rows(of_label, call, of, begin, end);
    return;
  }
  row_range range = row_max(of->logits + (size_t)begin * classes, classes);
  for (int i = begin; i < end; i++) {
    const float *z = of->logits + (size_t)i * classes;
    float *g = of->gradient + (size_t)i * classes;
    const int label = of->labels[i];
    const double weight = of->samples ? load_double(of->samples + i) : 1;
    const int counts = label != of->ignored && weight != 0;
    /* The next row's maximum is found beside this row's arithmetic: in the last pass, if both fit into the cache. */
    const float *next = i + 1 < end ? z + classes : z;
    row_range following;
    double loss = 0;
    if (counts && __builtin_fabsf(range.max) < INFINITY) {
      const int fits = classes <= CACHED;
      const row_exponentials row = exponentiate(call->scratch, z, g, classes, label, range, fits ? NULL : next);
      double scale = weight * of->scale;
      const double cost = cost_of(&row);
      if (of_label) {
        const loss_of_label l = label_loss(of->kind, of->a, of->b, splatd(row.own), splatd(row.others), splatd(cost));
        loss = weight * l.loss[0];
        scale *= l.factor[0];
      } else {
        loss = weight * cost;
      }
      double factor = scale / (row.own + row.others);
      if (of_label && factor < LEAST_FACTOR) {
        scale_row(g, classes, 1 / LIFTED);
        factor *= LIFTED;
      }
      if (fits) {
        following = scale_row_beside_max(g, classes, factor, next);
      } else {
        following = row.next;
        scale_row(g, classes, factor);
      }
      finish(&row, g, classes, label, scale);
    } else {
      following = row_max(next, classes);
      if (counts) loss = range.max == -INFINITY && !row_has_nan(z, classes) ? -INFINITY : NAN;
      fill_row(g, classes, counts ? NAN : 0);
    }
    of->losses[i] = (float)loss;
    range = following;
  }
}

KERNEL(softmaxCrossEntropy) {
  const general_arguments of = {.logits = AT(const float, 2), .labels = AT(const int32_t, 3),
                                .samples = AT_OR_NULL(const double, 4), .gradient = AT_OR_NULL(float, 5),
                                .losses = AT(float, 6), .classes = INT(7), .ignored = INT(8), .scale = DOUBLE(9)};
  by_rows(0, call, &of, INT(0), INT(1));
}

KERNEL(softmaxLabelLoss) {
  const general_arguments of = {.logits = AT(const float, 2), .labels = AT(const int32_t, 3),
                                .samples = AT_OR_NULL(const double, 4), .gradient = AT_OR_NULL(float, 5),
                                .losses = AT(float, 6), .classes = INT(7), .ignored = INT(8), .kind = INT(9),
                                .a = DOUBLE(10), .b = DOUBLE(11), .scale = DOUBLE(12)};
  by_rows(1, call, &of, INT(0), INT(1));
}

/* g ← the gradient of a row; without smoothing nothing is subtracted from it. */
INLINE void normalize(const row_exponentials *row, regular r, float *g, int classes, int label, double scale,
                      double even) {
  const double factor = scale * r.gain[0], less = scale * even;
  if (even == 0) scale_row(g, classes, factor);
  else scale_row_less(g, classes, factor, less);
  if (row->lead < classes) g[row->lead] = (float)(factor * row->largest - less);
  g[label] = (float)(scale * r.slope[0]);
}

INLINE row_range range_with_sum(const float *z, int classes, double smoothing) {
  return smoothing == 0 ? row_max(z, classes) : row_max_and_sum(z, classes);
}

KERNEL(regularizedSoftmaxCrossEntropy) {
  const int begin = INT(0), end = INT(1);
  const general_arguments of = {.logits = AT(const float, 2), .labels = AT(const int32_t, 3),
                                .samples = AT_OR_NULL(const double, 4), .gradient = AT_OR_NULL(float, 5),
                                .losses = AT(float, 6), .z_losses = AT_OR_NULL(float, 7), .classes = INT(8),
                                .ignored = INT(9), .smoothing = DOUBLE(10), .z_loss = DOUBLE(11), .scale = DOUBLE(12)};
  const int classes = of.classes;
  if (classes <= NARROW) {
    narrow_rows(1, 0, &of, call->scratch, begin, end);
    return;
  }
  if (begin >= end) return;
  const double even = of.smoothing / classes;
  row_range range = range_with_sum(of.logits + (size_t)begin * classes, classes, of.smoothing);
  for (int i = begin; i < end; i++) {
    const float *z = of.logits + (size_t)i * classes;
    float *g = of.gradient ? of.gradient + (size_t)i * classes : NULL;
    const int label = of.labels[i];
    const double weight = of.samples ? load_double(of.samples + i) : 1;
    if (label != of.ignored && are_usual(splatd(weight * of.scale), splatd(range.max), of.smoothing, of.z_loss)[0]) {
      const double below = (double)range.max - z[label];
      const row_exponentials row = exponentiate(call->scratch, z, g, classes, label, range, NULL);
      const float top = range.max - shift_of(range.max);
      const double rise = (double)(exponent_of(top) - LIFT) * LN2 - (double)top;
      const regular r = regularize(splatd(row.own), splatd(row.others), splatd(range.max), splatd(rise), splatd(below),
                                   splatd(range.sum), of.smoothing, even, of.z_loss);
      of.losses[i] = (float)(weight * r.loss[0]);
      if (of.z_losses) of.z_losses[i] = (float)(weight * r.share[0]);
      if (g) normalize(&row, r, g, classes, label, weight * of.scale, even);
    } else {
      general_row(&of, call->scratch, i);
    }
    if (i + 1 < end) range = range_with_sum(z + classes, classes, of.smoothing);
  }
}
