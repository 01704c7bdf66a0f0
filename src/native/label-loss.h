/* assembly/label-loss.ts */
#pragma once
#include "wide.h"

/* a (−log p) + b (1 − p); (1 − p)^a (−log p); else (1 − p^a) / a */
#define POLY 1
#define FOCAL 2

/* Up to it a power series costs less than what it would lose. */
#define SMALL 0.01
#define LARGEST_COST 1e40
/* A factor below it is raised by 2^64, and the exponentials lowered. */
#define LEAST_FACTOR 0x1p-100
#define LIFTED 0x1p64

/* The loss f(p), and −p f′(p). */
typedef struct { vd loss, factor; } loss_of_label;

/* −log p − (1 − p) */
INLINE vd higher_terms(vd rest, vd cost) {
  vd sum = splatd(1.0 / 6);
  sum = sum * rest + 1.0 / 5;
  sum = sum * rest + 1.0 / 4;
  sum = sum * rest + 1.0 / 3;
  sum = sum * rest + 1.0 / 2;
  return choosed(rest < splatd(SMALL), rest * rest * sum, cost - rest);
}

/* 1 − exp(−x) of a small x ≥ 0 */
INLINE vd small_decay(vd x) {
  vd sum = splatd(1.0 / 120);
  sum = 1.0 / 24 - sum * x;
  sum = 1.0 / 6 - sum * x;
  sum = 1.0 / 2 - sum * x;
  sum = 1.0 - sum * x;
  return sum * x;
}

/* `own` and `others` are the exponentials of the label and of all others, `cost` is −log p. */
APART loss_of_label label_loss(int kind, double a, double b, vd own, vd others, vd cost) {
  const vd sum = own + others, p = own / sum, rest = others / sum;
  loss_of_label of;
  if (kind == POLY) {
    const double main = b < 0 ? a + b : a;
    of.loss = main == 0 ? (vd){0} : main * cost; /* not 0 · ∞ */
    if (b < 0) {
      of.loss = of.loss - b * higher_terms(rest, cost);
      of.factor = main - b * rest;
    } else {
      of.loss = of.loss + b * rest;
      of.factor = main + b * p;
    }
  } else if (kind == FOCAL) {
    const vd focus = wide_exp_vd(-a * wide_log1p_vd(own / others));
    of.loss = focus * cost;
    /* −p log p / (1 − p), whose limit is 1 */
    const vd ratio = p * pmind(cost, splatd(LARGEST_COST)) / rest;
    of.factor = focus * (1.0 + a * choosed(rest == (vd){0}, splatd(1), ratio));
  } else {
    const vd x = a * cost;
    of.factor = wide_exp_vd((vd){0} - x);
    of.loss = choosed(x < splatd(SMALL), small_decay(x), 1.0 - of.factor) / a;
  }
  return of;
}
