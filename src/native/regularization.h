/* assembly/regularization.ts */
#pragma once
#include "rows.h"
#include "wide.h"

/* A scale below it may lose digits, a factor of p above it bring exp(−∞) back to life. */
#define SMALLEST_SCALE 2e-12
#define LARGEST_GAIN 1e11
#define LOG_CLASSES 32
#define LARGEST_MAX 32768

/* Which rows have a finite maximum, and no number that is beyond the fast way. */
INLINE vl are_usual(vd scale, vd max, double smoothing, double z_loss) {
  const vd size = absoluted(scale), height = absoluted(max);
  const vd bend = 2 * z_loss * (height + LOG_CLASSES);
  const vd gain = size * (1 + bend); /* NaN for 0 · ∞: not less than anything */
  const vl within = (size > splatd(SMALLEST_SCALE)) & (gain < splatd(LARGEST_GAIN));
  return smoothing == 0 ? within : within & (height <= splatd(LARGEST_MAX));
}

/* For the weight 1: the loss, the z-loss's part of it; gradients are gain · exp z − ε / K, the label's `slope`. */
typedef struct { vd loss, share, gain, slope; } regular;

/*
 * Of the exponentials of the label and of all others, in a unit whose logarithm is max + `rise`; `below` is max − z of
 * the label, `total` is Σ z, `even` is ε / K.
 */
INLINE regular regularize(vd own, vd others, vd max, vd rise, vd below, vd total, double smoothing, double even,
                          double z_loss) {
  const vd sum = own + others;
  const vl confident = others < own;
  const vd log = wide_log1p_vd(choosed(confident, others / own, sum));
  const vd above = log + maskedd(~confident, rise);
  const vd log_sum = max + above;
  const vd bend = 2 * z_loss * log_sum;
  const vd unit = 1 / sum;
  regular r;
  r.gain = (1 + bend) * unit;
  const vd up = (smoothing - even + bend) * own;
  const vd down = (1 - smoothing + even) * others;
  r.slope = (up - down) * unit;
  r.share = z_loss * (log_sum * log_sum);
  r.loss = r.share;
  if (smoothing != 0) r.loss = r.loss + (smoothing * log_sum - even * total);
  /* Not 0 · ∞, where the label is masked and has no weight of its own. */
  if (smoothing != 1) r.loss = r.loss + (1 - smoothing) * (above + below);
  return r;
}

/* `scaled` less (c + c_low) */
INLINE vf scaled_less(vf e, vf high, vf low, vf c, vf c_low) {
  const vf upper = upper_half_of_bits(e);
  const vf rest = (e - upper) * high + e * low;
  return upper * high + ((rest - c_low) - c);
}

/* x ← k x − c, rounded once */
APART void scale_row_less(float *x, int n, double k, double c) {
  const factor_parts factor = parts_of(k);
  const vf high = splat(factor.high), low = splat(factor.low);
  const vf less = splat((float)c), less_low = splat((float)(c - (float)c));
  int i = 0;
  for (; i + W <= n; i += W) store(x + i, scaled_less(load(x + i), high, low, less, less_low));
  if (i < n) store_part(x + i, scaled_less(load_part(x + i, n - i, 0), high, low, less, less_low), n - i);
}
