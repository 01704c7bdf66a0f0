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

/* The channels from one on, as many as there are up to a vector's. */
INLINE vf load_some(const float *p, int left) { return left >= W ? load(p) : load_part(p, left, 0); }
INLINE void store_some(float *p, vf v, int left) {
  if (left >= W) store(p, v);
  else store_part(p, v, left);
}

INLINE vi is_better(vf v, vf best) { return (v > best) | (v != v); }

/* Of a window at x: the largest, and its number. */
INLINE vf largest(const windows *w, const float *x, int left, vf *which) {
  const int size = w->size;
  vf best = load_some(x, left), where = splat(0), number = splat(0);
  const float *row = x;
  for (int i = 0; i < size; i++, row += w->line) {
    const float *here = row;
    for (int j = 0; j < size; j++, here += w->channels) {
      const vf v = load_some(here, left);
      const vi better = is_better(v, best);
      best = choose(better, v, best);
      where = choose(better, number, where);
      number += splat(1);
    }
  }
  *which = where;
  return best;
}

KERNEL(maxPool) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  const windows w = windows_of(call, 3);
  ptrdiff_t to = (ptrdiff_t)begin * w.out_width * w.channels;
  float *y = AT(float, 10) + to, *which = AT(float, 11) + to;
  for (int item = begin; item < end; item++) {
    const float *from = x + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, from += (ptrdiff_t)w.stride * w.channels) {
      for (int c = 0; c < w.channels; c += W) {
        const int left = w.channels - c;
        vf where;
        const vf best = largest(&w, from + c, left, &where);
        store_some(y + c, best, left);
        store_some(which + c, where, left);
      }
      y += w.channels;
      which += w.channels;
    }
  }
}

INLINE void add_to(float *p, vf v, int left) { store_some(p, load_some(p, left) + v, left); }

/* A window that overlaps with no other: what is not its largest becomes 0. */
INLINE void spread(const windows *w, float *to, int left, vf gradient, vf where) {
  gradient += splat(0); /* a sum from 0 on: −0 becomes 0 */
  for (int i = 0; i < 4; i++) {
    store_some(to + i / 2 * w->line + i % 2 * w->channels, masked(where == splat(i), gradient), left);
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
      for (int c = 0; c < w.channels; c += W) {
        const int left = w.channels - c;
        const vf gradient = load_some(g + c, left), where = load_some(which + c, left);
        if (apart) {
          spread(&w, window + c, left, gradient, where);
          continue;
        }
        vf number = splat(0);
        float *row = window + c;
        for (int i = 0; i < w.size; i++, row += w.line) {
          float *here = row;
          for (int j = 0; j < w.size; j++, here += w.channels) {
            add_to(here, masked(where == number, gradient), left);
            number += splat(1);
          }
        }
      }
      g += w.channels;
      which += w.channels;
    }
  }
}

KERNEL(averagePool) {
  const int begin = INT(0), end = INT(1);
  const float *x = AT(const float, 2);
  const windows w = windows_of(call, 3);
  const vf count = splat((float)(w.size * w.size));
  float *y = AT(float, 10) + (ptrdiff_t)begin * w.out_width * w.channels;
  for (int item = begin; item < end; item++) {
    const float *from = x + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, from += (ptrdiff_t)w.stride * w.channels) {
      for (int c = 0; c < w.channels; c += W) {
        const int left = w.channels - c;
        vf sum = splat(0);
        const float *row = from + c;
        for (int i = 0; i < w.size; i++, row += w.line) {
          const float *here = row;
          for (int j = 0; j < w.size; j++, here += w.channels) sum += load_some(here, left);
        }
        store_some(y + c, sum / count, left);
      }
      y += w.channels;
    }
  }
}

KERNEL(averagePoolBackward) {
  const int begin = INT(0), end = INT(1);
  const windows w = windows_of(call, 3);
  const vf count = splat((float)(w.size * w.size));
  const float *g = AT(const float, 2) + (ptrdiff_t)begin * w.out_height * w.out_width * w.channels;
  float *dx = AT(float, 10);
  memset(dx + begin * w.height * w.line, 0, (end - begin) * w.height * w.line * sizeof(float));
  for (int item = begin * w.out_height; item < end * w.out_height; item++) {
    float *window = dx + window_of(&w, item);
    for (int column = 0; column < w.out_width; column++, window += (ptrdiff_t)w.stride * w.channels) {
      for (int c = 0; c < w.channels; c += W) {
        const int left = w.channels - c;
        const vf share = load_some(g + c, left) / count;
        float *row = window + c;
        for (int i = 0; i < w.size; i++, row += w.line) {
          float *here = row;
          for (int j = 0; j < w.size; j++, here += w.channels) add_to(here, share, left);
        }
      }
      g += w.channels;
    }
  }
}
