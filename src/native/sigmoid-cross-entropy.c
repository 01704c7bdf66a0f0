/* assembly/sigmoid-cross-entropy.ts: every element by itself, so W of them at a time */
#include "vectors.h"
#include "wide.h"

/* Factors that repeat: all are `first` if there is no more than one, else the next is number `at` of `from`. */
typedef struct { vd first; const double *from; int period, at; } factors;

INLINE factors factors_at(const double *from, int period, int begin) {
  if (!from) return (factors){splatd(1), NULL, 1, 0};
  return (factors){splatd(load_double(from)), period > 1 ? from : NULL, period, period > 1 ? begin % period : 0};
}

INLINE vd next_factors(factors *f) {
  if (!f->from) return f->first;
  vd next;
  if (f->at + W / 2 <= f->period) {
    next = loadd(f->from + f->at);
    f->at += W / 2;
    if (f->at == f->period) f->at = 0;
    return next;
  }
  double each[W / 2];
  for (int i = 0; i < W / 2; i++) {
    each[i] = load_double(f->from + f->at);
    if (++f->at == f->period) f->at = 0;
  }
  return loadd(each);
}

typedef struct { vd loss, slope; } loss_and_slope;

/* Loss a softplus(−z) + b softplus(z) and slope b σ(z) − a σ(−z), where 0 · ∞ counts as 0. */
INLINE loss_and_slope elements(vd z, vd y, vd weight, vd positive) {
  const vd a = weight * y * positive;
  const vd b = weight * (1.0 - y);
  const vd size = absoluted(z);
  const vd e = wide_exp_vd(-size);
  const vd small = wide_log1p_vd(e); /* softplus(−|z|) */
  const vd large = size + small;     /* softplus(|z|) */
  const vl above = z > 0.0, with_a = a != 0.0, with_b = b != 0.0;
  const vd part = 1.0 / (1.0 + e); /* σ(|z|) */
  const vd rest = e * part;        /* σ(−|z|) */
  return (loss_and_slope){
    maskedd(with_a, a * choosed(above, small, large)) + maskedd(with_b, b * choosed(above, large, small)),
    maskedd(with_b, b * choosed(above, part, rest)) - maskedd(with_a, a * choosed(above, rest, part)),
  };
}

/*
 * For each element, with y = targets[i], a = w p y and b = w (1 − y): losses[i] ← a softplus(−z) + b softplus(z),
 * gradient[i] ← scale (b σ(z) − a σ(−z)); w = weights[i mod period] and p = positives[i mod positivesPeriod].
 */
KERNEL(sigmoidCrossEntropy) {
  const int begin = INT(0), end = INT(1);
  const float *logits = AT(const float, 2), *targets = AT(const float, 3);
  factors weights = factors_at(AT_OR_NULL(const double, 4), INT(5), begin);
  factors positives = factors_at(AT_OR_NULL(const double, 6), INT(7), begin);
  float *gradient = AT_OR_NULL(float, 8), *losses = AT(float, 9);
  const vd scale = splatd(DOUBLE(10));
  for (int i = begin; i < end; i += W) {
    const int n = end - i;
    const vf z = load_first(logits + i, n, 0), y = load_first(targets + i, n, 0);
    const vd lower_weights = next_factors(&weights), lower_positives = next_factors(&positives);
    const loss_and_slope lower = elements(lower_half(z), lower_half(y), lower_weights, lower_positives);
    const vd upper_weights = next_factors(&weights), upper_positives = next_factors(&positives);
    const loss_and_slope upper = elements(upper_half(z), upper_half(y), upper_weights, upper_positives);
    if (gradient) store_first(gradient + i, narrowed(scale * lower.slope, scale * upper.slope), n);
    store_first(losses + i, narrowed(lower.loss, upper.loss), n);
  }
}

/* More than any softplus that is finite; times the least probability it is 0. */
#define LARGEST_COST 1e40

/* Loss v σ(x)^γ softplus(x) and its derivative by z: x = −z, v = weight · a where y is 1, else x = z, v = weight · b. */
INLINE loss_and_slope focal_elements(vd z, vd y, vd weight, double a, double b, double gamma) {
  const vl positive = y == 1.0;
  const vd v = weight * choosed(positive, splatd(a), splatd(b));
  const vd x = choosed(positive, -z, z);
  const vd size = absoluted(x);
  const vd e = wide_exp_vd(-size);
  const vd small = wide_log1p_vd(e); /* softplus(−|x|) */
  const vd large = size + small;     /* softplus(|x|) */
  const vl above = x > 0.0, some = v != 0.0;
  const vd part = 1.0 / (1.0 + e); /* σ(|x|) */
  const vd rest = e * part;        /* σ(−|x|) */
  const vd cost = choosed(above, large, small);
  const vd exponent = gamma * choosed(above, small, large);
  const vd focus = gamma == 0 ? splatd(1) : wide_exp_vd(-exponent); /* σ(x)^γ, and not 0 · ∞ */
  const vd bend = choosed(above, rest, part) * pmind(cost, splatd(LARGEST_COST));
  const vd factor = v * focus;
  const vd up = factor * (choosed(above, part, rest) + gamma * bend);
  return (loss_and_slope){maskedd(some, factor * cost), maskedd(some, choosed(positive, -up, up))};
}

KERNEL(sigmoidFocal) {
  const int begin = INT(0), end = INT(1);
  const float *logits = AT(const float, 2), *targets = AT(const float, 3);
  factors weights = factors_at(AT_OR_NULL(const double, 4), INT(5), begin);
  const double a = DOUBLE(6), b = DOUBLE(7), gamma = DOUBLE(8);
  float *gradient = AT_OR_NULL(float, 9), *losses = AT(float, 10);
  const vd scale = splatd(DOUBLE(11));
  for (int i = begin; i < end; i += W) {
    const int n = end - i;
    const vf z = load_first(logits + i, n, 0), y = load_first(targets + i, n, 0);
    const loss_and_slope lower = focal_elements(lower_half(z), lower_half(y), next_factors(&weights), a, b, gamma);
    const loss_and_slope upper = focal_elements(upper_half(z), upper_half(y), next_factors(&weights), a, b, gamma);
    if (gradient) store_first(gradient + i, narrowed(scale * lower.slope, scale * upper.slope), n);
    store_first(losses + i, narrowed(lower.loss, upper.loss), n);
  }
}
