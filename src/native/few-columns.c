/*
 * assembly/few-columns.ts. A vector holds the four lanes of sums of several rows side by side, or more rows of the
 * transposed product; each sum is made as there.
 */
#include "gemm-tile.h"

/* Columns of a group, and the products of a sum of four lanes before it goes to memory. */
#define GROUP 5
#define DOT_DEPTH 1024
/* Vectors of rows of a tile. */
#define VECTORS 2

/* Floats of a group of so many rows, whole fours of them, and of a piece. */
INLINE ptrdiff_t group_size(int rows) { return (ptrdiff_t)((rows + 3) / 4) * 4 * GROUP; }
INLINE ptrdiff_t piece_size(int n) { return (n + GROUP - 1) / GROUP * group_size(DOT_DEPTH); }

/* A square of 4 × 4. */
INLINE void transpose4(f4 r[4]) {
  const f4 low01 = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
  const f4 high01 = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const f4 low23 = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const f4 high23 = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
  r[3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
}

/* to[p / 4][j][p mod 4] ← b[p][j] for five columns j and k rows; what is beyond the last is not written. */
INLINE void pack_group(const float *b, ptrdiff_t step, int k, float *to) {
  int p = 0;
  for (; p + 4 <= k; p += 4, b += 4 * step, to += 4 * GROUP) {
    f4 r[4];
    UNROLL for (int i = 0; i < 4; i++) r[i] = load4(b + i * step);
    transpose4(r);
    UNROLL for (int i = 0; i < 4; i++) store4(to + 4 * i, r[i]);
    store4(to + 16, (f4){b[4], b[step + 4], b[2 * step + 4], b[3 * step + 4]});
  }
  for (int q = 0; q < k - p; q++) for (int j = 0; j < GROUP; j++) to[4 * j + q] = b[q * step + j];
}

KERNEL(packFewColumns) {
  const int end = INT(1), k = INT(3), n = INT(4);
  const float *b = AT(const float, 2);
  for (int piece = INT(0); piece < end; piece++) {
    const int top = piece * DOT_DEPTH, depth = least(DOT_DEPTH, k - top);
    float *to = AT(float, 5) + piece * piece_size(n);
    for (int left = 0; left < n; left += GROUP, to += group_size(depth)) {
      pack_group(b + (ptrdiff_t)top * n + least(left, n - GROUP), n, depth, to);
    }
  }
}

/* What becomes of the five sums of a row: where they go, of which the first `skip` are there already. */
typedef struct {
  float *to;
  int skip;
  const float *bias;
  int flags;
} target;

INLINE void finish_five(f4 four, float fifth, const target *t) {
  const float *c = t->to, *bias = t->bias;
  if (t->flags & ACCUMULATE) {
    four = load4(c) + four;
    fifth = c[4] + fifth;
  }
  if (t->flags & BIAS) {
    four += load4(bias);
    fifth += bias[4];
  }
  if (t->flags & RELU) {
    four = choose4(four <= splat4(0), splat4(0), four);
    fifth = fifth <= 0 ? 0 : fifth;
  }
  if (t->skip == 0) store4(t->to, four);
  else for (int j = t->skip; j < 4; j++) t->to[j] = four[j];
  t->to[4] = fifth;
}

/* The five sums of a row of a tile: the four lanes of each, in pairs, and the up to three products that are left. */
INLINE void finish_dots(const float *sums, const float *a, const float *b, int left, const target *t) {
  f4 s[GROUP];
  UNROLL for (int j = 0; j < GROUP; j++) s[j] = load4(sums + j * VECTORS * W);
  f4 fifth = s[4] + __builtin_shufflevector(s[4], s[4], 2, 3, 0, 1);
  float last = fifth[0] + fifth[1];
  transpose4(s);
  f4 four = (s[0] + s[2]) + (s[1] + s[3]);
  for (int p = 0; p < left; p++) {
    four += a[p] * (f4){b[p], b[4 + p], b[8 + p], b[12 + p]};
    last += a[p] * b[16 + p];
  }
  finish_five(four, last, t);
}

/* to[5][row][4] ← Σₖ b[k][c]·a_row[k]: lane l has the k ≡ l (mod 4). Rows that are not there are read as the first. */
INLINE void dot_tile(const int vectors, const float *a, ptrdiff_t step, int rows, const float *b, int k, float *to) {
  vf sums[GROUP][VECTORS];
  const float *row[VECTORS * QUADS];
  UNROLL for (int i = 0; i < vectors * QUADS; i++) row[i] = a + (i < rows ? i * step : 0);
  UNROLL for (int j = 0; j < GROUP; j++) UNROLL for (int v = 0; v < vectors; v++) sums[j][v] = splat(0);
  for (int p = 0; p < k; p += 4, b += 4 * GROUP) {
    vf x[VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) x[v] = load_quads(row + v * QUADS, p);
    UNROLL for (int j = 0; j < GROUP; j++) {
      const vf y = splat_quad(b + 4 * j);
      UNROLL for (int v = 0; v < vectors; v++) sums[j][v] += x[v] * y;
    }
  }
  UNROLL for (int j = 0; j < GROUP; j++) {
    UNROLL for (int v = 0; v < vectors; v++) store(to + (j * VECTORS + v) * W, sums[j][v]);
  }
}

APART void whole_dots(const float *a, ptrdiff_t step, const float *b, int k, float *to) {
  dot_tile(VECTORS, a, step, VECTORS * QUADS, b, k, to);
}

APART void part_dots(const float *a, ptrdiff_t step, int rows, const float *b, int k, float *to) {
  dot_tile(1, a, step, rows, b, k, to);
}

KERNEL(fewColumns) {
  const int begin = INT(0), end = INT(1), k = INT(5), n = INT(6), flags = (INT(8) & RELU) | (ADDRESS(7) ? BIAS : 0);
  const float *a = AT(const float, 2), *b = AT(const float, 3), *bias = AT(const float, 7);
  float *c = AT(float, 4);
  int top = 0;
  do {
    const int depth = least(DOT_DEPTH, k - top), whole = depth & ~3;
    const int now = (top + depth == k ? flags : 0) | (top > 0 ? ACCUMULATE : 0);
    for (int row = begin, rows; row < end; row += rows) {
      const float *from = a + (ptrdiff_t)row * k + top, *group = b;
      rows = end - row >= VECTORS * QUADS ? VECTORS * QUADS : least(QUADS, end - row);
      for (int left = 0; left < n; left += GROUP, group += group_size(depth)) {
        const int column = least(left, n - GROUP);
        float sums[GROUP * VECTORS * W];
        if (rows > QUADS) whole_dots(from, k, group, whole, sums);
        else part_dots(from, k, rows, group, whole, sums);
        target t = {c + (ptrdiff_t)row * n + column, left - column, bias + column, now};
        for (int i = 0; i < rows; i++, t.to += n) {
          finish_dots(sums + 4 * i, from + (ptrdiff_t)i * k + whole, group + group_size(whole), depth - whole, &t);
        }
      }
    }
    top += depth;
    b += piece_size(n);
  } while (top < k);
}

/* to[5][vectors · W] ← Σₚ b[p][0…4]·a[p][…]: a tile of the result on its side. Of a part, `rows` are there. */
INLINE void sideways_tile(const int vectors, const int is_part, const float *a, ptrdiff_t a_step, int rows,
                          const float *b, ptrdiff_t b_step, int k, float *to) {
  vf sums[GROUP][VECTORS];
  UNROLL for (int j = 0; j < GROUP; j++) UNROLL for (int v = 0; v < vectors; v++) sums[j][v] = splat(0);
  for (int p = 0; p < k; p++, a += a_step, b += b_step) {
    vf x[VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) x[v] = is_part ? load_part(a, rows, 0) : load(a + v * W);
    UNROLL for (int j = 0; j < GROUP; j++) {
      UNROLL for (int v = 0; v < vectors; v++) sums[j][v] += b[j] * x[v];
    }
  }
  UNROLL for (int j = 0; j < GROUP; j++) {
    UNROLL for (int v = 0; v < vectors; v++) store(to + (j * VECTORS + v) * W, sums[j][v]);
  }
}

APART void whole_sideways(const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, int k, float *to) {
  sideways_tile(VECTORS, 0, a, a_step, 0, b, b_step, k, to);
}

APART void one_sideways(const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, int k, float *to) {
  sideways_tile(1, 0, a, a_step, 0, b, b_step, k, to);
}

APART void part_sideways(const float *a, ptrdiff_t a_step, int rows, const float *b, ptrdiff_t b_step, int k,
                         float *to) {
  sideways_tile(1, 1, a, a_step, rows, b, b_step, k, to);
}

/* Brings `rows` rows of five sums from a tile on its side to C. */
INLINE void finish_sideways(const float *sums, int rows, ptrdiff_t step, target t) {
  for (int i = 0; i < rows; i += 4) {
    f4 r[4];
    UNROLL for (int j = 0; j < 4; j++) r[j] = load4(sums + j * VECTORS * W + i);
    transpose4(r);
    for (int q = 0; q < least(4, rows - i); q++, t.to += step) finish_five(r[q], sums[4 * VECTORS * W + i + q], &t);
  }
}

KERNEL(fewColumnsTransposed) {
  const int begin = INT(0), end = INT(1), k = INT(5), m = INT(6), n = INT(7);
  const int flags = (INT(9) & RELU) | (ADDRESS(8) ? BIAS : 0);
  const float *a = AT(const float, 2), *b = AT(const float, 3), *bias = AT(const float, 8);
  float *c = AT(float, 4);
  int top = 0;
  do {
    const int depth = least(DEPTH, k - top);
    const int now = (top + depth == k ? flags : 0) | (top > 0 ? ACCUMULATE : 0);
    for (int row = begin, rows; row < end; row += rows) {
      const float *from = a + (ptrdiff_t)top * m + row;
      rows = end - row >= VECTORS * W ? VECTORS * W : least(W, end - row);
      for (int left = 0; left < n; left += GROUP) {
        const int column = least(left, n - GROUP);
        const float *factors = b + (ptrdiff_t)top * n + column;
        float sums[GROUP * VECTORS * W];
        if (rows > W) whole_sideways(from, m, factors, n, depth, sums);
        else if (rows == W) one_sideways(from, m, factors, n, depth, sums);
        else part_sideways(from, m, rows, factors, n, depth, sums);
        finish_sideways(sums, rows, n, (target){c + (ptrdiff_t)row * n + column, left - column, bias + column, now});
      }
    }
    top += depth;
  } while (top < k);
}

KERNEL(finishRows) {
  const int begin = INT(0), end = INT(1), n = INT(3), flags = INT(5);
  const float *bias = AT_OR_NULL(const float, 4);
  float *c = AT(float, 2);
  if (n != 1 || !bias) {
    for (int i = begin; i < end; i++) finish_row(bias, flags, n, c + (ptrdiff_t)i * n);
    return;
  }
  const vf one = splat(*bias);
  int i = begin;
  for (; i + W <= end; i += W) store(c + i, finished(load(c + i), splat(0), one, (flags & RELU) | BIAS));
  for (; i < end; i++) finish_row(bias, flags, 1, c + i);
}
