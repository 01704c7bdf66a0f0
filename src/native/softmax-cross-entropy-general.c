/*
 * assembly/softmax-cross-entropy-general.ts: classes by themselves in vectors; the sums have four lanes, as quads have.
 */
#include "softmax-cross-entropy-general.h"
#include "rows.h"
#include "wide.h"
#include "wide-sums.h"

/* Kept from one pass to the next for so many classes. */
#define MOST_SLOPES (SCRATCH_BYTES / 8)
#define LARGEST_STEEPNESS 1e300

/* Of a row: its target (NULL if that is a label), and what makes c of it: w (smoothed + unsmoothed · target). */
typedef struct {
  const float *target;
  const double *weights;
  int n;
  double smoothed, unsmoothed;
  /* The soft cap, 0 for none, and −2 / cap. */
  double cap, steepness;
} row;

/* softcap · tanh(x / softcap), −∞ for −∞, and its derivative: 4 d / (1 + d)² with d = exp(−2 |x| / softcap) */
typedef struct { vd z, slope; } capped_logits;

INLINE capped_logits capped(const row *r, vd x) {
  const vd decay = wide_exp_vd(absoluted(x) * r->steepness);
  const vd half = 1.0 / (1.0 + decay);
  const vd size = r->cap * (1.0 - decay) * half;
  return (capped_logits){choosed(x == -INFINITY, x, choosed((vl)splatd(-0.0), x, size)), 4.0 * decay * (half * half)};
}

APART double capped_one(const row *r, double x) { return r->cap == 0 ? x : capped(r, splatd(x)).z[0]; }
APART double slope_of(const row *r, double x) { return r->cap == 0 ? 1 : capped(r, splatd(x)).slope[0]; }

/*
 * Numbers that are taken at once, in loops of few operations each: of long chains of them a processor sees too few beside
 * each other. The last part of a row is a copy, filled up with classes that are masked out and have no weight.
 */
#define PART 64
typedef struct { float z[PART], target[PART]; double weights[PART]; } filled;
typedef struct { const float *z, *target; const double *weights; int n; } part;

INLINE part part_of(const row *r, const float *z, int k, filled *f) {
  part p = {z + k, r->target ? r->target + k : NULL, r->weights ? r->weights + k : NULL, least(PART, r->n - k)};
  if (p.n == PART) return p;
  for (int j = 0; j < PART; j++) {
    const int inside = j < p.n;
    f->z[j] = inside ? p.z[j] : -INFINITY;
    f->target[j] = inside && p.target ? p.target[j] : 0;
    f->weights[j] = !inside ? 0 : p.weights ? load_double(p.weights + j) : 1;
  }
  return (part){f->z, p.target ? f->target : NULL, f->weights, p.n};
}

/* c of W / 2 classes, but for what the label's target adds. */
INLINE vd pulls(const row *r, const part *p, vd target, int j) {
  vd c = splatd(r->smoothed);
  if (p->target) c += r->unsmoothed * target;
  return p->weights ? c * loadd(p->weights + j) : c;
}
INLINE double pull_of(const row *r, int k) {
  double c = r->smoothed;
  if (r->target) c += r->unsmoothed * (double)r->target[k];
  return r->weights ? c * load_double(r->weights + k) : c;
}

/* The sums over the exponentials but for the largest, c, and c (max − z). */
typedef struct { d4 rest, pull, drop; } row_sums;

/* 0 · ∞ is 0: a class that is masked out and that the target leaves out. */
INLINE void add_pulls(row_sums *s, vd c, vd below) {
  s->pull = with_fours(s->pull, c);
  s->drop = with_fours(s->drop, maskedd(c != 0.0, c * below));
}

/* The first pass over a part: its exponentials go to g, the cap's slopes to `slopes`, if they are not NULL. */
INLINE void accumulate(const row *r, const part *p, double max, int argmax, int has_pulls, float *g, double *slopes,
                       row_sums *s) {
  double below[PART], e[PART];
  for (int j = 0; j < p->n; j += W) {
    const vf v = load(p->z + j);
    storedv(below + j, max - lower_half(v));
    storedv(below + j + W / 2, max - upper_half(v));
  }
  if (r->cap != 0) {
    for (int j = 0; j < p->n; j += W / 2) {
      const capped_logits c = capped(r, widened_at(p->z + j));
      storedv(below + j, max - c.z);
      if (slopes) storedv(slopes + j, c.slope);
    }
  }
  for (int j = 0; j < p->n; j += W / 2) storedv(e + j, wide_exp_vd(-loadd(below + j)));
  for (int j = 0; g && j < p->n; j += W) {
    store_first(g + j, narrowed(loadd(e + j), loadd(e + j + W / 2)), p->n - j);
  }
  if (argmax >= 0 && argmax < p->n) e[argmax] = 0;
  for (int j = p->n; j % W != 0; j++) e[j] = 0;
  for (int j = 0; j < p->n; j += W / 2) s->rest = with_fours(s->rest, loadd(e + j));
  for (int j = 0; has_pulls && j < p->n; j += W) {
    const vf t = p->target ? load(p->target + j) : (vf){0};
    add_pulls(s, pulls(r, p, lower_half(t), j), loadd(below + j));
    add_pulls(s, pulls(r, p, upper_half(t), j + W / 2), loadd(below + j + W / 2));
  }
}

/* What the gradient is made of: C and the z-loss's pull, Σ exp, and scale / Σ exp. */
typedef struct { double gain, sum, factor; } row_totals;

/* C p − c, written as (C − c) p − c (1 − p), where 1 − p is the others' share */
INLINE vd tilted(const row *r, const part *p, vd e, vd target, int j, const row_totals *t) {
  const vd c = pulls(r, p, target, j);
  return ((t->gain - c) * e - c * (t->sum - e)) * t->factor;
}

/* The second pass over a part: g ← the gradient, of exponentials. */
INLINE void bend(const row *r, const part *p, int has_pulls, float *g, const double *slopes, const row_totals *t) {
  for (int j = 0; j < p->n; j += W) {
    const vf e = load_first(g + j, p->n - j, 0);
    vd lower = lower_half(e), upper = upper_half(e);
    if (has_pulls) {
      const vf target = p->target ? load(p->target + j) : (vf){0};
      lower = tilted(r, p, lower, lower_half(target), j, t);
      upper = tilted(r, p, upper, upper_half(target), j + W / 2, t);
    } else {
      lower *= t->gain * t->factor;
      upper *= t->gain * t->factor;
    }
    if (slopes) {
      lower *= loadd(slopes + j);
      upper *= loadd(slopes + j + W / 2);
    } else if (r->cap != 0) {
      lower *= capped(r, widened_at(p->z + j)).slope;
      upper *= capped(r, widened_at(p->z + j + W / 2)).slope;
    }
    store_first(g + j, narrowed(lower, upper), p->n - j);
  }
}

/* The row's loss; `share` is the z-loss's part of it. */
INLINE double one_row(const row *r, char *scratch, const float *z, float *g, int label, float max, double z_weight,
                      double scale, double *share) {
  const int n = r->n, argmax = index_in(z, n, max), has_pulls = r->smoothed != 0 || r->target;
  const double m = capped_one(r, max), argmax_logit = z[argmax];
  double *slopes = g && r->cap != 0 && n <= MOST_SLOPES ? (double *)scratch : NULL;
  /* The label, apart from the others: what its target adds to c, and where it is. */
  double own = 0, own_logit = 0, below = 0;
  if (label >= 0) {
    const double weight = r->weights ? load_double(r->weights + label) : 1;
    own = weight * r->unsmoothed;
    z_weight *= weight;
    own_logit = z[label];
    below = m - capped_one(r, own_logit);
  }
  row_sums sums = {{0}, {0}, {0}};
  filled f;
  for (int k = 0; k < n; k += PART) {
    const part p = part_of(r, z, k, &f);
    accumulate(r, &p, m, argmax - k, has_pulls, g ? g + k : NULL, slopes ? slopes + k : NULL, &sums);
  }
  const double others = sum_of_four(sums.rest), sum = 1 + others, log_others = log1p_of(others);
  const double log_sum = m + log_others;
  const double total = sum_of_four(sums.pull) + own;
  const double drop = sum_of_four(sums.drop) + (own == 0 ? 0 : own * below);
  const double z_pull = z_weight == 0 ? 0 : z_weight * log_sum;
  *share = z_pull * log_sum;
  if (g) {
    const row_totals t = {total + 2 * z_pull, sum, scale / sum};
    const double at_argmax = pull_of(r, argmax) + (argmax == label ? own : 0);
    const double top = ((t.gain - at_argmax) - at_argmax * others) * t.factor;
    for (int k = 0; k < n; k += PART) {
      const part p = part_of(r, z, k, &f);
      bend(r, &p, has_pulls, g + k, slopes ? slopes + k : NULL, &t);
    }
    g[argmax] = (float)(top * slope_of(r, argmax_logit));
    if (label >= 0 && label != argmax) {
      const double c = pull_of(r, label) + own, e = exp_of(0 - below);
      const double slope = ((t.gain - c) * e - c * (sum - e)) * t.factor;
      g[label] = (float)(slope * slope_of(r, own_logit));
    }
  }
  return drop + total * log_others + *share;
}

void general_row(const general_arguments *a, char *scratch, ptrdiff_t i) {
  const int n = a->classes, label = a->labels ? a->labels[i] : -1;
  const float *z = a->logits + i * n;
  float *g = a->gradient ? a->gradient + i * n : NULL;
  const double sample = a->samples ? load_double(a->samples + i) : 1;
  double loss = 0, share = 0;
  if (sample == 0 || (a->labels && label == a->ignored)) {
    if (g) fill_row(g, n, 0);
  } else {
    const float max = row_max(z, n).max;
    if (max > -INFINITY && (a->softcap != 0 || max < INFINITY)) {
      const double steepness = 2 / a->softcap;
      const row r = {
        .target = a->labels ? NULL : a->targets + i * n,
        .weights = a->weights,
        .n = n,
        .smoothed = sample * a->smoothing / n,
        .unsmoothed = sample * (1 - a->smoothing),
        .cap = a->softcap,
        .steepness = 0 - (steepness < LARGEST_STEEPNESS ? steepness : LARGEST_STEEPNESS),
      };
      loss = one_row(&r, scratch, z, g, label, max, a->z_loss * sample, a->scale, &share);
    } else {
      loss = max == -INFINITY && !row_has_nan(z, n) ? -INFINITY : NAN;
      share = NAN;
      if (g) fill_row(g, n, NAN);
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
    .gradient = AT_OR_NULL(float, 7),
    .losses = AT(float, 8),
    .z_losses = AT_OR_NULL(float, 9),
    .classes = INT(10),
    .ignored = INT(11),
    .smoothing = DOUBLE(12),
    .z_loss = DOUBLE(13),
    .softcap = DOUBLE(14),
    .scale = DOUBLE(15),
  };
  for (int i = INT(0); i < INT(1); i++) general_row(&a, call->scratch, i);
}
