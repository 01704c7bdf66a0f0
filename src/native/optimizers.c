/*
 * assembly/optimizers.ts: float64, rounded where it is stored; every parameter by itself, so W of them at a time.
 */
#include "vectors.h"

/* w and g are a vector's parameters and their gradients; g + decay·w and the like are made of their halves. */
INLINE vd sgd_half(vd w, vd g, vd rate, vd decay) { return w - rate * (g + decay * w); }

INLINE vf sgd_vector(vf w, vf g, vd rate, vd decay) {
  return narrowed(sgd_half(lower_half(w), lower_half(g), rate, decay),
                  sgd_half(upper_half(w), upper_half(g), rate, decay));
}

/* g ← g + decay·w; w ← w − rate·g */
KERNEL(sgd) {
  const int begin = INT(0), end = INT(1);
  float *w = AT(float, 2);
  const float *g = AT(const float, 3);
  const vd rate = splatd(DOUBLE(4)), decay = splatd(DOUBLE(5));
  int i = begin;
  for (; i + W <= end; i += W) store(w + i, sgd_vector(load(w + i), load(g + i), rate, decay));
  const int n = end - i;
  if (n > 0) store_part(w + i, sgd_vector(load_part(w + i, n, 0), load_part(g + i, n, 0), rate, decay), n);
}

typedef struct { vd rate, decay, momentum; int nesterov; } momentum_options;

INLINE vd momentum_half(vd w, vd g, vh *v, const momentum_options *o) {
  const vd slope = g + o->decay * w;
  *v = rounded(o->momentum * widened(*v) + slope);
  const vd velocity = widened(*v);
  return w - o->rate * (o->nesterov ? slope + o->momentum * velocity : velocity);
}

INLINE vf momentum_vector(vf w, vf g, vf *v, const momentum_options *o) {
  vh lower = lower_floats(*v), upper = upper_floats(*v);
  const vd lower_w = momentum_half(lower_half(w), lower_half(g), &lower, o);
  const vd upper_w = momentum_half(upper_half(w), upper_half(g), &upper, o);
  *v = joined(lower, upper);
  return narrowed(lower_w, upper_w);
}

/* g ← g + decay·w; v ← momentum·v + g; w ← w − rate·v, or w − rate·(g + momentum·v) where `nesterov` */
INLINE void momentum_steps(const call *call, const int nesterov) {
  const int begin = INT(0), end = INT(1);
  float *w = AT(float, 2), *v = AT(float, 4);
  const float *g = AT(const float, 3);
  const momentum_options o = {splatd(DOUBLE(5)), splatd(DOUBLE(6)), splatd(DOUBLE(7)), nesterov};
  int i = begin;
  for (; i + W <= end; i += W) {
    vf velocity = load(v + i);
    store(w + i, momentum_vector(load(w + i), load(g + i), &velocity, &o));
    store(v + i, velocity);
  }
  const int n = end - i;
  if (n <= 0) return;
  vf velocity = load_part(v + i, n, 0);
  store_part(w + i, momentum_vector(load_part(w + i, n, 0), load_part(g + i, n, 0), &velocity, &o), n);
  store_part(v + i, velocity, n);
}

KERNEL(sgdMomentum) {
  if (INT(8)) momentum_steps(call, 1);
  else momentum_steps(call, 0);
}

typedef struct { vd rate, beta1, beta2, new1, new2, epsilon, correction1, correction2, penalty, shrink; } adam_options;

INLINE vd adam_half(vd w, vd g, vh *m, vh *v, const adam_options *o) {
  const vd slope = g + o->penalty * w;
  *m = rounded(o->beta1 * widened(*m) + o->new1 * slope);
  *v = rounded(o->beta2 * widened(*v) + o->new2 * slope * slope);
  const vd root = square_rootd(widened(*v) / o->correction2);
  const vd step = widened(*m) / o->correction1 / (root + o->epsilon);
  return o->shrink * w - o->rate * step;
}

INLINE vf adam_vector(vf w, vf g, vf *m, vf *v, const adam_options *o) {
  vh lower_m = lower_floats(*m), upper_m = upper_floats(*m), lower_v = lower_floats(*v), upper_v = upper_floats(*v);
  const vd lower_w = adam_half(lower_half(w), lower_half(g), &lower_m, &lower_v, o);
  const vd upper_w = adam_half(upper_half(w), upper_half(g), &upper_m, &upper_v, o);
  *m = joined(lower_m, upper_m);
  *v = joined(lower_v, upper_v);
  return narrowed(lower_w, upper_w);
}

/*
 * g ← g + penalty·w; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
 * w ← shrink·w − rate·(m/correction1) / (√(v/correction2) + epsilon)
 */
KERNEL(adam) {
  const int begin = INT(0), end = INT(1);
  float *w = AT(float, 2), *m = AT(float, 4), *v = AT(float, 5);
  const float *g = AT(const float, 3);
  const double beta1 = DOUBLE(7), beta2 = DOUBLE(8);
  const adam_options o = {
    .rate = splatd(DOUBLE(6)),
    .beta1 = splatd(beta1),
    .beta2 = splatd(beta2),
    .new1 = splatd(1 - beta1),
    .new2 = splatd(1 - beta2),
    .epsilon = splatd(DOUBLE(9)),
    .correction1 = splatd(DOUBLE(10)),
    .correction2 = splatd(DOUBLE(11)),
    .penalty = splatd(DOUBLE(12)),
    .shrink = splatd(DOUBLE(13)),
  };
  int i = begin;
  for (; i + W <= end; i += W) {
    vf mean = load(m + i), square = load(v + i);
    store(w + i, adam_vector(load(w + i), load(g + i), &mean, &square, &o));
    store(m + i, mean);
    store(v + i, square);
  }
  const int n = end - i;
  if (n <= 0) return;
  vf mean = load_part(m + i, n, 0), square = load_part(v + i, n, 0);
  store_part(w + i, adam_vector(load_part(w + i, n, 0), load_part(g + i, n, 0), &mean, &square, &o), n);
  store_part(m + i, mean, n);
  store_part(v + i, square, n);
}
