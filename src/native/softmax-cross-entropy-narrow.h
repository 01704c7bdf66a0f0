/* assembly/softmax-cross-entropy-narrow.ts and -four-rows.ts: rows of few classes, W at a time, each in a lane. */
#pragma once
#include "columns.h"
#include "label-loss.h"
#include "regularization.h"
#include "softmax-cross-entropy-general.h"

/* Of half of the rows, in float64: the factor of their exponentials, the label's gradient, and what else they need. */
typedef struct { vd factor, label, scale, loss, share; } half_rows;

/* log1p(others / own) where the label has the larger part, else log(sum) − log(own). */
INLINE vd loss_of(vd own, vd others, vd exponent, vd label_logit) {
  const vl confident = others < own;
  const vd offset = maskedd(~confident, (exponent - LIFT) * LN2 - label_logit);
  /* The sum is about 2^64: the 1 of log1p vanishes in it. */
  return wide_log1p_vd(choosed(confident, others / own, own + others)) + offset;
}

INLINE half_rows finish_half(const int regularized, const int of_label, const general_arguments *of, vd weight, vd label_logit, vd top,
                             vd exponent, vd rest, vd ties, vd max, vd total) {
  const vd own = exactly(label_logit, exponent);
  const vd others = rest + ties * exactly(top, exponent);
  half_rows h;
  h.scale = weight * of->scale;
  if (regularized) {
    const vd rise = (exponent - LIFT) * LN2 - top;
    const regular r = regularize(own, others, max, rise, top - label_logit, total, of->smoothing,
                                 of->smoothing / of->classes, of->z_loss);
    h.factor = h.scale * r.gain;
    h.label = h.scale * r.slope;
    h.loss = weight * r.loss;
    h.share = weight * r.share;
  } else {
    const vd sum = own + others, cost = loss_of(own, others, exponent, label_logit);
    if (of_label) {
      const loss_of_label l = label_loss(of->kind, of->a, of->b, own, others, cost);
      h.scale = h.scale * l.factor;
      h.loss = weight * l.loss;
    } else {
      h.loss = weight * cost;
    }
    h.factor = h.scale / sum;
    /* p − 1 = −(sum of the other p) keeps the digits of confident rows. */
    h.label = ((vd){0} - h.scale * others) / sum;
    h.share = (vd){0};
  }
  return h;
}

/* Rounded, and NaN the same NaN: else its sign would tell in which half of the vector a row was. */
INLINE vf rounded_rows(vd lower, vd upper) {
  const vf v = narrowed(lower, upper);
  return choose(v == v, v, splat(NAN));
}

/* What makes a gradient of an exponential: factor and subtrahend in two parts, the limit, and where it counts. */
typedef struct { vf high, low, less, less_low, limit, lift; vi counts; } slope_of_rows;

INLINE vf gradient_of(const int regularized, const int of_label, vf e, const slope_of_rows *s) {
  if (of_label) e = e * s->lift;
  return masked(s->counts, regularized ? scaled_less(e, s->high, s->low, s->less, s->less_low)
                                       : pmin(scaled(e, s->high, s->low), s->limit));
}

/* The gradients of the rows from i, of their exponentials e. */
INLINE void store_gradients(const int regularized, const int of_label, const general_arguments *of, int i,
                            const row_offsets *offsets, const vf *e, const int32_t *own_class, vi counts, half_rows a,
                            half_rows b) {
  const int n = of->classes;
  float *gradient = of->gradient + (size_t)i * n;
  vf lift = splat(1);
  if (of_label) {
    const vl lower_tiny = a.factor < splatd(LEAST_FACTOR), upper_tiny = b.factor < splatd(LEAST_FACTOR);
    a.factor = choosed(lower_tiny, a.factor * LIFTED, a.factor);
    b.factor = choosed(upper_tiny, b.factor * LIFTED, b.factor);
    lift = choose(narrowed_mask(lower_tiny, upper_tiny), splat((float)(1 / LIFTED)), lift);
  }
  const vd lower_high = upper_bits_of(a.factor), upper_high = upper_bits_of(b.factor);
  slope_of_rows s = {
    .high = rounded_rows(lower_high, upper_high),
    .low = rounded_rows(a.factor - lower_high, b.factor - upper_high),
    .limit = narrowed(a.scale, b.scale),
    .lift = lift,
    .counts = counts,
  };
  if (regularized) {
    const double even = of->smoothing / n;
    const vd lower_less = a.scale * even, upper_less = b.scale * even;
    s.less = narrowed(lower_less, upper_less);
    s.less_low = narrowed(lower_less - lower_half(s.less), upper_less - upper_half(s.less));
  }
  for (int k = 0; k < n && n >= 4; k += 4) {
    const int at = least(k, n - 4);
    vf v[4];
    UNROLL for (int j = 0; j < 4; j++) v[j] = gradient_of(regularized, of_label, e[at + j], &s);
    store_four_columns(gradient, offsets, at, v);
  }
  for (int k = 0; k < n && n < 4; k++) {
    store_column(gradient, offsets, k, gradient_of(regularized, of_label, e[k], &s));
  }
  /* Over what was stored for the label: that costs less than a choice at every class. */
  const vf own = masked(counts, rounded_rows(a.label, b.label));
  UNROLL for (int j = 0; j < W; j++) gradient[offsets->of[j] + own_class[j]] = own[j];
}

/* Loss and gradient of the rows from i, their logits being z. One that is not finite gives NaN. */
INLINE void some_rows(const int regularized, const int of_label, const general_arguments *of, int i, int rows, const row_offsets *offsets,
                      const vf *z, vf max, vi label, vi counts, vd lower_weight, vd upper_weight) {
  const int n = of->classes;
  int32_t own_class[W];
  memcpy(own_class, &label, sizeof label);
  vd lower_total = {0}, upper_total = {0};
  if (regularized && of->smoothing != 0) {
    for (int k = 0; k < n; k++) {
      lower_total += lower_half(z[k]);
      upper_total += upper_half(z[k]);
    }
  }
  const vf shift = shifts_of(max), top = max - shift, exponent = exponents_of(top);
  vf label_logit;
  UNROLL for (int j = 0; j < W; j++) label_logit[j] = z[own_class[j]][j];
  vd lower_logit = lower_half(label_logit - shift), upper_logit = upper_half(label_logit - shift);
  if (of_label) {
    /* A power of p makes a large error of one in −log p. */
    lower_logit = lower_half(label_logit) - lower_half(shift);
    upper_logit = upper_half(label_logit) - upper_half(shift);
  }
  vf e[NARROW];
  exponentiate_columns(z, n, e, shift, lowests_of(exponent), rounders_of(exponent));

  /* The label's term and the largest are taken from the sum, to be added to all digits. */
  vd lower = {0}, upper = {0};
  vi ties = {0};
  for (int k = 0; k < n; k++) {
    const vi is_label = splati(k) == label;
    const vi is_top = (z[k] == max) & ~is_label;
    ties -= is_top;
    const vf rest = masked(~(is_label | is_top), e[k]);
    lower += lower_half(rest);
    upper += upper_half(rest);
  }
  const vf count = __builtin_convertvector(ties, vf);
  const half_rows a = finish_half(regularized, of_label, of, lower_weight, lower_logit, lower_half(top),
                                  lower_half(exponent), lower, lower_half(count), lower_half(max), lower_total);
  const half_rows b = finish_half(regularized, of_label, of, upper_weight, upper_logit, upper_half(top),
                                  upper_half(exponent), upper, upper_half(count), upper_half(max), upper_total);
  if (of->gradient) store_gradients(regularized, of_label, of, i, offsets, e, own_class, counts, a, b);

  vf loss = masked(counts, rounded_rows(a.loss, b.loss));
  if (!regularized && any(max == splat(-INFINITY))) {
    vi empty = counts;
    for (int k = 0; k < n; k++) empty &= z[k] == splat(-INFINITY);
    loss = choose(empty, splat(-INFINITY), loss);
  }
  store_first(of->losses + i, loss, rows);
  if (regularized && of->z_losses) store_first(of->z_losses + i, masked(counts, rounded_rows(a.share, b.share)), rows);
}

/* A row that the fast way does not fit, or that is beside one. */
APART void one_narrow_row(const general_arguments *of, char *scratch, int i);

/* The rows i … i + rows − 1, not more than W. */
INLINE void up_to_w_rows(const int regularized, const int of_label, const general_arguments *of, char *scratch, int i,
                         const int rows, const row_offsets *offsets) {
  const int n = of->classes;
  vf z[NARROW];
  const vf max = load_columns(of->logits + (size_t)i * n, offsets, n, z);
  vi given;
  vd lower_weight = splatd(1), upper_weight = lower_weight;
  if (rows == W) {
    memcpy(&given, of->labels + i, sizeof given);
    if (of->samples) {
      lower_weight = loadd(of->samples + i);
      upper_weight = loadd(of->samples + i + W / 2);
    }
  } else {
    for (int j = 0; j < W; j++) {
      const int row = i + least(j, rows - 1);
      given[j] = of->labels[row];
      const double weight = of->samples ? load_double(of->samples + row) : 1;
      if (j < W / 2) lower_weight[j] = weight;
      else upper_weight[j - W / 2] = weight;
    }
  }
  const vi unweighted = narrowed_mask(lower_weight == (vd){0}, upper_weight == (vd){0});
  const vi counts = ~((given == splati(of->ignored)) | unweighted);
  const vi label = given & counts; /* in a row that does not count, any class */
  if (regularized) {
    const vl lower = are_usual(lower_weight * of->scale, lower_half(max), of->smoothing, of->z_loss);
    const vl upper = are_usual(upper_weight * of->scale, upper_half(max), of->smoothing, of->z_loss);
    if (any(counts & ~narrowed_mask(lower, upper))) {
      if (rows == 1) general_row(of, scratch, i);
      else for (int j = 0; j < rows; j++) one_narrow_row(of, scratch, i + j);
      return;
    }
  }
  some_rows(regularized, of_label, of, i, rows, offsets, z, max, label, counts, lower_weight, upper_weight);
}

APART void one_narrow_row(const general_arguments *of, char *scratch, int i) {
  const row_offsets offsets = offsets_of(1, of->classes);
  up_to_w_rows(1, 0, of, scratch, i, 1, &offsets);
}

INLINE void narrow_rows(const int regularized, const int of_label, const general_arguments *of, char *scratch, int begin,
                        int end) {
  const row_offsets all = offsets_of(W, of->classes);
  int i = begin;
  for (; i + W <= end; i += W) up_to_w_rows(regularized, of_label, of, scratch, i, W, &all);
  if (i == end) return;
  const row_offsets few = offsets_of(end - i, of->classes);
  up_to_w_rows(regularized, of_label, of, scratch, i, end - i, &few);
}
