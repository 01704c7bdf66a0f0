/* assembly/pooling.ts: a channel has nothing to do with another, so vectors may be of any width. */
#include "vectors.h"

typedef struct {
  int height, width, channels, out_height, out_width, size, stride;
  /* Floats of a row. */
  ptrdiff_t line;
} windows;

/* These are seven arguments, from number i on. */
INLINE windows windows_of(const call *call, int i) {
  windows w = {INT(i), INT(i + 1), INT(i + 2), INT(i + 3), INT(i + 4), INT(i + 5), INT(i + 6), 0};
  w.line = (ptrdiff_t)w.width * w.channels;
  return w;
}

/* Of the first pixel of the window of an item's first position. */
INLINE ptrdiff_t window_of(const windows *w, int item) {
  return ((ptrdiff_t)(item / w->out_height) * w->height + item % w->out_height * w->stride) * w->line;
}

/*
 * Does something for all channels of a position, a vector of them at a time: `c` is the first of these, `left` how many
 * there are from it on.
 */
#define FOR_CHANNELS(count, ...) \
  do { \
    int c = 0; \
    for (const int left = W; c + W <= (count); c += W) __VA_ARGS__; \
    const int left = (count) - c; \
    if (left > 0) __VA_ARGS__; \
  } while (0)

INLINE vi is_better(vf v, vf best) { return (v > best) | (v != v); }

/* Of a window at x: the largest, and its number. */
INLINE void largest(const windows *w, const int size, const float *x, int left, float *y, float *which) {
  vf best = load_first(x, left, 0), where = splat(0), number = splat(0);
  const float *row = x;
  for (int i = 0; i < size; i++, row += w->line) {
    const float *here = row;
    for (int j = 0; j < size; j++, here += w->channels, number += splat(1)) {
      if (here == x) continue;
      const vf v = load_first(here, left, 0);
      const vi better = is_better(v, best);
      best = choose(better, v, best);
      where = choose(better, number, where);
    }
  }
  store_first(y, best, left);
  store_first(which, where, left);
}

KERNEL(maxPool) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  const windows w = windows_of(call, 3);
  const ptrdiff_t to = (ptrdiff_t)begin * w.out_width * w.channels;
  float *y = AT(float, 10) + to, *which = AT(float, 11) + to;
  for (int item = begin; item < end; item++) {
    const float *from = x + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, from += (ptrdiff_t)w.stride * w.channels) {
      if (w.size == 2) FOR_CHANNELS(w.channels, largest(&w, 2, from + c, left, y + c, which + c));
      else FOR_CHANNELS(w.channels, largest(&w, w.size, from + c, left, y + c, which + c));
      y += w.channels;
      which += w.channels;
    }
  }
}

INLINE void add_to(float *p, vf v, int left) { store_first(p, load_first(p, left, 0) + v, left); }

/* A window of 2×2 that overlaps with no other: what is not its largest becomes 0. */
INLINE void spread(const windows *w, const float *g, const float *which, int left, float *to) {
  const vf gradient = load_first(g, left, 0) + splat(0); /* a sum from 0 on: −0 becomes 0 */
  const vf where = load_first(which, left, 0);
  UNROLL for (int i = 0; i < 4; i++) {
    store_first(to + i / 2 * w->line + i % 2 * w->channels, masked(where == splat(i), gradient), left);
  }
}

INLINE void spread_sums(const windows *w, const float *g, const float *which, int left, float *to) {
  const vf gradient = load_first(g, left, 0), where = load_first(which, left, 0);
  vf number = splat(0);
  for (int i = 0; i < w->size; i++, to += w->line) {
    float *here = to;
    for (int j = 0; j < w->size; j++, here += w->channels, number += splat(1)) {
      add_to(here, masked(where == number, gradient), left);
    }
  }
}

KERNEL(maxPoolBackward) {
  const int begin = INT(0), end = INT(1);
  const windows w = windows_of(call, 4);
  const ptrdiff_t first = (ptrdiff_t)begin * w.out_height * w.out_width * w.channels;
  const float *g = AT(const float, 2) + first, *which = AT(const float, 3) + first;
  float *dx = AT(float, 11);
  const int apart = w.size == 2 && w.stride >= 2;
  /* Windows of 2×2 side by side that cover the image write all of it. */
  if (!apart || w.stride != 2 || ((w.height | w.width) & 1) != 0) {
    memset(dx + begin * w.height * w.line, 0, (end - begin) * w.height * w.line * sizeof(float));
  }
  for (int item = begin * w.out_height; item < end * w.out_height; item++) {
    float *window = dx + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, window += (ptrdiff_t)w.stride * w.channels) {
      if (apart) FOR_CHANNELS(w.channels, spread(&w, g + c, which + c, left, window + c));
      else FOR_CHANNELS(w.channels, spread_sums(&w, g + c, which + c, left, window + c));
      g += w.channels;
      which += w.channels;
    }
  }
}

INLINE void mean(const windows *w, const float *x, int left, float *y) {
  vf sum = splat(0);
  for (int i = 0; i < w->size; i++, x += w->line) {
    const float *here = x;
    for (int j = 0; j < w->size; j++, here += w->channels) sum += load_first(here, left, 0);
  }
  store_first(y, sum / splat((float)(w->size * w->size)), left);
}

KERNEL(averagePool) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  const windows w = windows_of(call, 3);
  float *y = AT(float, 10) + (ptrdiff_t)begin * w.out_width * w.channels;
  for (int item = begin; item < end; item++) {
    const float *from = x + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, from += (ptrdiff_t)w.stride * w.channels) {
      FOR_CHANNELS(w.channels, mean(&w, from + c, left, y + c));
      y += w.channels;
    }
  }
}

INLINE void share(const windows *w, const float *g, int left, float *to) {
  const vf each = load_first(g, left, 0) / splat((float)(w->size * w->size));
  for (int i = 0; i < w->size; i++, to += w->line) {
    float *here = to;
    for (int j = 0; j < w->size; j++, here += w->channels) add_to(here, each, left);
  }
}

KERNEL(averagePoolBackward) {
  const int begin = INT(0), end = INT(1);
  const windows w = windows_of(call, 3);
  const float *g = AT(const float, 2) + (ptrdiff_t)begin * w.out_height * w.out_width * w.channels;
  float *dx = AT(float, 10);
  memset(dx + begin * w.height * w.line, 0, (end - begin) * w.height * w.line * sizeof(float));
  for (int item = begin * w.out_height; item < end * w.out_height; item++) {
    float *window = dx + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, window += (ptrdiff_t)w.stride * w.channels) {
      FOR_CHANNELS(w.channels, share(&w, g + c, left, window + c));
      g += w.channels;
    }
  }
}
