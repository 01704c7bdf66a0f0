/*
 * assembly/attention.ts, with wider tiles: sixteen columns of four rows. Every sum over positions or a head's numbers
 * is in its order; those over a row of weights are of sixteen lanes.
 */
#include "exp.h"

#define VECTORS (16 / W)

/* Of the call, in floats: from a position to the next, from a row of `columns` or of the scratch area to the next. */
typedef struct { int length, width, heads; ptrdiff_t step, padded; } shape;

INLINE shape shape_of(int length, int width, int heads) {
  return (shape){length, width, heads, (ptrdiff_t)width * heads, (length + 15) & ~15};
}

/* Where a head's numbers begin. */
INLINE ptrdiff_t start_of(int item, shape s) {
  return (ptrdiff_t)(item / s.heads) * s.length * s.step + (ptrdiff_t)(item % s.heads) * s.width;
}

/* to[k][j] ← x[j][k], zeros up to the padded length. */
APART void transpose(const float *x, shape s, float *to) {
  int k = 0;
  for (; k + 8 <= s.width; k += 8) {
    int j = 0;
    for (; j + 8 <= s.length; j += 8) {
      f8 square[8];
      UNROLL for (int i = 0; i < 8; i++) square[i] = load8(x + (j + i) * s.step + k);
      transpose8(square);
      UNROLL for (int i = 0; i < 8; i++) store8(to + (k + i) * s.padded + j, square[i]);
    }
    for (; j < s.length; j++) for (int i = 0; i < 8; i++) to[(k + i) * s.padded + j] = x[j * s.step + k + i];
  }
  for (; k < s.width; k++) for (int j = 0; j < s.length; j++) to[k * s.padded + j] = x[j * s.step + k];
  for (k = 0; k < s.width; k++) memset(to + k * s.padded + s.length, 0, 4 * (size_t)(s.padded - s.length));
}

/* to ← x of the rows i … i + 3 times the columns 0 … i + 3, and some more. */
APART void products(const float *x, const float *columns, int i, int rows, shape s, float *to) {
  const float *row[4];
  UNROLL for (int r = 0; r < 4; r++) row[r] = x + (r < rows ? r : 0) * s.step;
  for (int j = 0; j < i + rows; j += 16) {
    vf sums[4][VECTORS] = {{{0}}};
    const float *from = columns + j;
    for (int k = 0; k < s.width; k++, from += s.padded) {
      vf column[VECTORS];
      UNROLL for (int v = 0; v < VECTORS; v++) column[v] = load(from + v * W);
      UNROLL for (int r = 0; r < 4; r++) UNROLL for (int v = 0; v < VECTORS; v++) sums[r][v] += row[r][k] * column[v];
    }
    UNROLL for (int r = 0; r < 4; r++) UNROLL for (int v = 0; v < VECTORS; v++) {
      store(to + r * s.padded + j + v * W, sums[r][v]);
    }
  }
}

/* The numbers after `own`, as far as they are in the same sixteen. */
INLINE void fill_after(float *x, int own, float value) {
  for (int j = own + 1; j & 15; j++) x[j] = value;
}

INLINE float sum_of_sixteen(const vf sums[VECTORS]) {
  f4 q[4];
  memcpy(q, sums, sizeof q);
  const f4 four = (q[0] + q[2]) + (q[1] + q[3]);
  return (four[0] + four[2]) + (four[1] + four[3]);
}

/* In place, of the first own + 1 products. */
APART void softmax(float *x, int own, float scale) {
  fill_after(x, own, -INFINITY);
  vf most = splat(-INFINITY);
  for (int j = 0; j <= own; j += 16) UNROLL for (int v = 0; v < VECTORS; v++) {
    const vf z = load(x + j + v * W) * scale;
    store(x + j + v * W, z);
    most = pmax(most, z);
  }
  f4 quads = quad(most, 0);
  UNROLL for (int q = 1; q < QUADS; q++) quads = pmax4(quads, quad(most, q));
  const float max = largest_of4(quads);
  const float shift = shift_of(max), exponent = exponent_of(max - shift);
  const vf lowest = splat(lowest_of(exponent)), rounder = splat(rounder_of(exponent));
  vf sums[VECTORS] = {{0}};
  for (int j = 0; j <= own; j += 16) {
    vf e[VECTORS];
    UNROLL for (int v = 0; v < VECTORS; v++) e[v] = pmax(load(x + j + v * W) - shift, lowest);
    exponentiate_vectors(e, VECTORS, rounder);
    UNROLL for (int v = 0; v < VECTORS; v++) {
      store(x + j + v * W, e[v]);
      sums[v] += e[v];
    }
  }
  const float sum = sum_of_sixteen(sums);
  for (int j = 0; j <= own; j += W) store(x + j, load(x + j) / sum);
}

/* From the gradient by the weights p to that by the products, in place. */
APART void softmax_backward(const float *p, float *g, int own, float scale) {
  fill_after(g, own, 0);
  vf sums[VECTORS] = {{0}};
  for (int j = 0; j <= own; j += 16) UNROLL for (int v = 0; v < VECTORS; v++) {
    sums[v] += load(p + j + v * W) * load(g + j + v * W);
  }
  const float mean = sum_of_sixteen(sums);
  for (int j = 0; j <= own; j += W) store(g + j, (load(g + j) - mean) * load(p + j) * scale);
}

/* to, n ≤ vectors·W numbers of the rows i … i + 3 ← Σⱼ pⱼ·x of position j, for the positions up to each row's own. */
INLINE void mix_columns(const float *p, const float *x, int i, int rows, shape s, const int vectors, int n, float *to) {
  const float *weights[4];
  UNROLL for (int r = 0; r < 4; r++) weights[r] = p + (r < rows ? r : 0) * s.padded;
  vf sums[4][VECTORS] = {{{0}}};
  for (int j = 0; j <= i; j++, x += s.step) {
    vf column[VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) column[v] = load_first(x + v * W, n - v * W, 0);
    UNROLL for (int r = 0; r < 4; r++) UNROLL for (int v = 0; v < vectors; v++) sums[r][v] += weights[r][j] * column[v];
  }
  UNROLL for (int r = 0; r < 4; r++) {
    if (r >= rows) return;
    for (int j = 1; j <= r; j++) UNROLL for (int v = 0; v < vectors; v++) {
      sums[r][v] += weights[r][i + j] * load_first(x + (j - 1) * s.step + v * W, n - v * W, 0);
    }
    UNROLL for (int v = 0; v < vectors; v++) store_first(to + r * s.step + v * W, sums[r][v], n - v * W);
  }
}

APART void mix(const float *p, const float *x, int i, int rows, shape s, float *to) {
  int c = 0;
  for (; c + 16 <= s.width; c += 16) mix_columns(p, x + c, i, rows, s, VECTORS, 16, to + c);
  for (; c + W <= s.width; c += W) mix_columns(p, x + c, i, rows, s, 1, W, to + c);
  if (c < s.width) mix_columns(p, x + c, i, rows, s, 1, s.width - c, to + c);
}

/* to of position j, n ≤ vectors·W numbers ← to + Σ pⱼ·x over the rows i … i + 3 that are not before j. */
INLINE void spread_columns(const float *p, const float *x, int i, int rows, shape s, const int vectors, int n, float *to) {
  vf row[4][VECTORS];
  for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vectors; v++) {
    row[r][v] = load_first(x + r * s.step + v * W, n - v * W, 0);
  }
  int j = 0;
  if (rows == 4) for (; j <= i; j++, to += s.step) UNROLL for (int v = 0; v < vectors; v++) {
    vf sum = load_first(to + v * W, n - v * W, 0);
    UNROLL for (int r = 0; r < 4; r++) sum += p[r * s.padded + j] * row[r][v];
    store_first(to + v * W, sum, n - v * W);
  }
  for (; j < i + rows; j++, to += s.step) UNROLL for (int v = 0; v < vectors; v++) {
    vf sum = load_first(to + v * W, n - v * W, 0);
    for (int r = j > i ? j - i : 0; r < rows; r++) sum += p[r * s.padded + j] * row[r][v];
    store_first(to + v * W, sum, n - v * W);
  }
}

APART void spread(const float *p, const float *x, int i, int rows, shape s, float *to) {
  int c = 0;
  for (; c + 16 <= s.width; c += 16) spread_columns(p, x + c, i, rows, s, VECTORS, 16, to + c);
  for (; c + W <= s.width; c += W) spread_columns(p, x + c, i, rows, s, 1, W, to + c);
  if (c < s.width) spread_columns(p, x + c, i, rows, s, 1, s.width - c, to + c);
}

KERNEL(attend) {
  const float *query = AT(const float, 2), *key = AT(const float, 3), *value = AT(const float, 4);
  const shape s = shape_of(INT(5), INT(6), INT(7));
  const float scale = FLOAT(8);
  float *weights = AT(float, 10), *mixed = AT(float, 11), *scores = (float *)call->scratch;
  const int end = INT(1);
  for (int item = INT(0); item < end; item++) {
    const ptrdiff_t start = start_of(item, s);
    float *keys = AT(float, 9) + item * s.width * s.padded;
    float *p = weights + (ptrdiff_t)item * s.length * s.length;
    transpose(key + start, s, keys);
    for (int i = 0; i < s.length; i += 4) {
      const int rows = least(4, s.length - i);
      products(query + start + i * s.step, keys, i, rows, s, scores);
      for (int r = 0; r < rows; r++) {
        const int own = i + r;
        const float *from = scores + r * s.padded;
        float *to = p + (ptrdiff_t)own * s.length;
        softmax(scores + r * s.padded, own, scale);
        memcpy(to, from, 4 * (size_t)(own + 1));
        memset(to + own + 1, 0, 4 * (size_t)(s.length - own - 1));
      }
      mix(scores, value + start, i, rows, s, mixed + start + i * s.step);
    }
  }
}

KERNEL(attendBackward) {
  const float *query = AT(const float, 2), *key = AT(const float, 3), *value = AT(const float, 4);
  const float *weights = AT(const float, 5), *g = AT(const float, 6);
  const shape s = shape_of(INT(7), INT(8), INT(9));
  const float scale = FLOAT(10);
  float *d_query = AT(float, 12), *d_key = AT(float, 13), *d_value = AT(float, 14);
  float *own_weights = (float *)call->scratch, *slopes = own_weights + 4 * s.padded;
  const int end = INT(1);
  for (int item = INT(0); item < end; item++) {
    const ptrdiff_t start = start_of(item, s);
    float *values = AT(float, 11) + item * s.width * s.padded;
    const float *p = weights + (ptrdiff_t)item * s.length * s.length;
    transpose(value + start, s, values);
    for (int i = 0; i < s.length; i++) {
      memset(d_key + start + i * s.step, 0, 4 * (size_t)s.width);
      memset(d_value + start + i * s.step, 0, 4 * (size_t)s.width);
    }
    for (int i = 0; i < s.length; i += 4) {
      const int rows = least(4, s.length - i);
      const ptrdiff_t at = start + i * s.step;
      products(g + at, values, i, rows, s, slopes);
      for (int r = 0; r < rows; r++) {
        const int own = i + r;
        float *of = own_weights + r * s.padded;
        memcpy(of, p + (ptrdiff_t)own * s.length, 4 * (size_t)(own + 1));
        fill_after(of, own, 0);
        softmax_backward(of, slopes + r * s.padded, own, scale);
      }
      mix(slopes, key + start, i, rows, s, d_query + at);
      spread(slopes, query + at, i, rows, s, d_key + start);
      spread(own_weights, g + at, i, rows, s, d_value + start);
    }
  }
}
