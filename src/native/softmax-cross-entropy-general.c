/*
 * assembly/softmax-cross-entropy-general.ts: classes by themselves in vectors, sums over pairs of them one after another.
 */
#include "softmax-cross-entropy-general.h"
#include "rows.h"
#include "wide.h"

/* Of a row: its label (−1 where there are probabilities) and its weight, and what follows from them. */
typedef struct {
  const general_arguments *of;
  const float *target;
  int label, argmax;
  double sample, smoothed, unsmoothed;
} row;

/* The sums over the exponentials but for the largest, the pulls c, and c (max − z). */
typedef struct { d2 rest, pull, drop; } row_sums;

INLINE vd decay_of(vd x, double cap) { return wide_exp_vd(-2.0 * (absoluted(x) / cap)); }

/* softcap · tanh(x / softcap), −∞ for −∞: it marks a class that is masked out */
INLINE vd capped(vd x, double cap) {
  if (cap == 0) return x;
  const vd decay = decay_of(x, cap);
  const vd size = cap * ((1.0 - decay) / (1.0 + decay));
  return choosed(x == -INFINITY, x, choosed((vl)splatd(-0.0), x, size));
}

/* Its derivative, 4 d / (1 + d)² with d = exp(−2 |x| / softcap): 1 − tanh² would cancel. */
INLINE vd cap_slope(vd x, double cap) {
  const vd decay = decay_of(x, cap);
  const vd sum = 1.0 + decay;
  return 4.0 * decay / (sum * sum);
}

/* c of the classes from k on, given their targets; 0 beyond the last. */
INLINE vd pulls(const row *r, vd target, int k) {
  const int n = r->of->classes;
  const vd q = r->smoothed + (r->target ? r->unsmoothed * target
                                        : maskedd(lanes_from(k) == r->label, splatd(r->unsmoothed)));
  vd w = splatd(r->sample);
  if (r->of->weights) w *= load_firstd(r->of->weights + k, n - k);
  return maskedd(lanes_from(k) < n, w * q);
}

INLINE vd accumulate(const row *r, vd logit, vd target, int k, double max, row_sums *s) {
  const vd below = max - capped(logit, r->of->softcap);
  const vd e = wide_exp_vd(-below);
  const vl lanes = lanes_from(k);
  s->rest = with_pairs(s->rest, maskedd((lanes != r->argmax) & (lanes < r->of->classes), e));
  const vd c = pulls(r, target, k);
  s->pull = with_pairs(s->pull, c);
  /* 0 · ∞ is 0: a class that is masked out and that the target leaves out. */
  s->drop = with_pairs(s->drop, maskedd(c != 0.0, c * below));
  return e;
}

/* What the gradient is made of: Σ exp but for the largest, the sum with it, Σ c, and the z-loss's pull. */
typedef struct { double others, sum, total, z_pull; } row_totals;

/* C p − c, written as (C − c) p − c (1 − p), where 1 − p is the others' share. */
INLINE vd slope(const row *r, vd e, vd logit, vd target, int k, const row_totals *t) {
  const vd c = pulls(r, target, k);
  const vd without = choosed(lanes_from(k) == r->argmax, splatd(t->others), t->sum - e);
  const vd up = ((t->total - c) + t->z_pull) * (e / t->sum);
  const vd g = up - c * without / t->sum;
  return r->of->softcap == 0 ? g : g * cap_slope(logit, r->of->softcap);
}

/* The row's loss; `share` is the z-loss's part of it. */
INLINE double one_row(row *r, const float *z, float *g, float max, double z_weight, double *share) {
  const int n = r->of->classes;
  const double m = capped(splatd(max), r->of->softcap)[0];
  row_sums sums = {{0}, {0}, {0}};
  r->argmax = index_in(z, n, max);
  vf target = {0};
  for (int k = 0; k < n; k += W) {
    const vf v = load_first(z + k, n - k, -INFINITY);
    if (r->target) target = load_first(r->target + k, n - k, 0);
    const vd lower = accumulate(r, lower_half(v), lower_half(target), k, m, &sums);
    const vd upper = accumulate(r, upper_half(v), upper_half(target), k + W / 2, m, &sums);
    store_first(g + k, narrowed(lower, upper), n - k);
  }
  const double others = sum_of2(sums.rest), log_others = log1p_of(others), log_sum = m + log_others;
  const double z_pull = z_weight == 0 ? 0 : z_weight * log_sum;
  const row_totals totals = {others, 1 + others, sum_of2(sums.pull), 2 * z_pull};
  for (int k = 0; k < n; k += W) {
    const vf e = load_first(g + k, n - k, 0), v = load_first(z + k, n - k, 0);
    if (r->target) target = load_first(r->target + k, n - k, 0);
    const vd lower = slope(r, lower_half(e), lower_half(v), lower_half(target), k, &totals);
    const vd upper = slope(r, upper_half(e), upper_half(v), upper_half(target), k + W / 2, &totals);
    store_first(g + k, narrowed(lower * r->of->scale, upper * r->of->scale), n - k);
  }
  *share = z_pull * log_sum;
  return sum_of2(sums.drop) + totals.total * log_others + *share;
}

void general_row(const general_arguments *a, ptrdiff_t i) {
  const int n = a->classes;
  const float *z = a->logits + i * n;
  float *g = a->gradient + i * n;
  row r = {
    .of = a,
    .target = a->labels ? NULL : a->targets + i * n,
    .label = a->labels ? a->labels[i] : -1,
    .sample = a->samples ? load_double(a->samples + i) : 1,
    .smoothed = a->smoothing / n,
    .unsmoothed = 1 - a->smoothing,
  };
  double loss = 0, share = 0;
  if (r.sample == 0 || (a->labels && r.label == a->ignored)) {
    fill_row(g, n, 0);
  } else {
    const float max = row_max(z, n).max;
    if (max > -INFINITY && (a->softcap != 0 || max < INFINITY)) {
      const double weight = a->labels && a->weights ? load_double(a->weights + r.label) : 1;
      loss = one_row(&r, z, g, max, a->z_loss * r.sample * weight, &share);
    } else {
      loss = max == -INFINITY && !row_has_nan(z, n) ? -INFINITY : NAN;
      share = NAN;
      fill_row(g, n, NAN);
    }
  }
  a->losses[i] = (float)loss;
  if (a->z_losses) a->z_losses[i] = (float)share;
}

KERNEL(generalSoftmaxCrossEntropy) {
  const general_arguments a = {
    .logits = AT(const float, 2),
    .labels = AT_OR_NULL(const int32_t, 3),
    .targets = AT_OR_NULL(const float, 4),
    .weights = AT_OR_NULL(const double, 5),
    .samples = AT_OR_NULL(const double, 6),
    .gradient = AT(float, 7),
    .losses = AT(float, 8),
    .z_losses = AT_OR_NULL(float, 9),
    .classes = INT(10),
    .ignored = INT(11),
    .smoothing = DOUBLE(12),
    .z_loss = DOUBLE(13),
    .softcap = DOUBLE(14),
    .scale = DOUBLE(15),
  };
  for (int i = INT(0); i < INT(1); i++) general_row(&a, i);
}
