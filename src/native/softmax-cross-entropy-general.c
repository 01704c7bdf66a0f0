/*
 * assembly/softmax-cross-entropy-general.ts: classes by themselves in vectors; the sums have eight lanes.
 */
#include "softmax-cross-entropy-general.h"
#include "rows.h"
#include "soft-cap.h"
#include "wide-sums.h"

/* c dz / dlogit is kept from one pass to the next for so many classes. */
#define MOST_KEPT (SCRATCH_BYTES / 8)
/* 2^−1000 is a normal number; numbers of a row that are not so far apart need no look at it. */
#define LARGEST_HALVINGS 1000
#define USUAL_RANGE 600

/* Of a row: its target (NULL if that is a label), and what makes c of it: w (smoothed + unsmoothed · target). */
typedef struct {
  const float *target;
  const double *weights;
  int n;
  double smoothed, unsmoothed, scale;
  int has_cap;
  soft_cap cap;
  /* Whether all numbers are finite, near 0 for the cap, and not far apart. */
  int is_usual;
} row;

/* e ← 2^−x of `count` vectors beside each other, x ≥ 0 */
INLINE void halve(const int is_usual, const int count, const vd *x, vd *e) {
  const double rounder = 6755399441055744.0 + 1023; /* 1.5 · 2^52, and the exponent's bias */
  vd shifted[MOST_ABREAST], f[MOST_ABREAST], square[MOST_ABREAST], even[MOST_ABREAST], odd[MOST_ABREAST];
  UNROLL for (int i = 0; i < count; i++) {
    const vd y = is_usual ? x[i] : pmind(x[i], splatd(LARGEST_HALVINGS));
    shifted[i] = rounder - y;
    f[i] = (rounder - shifted[i]) - y;
  }
  UNROLL for (int i = 0; i < count; i++) square[i] = f[i] * f[i];
  UNROLL for (int i = 0; i < count; i++) even[i] = 0.0013333935049099003605 + 0.00001519615809415689525 * square[i];
  UNROLL for (int i = 0; i < count; i++) odd[i] = 0.0096180381320660388753 + 0.00015466756329497683526 * square[i];
  UNROLL for (int i = 0; i < count; i++) even[i] = 0.055504103659991132351 + even[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) odd[i] = 0.24022651066560376242 + odd[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) even[i] = 0.69314718070452948668 + even[i] * square[i];
  UNROLL for (int i = 0; i < count; i++) {
    const vd power = (vd)((vm)shifted[i] << 52);
    const vd w = (even[i] + odd[i] * f[i]) * f[i];
    e[i] = raisedd(power, w);
  }
}

/* So many vectors, and numbers, are taken at once: with a cap two, whose constants take most registers. */
#define ABREAST(has_cap) (W == 16 && !(has_cap) ? 4 : 2)
#define PART(has_cap) (ABREAST(has_cap) * (W / 2))
#define LARGEST_PART PART(0)
/* Some of a row's classes, n of them, and where what the gradient needs of them goes; `top` is where the maximum is. */
typedef struct { const float *z, *target; const double *weights; float *e; double *d; int n, top; } part;
/* The last of a row are a copy, filled up with the first of them, which do not count there. */
typedef struct {
  float z[LARGEST_PART], target[LARGEST_PART], e[LARGEST_PART];
  double weights[LARGEST_PART], d[LARGEST_PART];
} filled;

INLINE part part_of(const row *r, const float *z, float *e, double *d, int k, int n, int argmax) {
  return (part){z + k, r->target ? r->target + k : NULL, r->weights ? r->weights + k : NULL, e, d, n, argmax - k};
}

INLINE part filled_up(filled *f, part p) {
  for (int j = 0; j < LARGEST_PART; j++) {
    f->z[j] = p.z[0];
    f->target[j] = 0;
    f->weights[j] = j < p.n;
  }
  memcpy(f->z, p.z, p.n * sizeof(float));
  if (p.target) memcpy(f->target, p.target, p.n * sizeof(float));
  if (p.weights) memcpy(f->weights, p.weights, p.n * sizeof(double));
  return (part){f->z, p.target ? f->target : NULL, f->weights, f->e, f->d, p.n, p.top};
}

/* c of W / 2 classes from j on, and of class k, but for what the label's target adds. */
INLINE vd pulls(const row *r, const part *p, int j) {
  vd c = splatd(r->smoothed);
  if (p->target) c += r->unsmoothed * widened_at(p->target + j);
  return p->weights ? c * loadd(p->weights + j) : c;
}
INLINE double pull_of(const row *r, int k) {
  double c = r->smoothed;
  if (r->target) c += r->unsmoothed * (double)r->target[k];
  return r->weights ? c * load_double(r->weights + k) : c;
}

/* The sums over the exponentials but for the largest, c, and c (max − z); with a cap the last is in base 2. */
typedef struct { eight_sums rest, pull, drop; } row_sums;

/* max − z of the numbers at `from`, with a cap in base 2, and the slopes there. */
INLINE void distances(const int is_usual, const int has_cap, const row *r, const float *from, double max, vd *below,
                      vd *slope) {
  const int abreast = ABREAST(has_cap);
  vd x[MOST_ABREAST], z[MOST_ABREAST];
  UNROLL for (int i = 0; i < abreast; i++) x[i] = widened_at(from + i * (W / 2));
  if (has_cap) cap_logits(&r->cap, is_usual, abreast, x, z, slope);
  UNROLL for (int i = 0; i < abreast; i++) below[i] = max - (has_cap ? z[i] : x[i]);
}

/* The first pass: e takes exp(z − max) dz / dlogit, d takes c dz / dlogit, where they are not NULL. */
INLINE void accumulate_as(const int is_usual, const int has_cap, const row *given, const part *from, double max,
                          int has_pulls, row_sums *to) {
  const row of = *given, *const r = &of; /* no store changes these */
  const part local = *from, *const p = &local;
  row_sums s = *to;
  const int abreast = ABREAST(has_cap), step = PART(has_cap);
  vd below[MOST_ABREAST], slope[MOST_ABREAST], next[MOST_ABREAST], next_slope[MOST_ABREAST];
  if (p->n > 0) distances(is_usual, has_cap, r, p->z, max, next, next_slope);
  for (int k = 0; k < p->n; k += step) {
    vd arguments[MOST_ABREAST], e[MOST_ABREAST];
    UNROLL for (int i = 0; i < abreast; i++) below[i] = next[i];
    UNROLL for (int i = 0; i < abreast; i++) slope[i] = next_slope[i];
    /* Beside what follows, which would wait for these quotients. */
    distances(is_usual, has_cap, r, p->z + (k + step < p->n ? k + step : k), max, next, next_slope);
    if (has_cap) halve(is_usual, abreast, below, e);
    UNROLL for (int i = 0; i < abreast; i++) arguments[i] = -below[i];
    if (!has_cap) wide_exps_vd(arguments, abreast, !is_usual, e);
    UNROLL for (int i = 0; i < abreast; i++) {
      const int at = k + i * (W / 2);
      const int is_cut = (p->top >= at && p->top < at + W / 2) || (!is_usual && at + W / 2 > p->n);
      const vl lanes = lanes_from(at);
      s.rest.lanes[i % EIGHTS] += is_cut ? maskedd((lanes != p->top) & (lanes < p->n), e[i]) : e[i];
      if (p->e) *(vh_anywhere *)(p->e + at) = rounded(has_cap ? e[i] * slope[i] : e[i]);
    }
    if (!has_pulls) continue;
    UNROLL for (int i = 0; i < abreast; i++) {
      const int at = k + i * (W / 2);
      const vd c = pulls(r, p, at), drop = c * below[i];
      s.pull.lanes[i % EIGHTS] += c;
      /* 0 · ∞ is 0: a class that is masked out and that the target leaves out. */
      s.drop.lanes[i % EIGHTS] += is_usual ? drop : maskedd(c != 0.0, drop);
      if (p->d) storedv(p->d + at, has_cap ? c * slope[i] : c);
    }
  }
  *to = s;
}

#define ACCUMULATE(name, is_usual, has_cap) \
  APART void name(const row *r, const part *p, double max, int has_pulls, row_sums *s) { \
    accumulate_as(is_usual, has_cap, r, p, max, has_pulls, s); \
  }
ACCUMULATE(accumulate, 0, 0)
ACCUMULATE(accumulate_usual, 1, 0)
ACCUMULATE(accumulate_capped, 0, 1)
ACCUMULATE(accumulate_usual_capped, 1, 1)
typedef void accumulation(const row *, const part *, double, int, row_sums *);
static accumulation *const accumulations[2][2] = {{accumulate, accumulate_usual},
                                                  {accumulate_capped, accumulate_usual_capped}};

/* g ← factor · g − scale · d, if that is not NULL; of the n numbers at `next`, if that is given, the range meanwhile. */
APART row_range bend(float *g, int n, double factor, const double *d, double scale, const float *next) {
  lane_maxima m = no_maxima();
  for (int k = 0; k < n; k += W) {
    const vf e = load_first(g + k, n - k, 0);
    vd lower = lower_half(e) * factor, upper = upper_half(e) * factor;
    if (d) {
      lower -= load_firstd(d + k, n - k) * scale;
      upper -= load_firstd(d + k + W / 2, n - k - W / 2) * scale;
    }
    if (next) m = k + W <= n ? with_vector(m, load(next + k)) : with_part(m, next + k, n - k);
    store_first(g + k, narrowed(lower, upper), n - k);
  }
  return range_of(m);
}

/* Of a row: its loss, the z-loss's part of that, and the range of the row after it. */
typedef struct { double loss, share; row_range next; } row_result;

/* The row after it, if there is none this one again, is at `next`. */
INLINE row_result one_row(const row *r, char *scratch, const float *z, float *g, int label, float max, double z_weight,
                          const float *next) {
  const int n = r->n, argmax = index_in(z, n, max), has_pulls = r->smoothed != 0 || r->target;
  const double unit = r->has_cap ? LN2 : 1;
  double m = max, slope_at_max = 1;
  /* The label, apart from the others: what its target adds to c, and where it is. */
  double own = 0, own_logit = z[label >= 0 ? label : argmax], own_slope = 1;
  if (r->has_cap) {
    const capped_logits two = capped_pair(&r->cap, m, own_logit);
    m = two.z[0];
    own_logit = two.z[1];
    slope_at_max = two.slope[0];
    own_slope = two.slope[1];
  }
  const double below = (m - own_logit) * unit;
  if (label >= 0) {
    const double weight = r->weights ? load_double(r->weights + label) : 1;
    own = weight * r->unsmoothed;
    z_weight *= weight;
  }
  accumulation *const usual = accumulations[r->has_cap][r->is_usual], *const any = accumulations[r->has_cap][0];
  row_sums sums = {{{{0}}}, {{{0}}}, {{{0}}}};
  filled f;
  double *kept = g && has_pulls && n <= MOST_KEPT ? (double *)scratch : NULL;
  const int step = PART(r->has_cap), rest = n % step, whole = n - rest;
  const part first = part_of(r, z, g, kept, 0, whole, argmax);
  usual(r, &first, m, has_pulls, &sums);
  if (rest > 0) {
    const part last = filled_up(&f, part_of(r, z, NULL, NULL, whole, rest, argmax));
    any(r, &last, m, has_pulls, &sums);
    if (g) memcpy(g + whole, f.e, rest * sizeof(float));
    if (kept) memcpy(kept + whole, f.d, rest * sizeof(double));
  }
  const double others = sum_of_eight(&sums.rest), sum = 1 + others;
  const double total = sum_of_eight(&sums.pull) + own;
  const double drop = sum_of_eight(&sums.drop) * unit + (own == 0 ? 0 : own * below);
  const double z_pull = z_weight == 0 ? 0 : z_weight * (m * unit + log1p_of(others));
  row_result result;
  if (g) {
    const double gain = total + 2 * z_pull, factor = r->scale / sum;
    if (kept || !has_pulls) {
      result.next = bend(g, n, gain * factor, kept, r->scale, next);
    } else {
      /* Made again: the gradient of a target, and what nobody needs. */
      for (int k = 0; k < n; k += step) {
        part p = part_of(r, z, f.e, f.d, k, least(step, n - k), argmax);
        if (p.n < step) p = filled_up(&f, p);
        any(r, &p, m, has_pulls, &sums);
        bend(g + k, least(step, n - k), gain * factor, f.d, r->scale, NULL);
      }
      result.next = row_max(next, n);
    }
    const double at_argmax = pull_of(r, argmax) + (argmax == label ? own : 0);
    g[argmax] = (float)(((gain - at_argmax) - at_argmax * others) * factor * slope_at_max);
    if (label >= 0 && label != argmax) {
      const double c = pull_of(r, label) + own, e = exp_of(0 - below);
      g[label] = (float)(((gain - c) * e - c * (sum - e)) * factor * own_slope);
    }
  } else {
    result.next = row_max(next, n);
  }
  /* Last, for nothing that is above waits for it, unless there is a z-loss. */
  const double log_others = log1p_of(others);
  result.share = z_pull * (m * unit + log_others);
  result.loss = drop + total * log_others + result.share;
  return result;
}

/* Row i, which has this range; returns that of the row at `next`. */
INLINE row_range do_row(const general_arguments *a, const soft_cap *cap, char *scratch, ptrdiff_t i, row_range range,
                        const float *next) {
  const int n = a->classes, label = a->labels ? a->labels[i] : -1;
  const float *z = a->logits + i * n;
  const float max = range.max;
  float *g = a->gradient ? a->gradient + i * n : NULL;
  const double sample = a->samples ? load_double(a->samples + i) : 1;
  row_result result = {0, 0, range};
  if (sample == 0 || (a->labels && label == a->ignored)) {
    if (g) fill_row(g, n, 0);
    result.next = row_max(next, n);
  } else if (max > -INFINITY && (a->softcap != 0 || max < INFINITY)) {
    const row r = {
      .target = a->labels ? NULL : a->targets + i * n,
      .weights = a->weights,
      .n = n,
      .smoothed = sample * a->smoothing / n,
      .unsmoothed = sample * (1 - a->smoothing),
      .scale = a->scale,
      .has_cap = a->softcap != 0,
      .cap = *cap,
      .is_usual = max - range.bound < USUAL_RANGE &&
                  (a->softcap == 0 || (max < NEAR * a->softcap && range.bound > -NEAR * a->softcap)),
    };
    result = one_row(&r, scratch, z, g, label, max, a->z_loss * sample, next);
  } else {
    result.loss = max == -INFINITY && !row_has_nan(z, n) ? -INFINITY : NAN;
    result.share = NAN;
    if (g) fill_row(g, n, NAN);
    result.next = row_max(next, n);
  }
  a->losses[i] = (float)result.loss;
  if (a->z_losses) a->z_losses[i] = (float)result.share;
  return result.next;
}

void general_row(const general_arguments *a, char *scratch, ptrdiff_t i) {
  const float *z = a->logits + i * a->classes;
  const soft_cap cap = soft_cap_of(a->softcap);
  do_row(a, &cap, scratch, i, row_max(z, a->classes), z);
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
  const int end = INT(1);
  if (INT(0) >= end) return;
  const soft_cap cap = soft_cap_of(a.softcap);
  row_range range = row_max(a.logits + (size_t)INT(0) * a.classes, a.classes);
  for (ptrdiff_t i = INT(0); i < end; i++) {
    range = do_row(&a, &cap, call->scratch, i, range, a.logits + (i + 1 < end ? i + 1 : i) * a.classes);
  }
}
