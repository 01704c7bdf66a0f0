/*
 * The tile of the matrix product (assembly/gemm-tile.ts, and `finish` of assembly/gemm.ts): more rows and columns than
 * WebAssembly's five by eight, from the same panels of eight columns. Each number is still the sum in the order of p.
 */
#pragma once
#include "vectors.h"

/* Columns of a panel, and its rows: the products that are summed before a sum goes to memory. */
#define COLUMNS 8
#define DEPTH 256
/* Of a tile: as many sums, a vector each, as leave registers for two vectors of B, one number of A and a product. */
#define TILE_ROWS (W == 8 ? 6 : 12)
#define TILE_VECTORS 2
#define TILE_COLUMNS (TILE_VECTORS * W)

enum { ACCUMULATE = 1, BIAS = 2, RELU = 4 };

typedef struct {
  /* From one row of A to the next, and from one term to the next, in bytes. */
  const char *a;
  ptrdiff_t row_step, term_step;
  /* Panels of so many rows, one after the other. */
  const float *b;
  int depth;
  /* Of C: floats between rows, columns that are there. */
  float *c;
  ptrdiff_t c_step;
  int columns;
  const float *bias;
  int flags;
} tile;

/* A panel that is not there is read as the first; what comes of it is not stored. */
INLINE void panels_of(const tile *t, const int vectors, const float **panels) {
  UNROLL for (int j = 0; j < vectors * W / COLUMNS; j++) {
    panels[j] = t->b + (j * COLUMNS < t->columns ? (ptrdiff_t)j * t->depth * COLUMNS : 0);
  }
}

/* One row of B: vector v of the panels that start at these addresses. */
INLINE vf columns_of(const float *const *panels, int v, ptrdiff_t at) {
#if W == 8
  return load8(panels[v] + at);
#else
  return joined(load8(panels[2 * v] + at), load8(panels[2 * v + 1] + at));
#endif
}

INLINE vf rectified(vf v) { return masked(~(v <= splat(0)), v); }

INLINE vf finished(vf sum, vf before, vf bias, int flags) {
  if (flags & ACCUMULATE) sum = before + sum;
  if (flags & BIAS) sum = sum + bias;
  return flags & RELU ? rectified(sum) : sum;
}

/* Brings the sums of a tile to C. */
INLINE void store_tile(const int rows, const int vectors, vf sums[][TILE_VECTORS], const tile *t) {
  float *c = t->c;
  const int flags = t->flags;
  UNROLL for (int i = 0; i < rows; i++, c += t->c_step) UNROLL for (int v = 0; v < vectors; v++) {
    float *to = c + v * W;
    const float *bias = t->bias + v * W;
    const int left = t->columns - v * W;
    vf before = {0}, added = {0};
    if (v < vectors - 1 || left >= W) {
      if (flags & ACCUMULATE) before = load(to);
      if (flags & BIAS) added = load(bias);
      store(to, finished(sums[i][v], before, added, flags));
    } else {
      if (flags & ACCUMULATE) before = load_part(to, left, 0);
      if (flags & BIAS) added = load_part(bias, left, 0);
      store_part(to, finished(sums[i][v], before, added, flags), left);
    }
  }
}

/* A tile of AVX2 is short: beside it what the loop itself takes would show. */
#if W == 8
#define UNROLL_SHORT UNROLL_BY_FOUR
#else
#define UNROLL_SHORT
#endif

INLINE void tile_of(const int rows, const int vectors, const tile *t) {
  vf sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = splat(0);
  const float *panels[TILE_COLUMNS / COLUMNS];
  panels_of(t, vectors, panels);
  const char *a = t->a;
  const ptrdiff_t row_step = t->row_step, three_rows = 3 * row_step, term_step = t->term_step;
  const ptrdiff_t end = (ptrdiff_t)t->depth * COLUMNS;
  UNROLL_SHORT for (ptrdiff_t at = 0; at < end; at += COLUMNS, a += term_step) {
    vf y[TILE_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) y[v] = columns_of(panels, v, at);
    const char *group = a;
    UNROLL for (int i = 0; i < rows; i++) {
      const vf x = splat(*(const float *)(group + i % 3 * row_step));
      if (i % 3 == 2) group += three_rows;
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += x * y[v];
    }
  }
  store_tile(rows, vectors, sums, t);
}

/* to ← to + x */
INLINE void add_row(const float *x, int columns, float *to) {
  int j = 0;
  for (; j + W <= columns; j += W) store(to + j, load(to + j) + load(x + j));
  const int left = columns - j;
  if (left > 0) store_part(to + j, load_part(to + j, left, 0) + load_part(x + j, left, 0), left);
}

/* Bias, if there is one, and rectifier. */
INLINE void finish_row(const float *bias, int flags, int columns, float *to) {
  if (bias) add_row(bias, columns, to);
  if (!(flags & RELU)) return;
  int j = 0;
  for (; j + W <= columns; j += W) store(to + j, rectified(load(to + j)));
  if (j < columns) store_part(to + j, rectified(load_part(to + j, columns - j, 0)), columns - j);
}

/* Each height and width in registers of its own. */
#define HEIGHTS(X) X(1) X(2) X(3) X(4) X(5) X(6) TALLER(X)
#if W == 8
#define TALLER(X)
#else
#define TALLER(X) X(7) X(8) X(9) X(10) X(11) X(12)
#endif
#define TILES(rows) \
  APART void tile_##rows##_1(const tile *t) { tile_of(rows, 1, t); } \
  APART void tile_##rows##_2(const tile *t) { tile_of(rows, 2, t); }
HEIGHTS(TILES)
#define ENTRIES(rows) {tile_##rows##_1, tile_##rows##_2},
static void (*const tiles[TILE_ROWS][TILE_VECTORS])(const tile *) = {HEIGHTS(ENTRIES)};

INLINE void multiply_tile(int rows, const tile *t) { tiles[rows - 1][t->columns > W](t); }

/* Of so many rows that are left, those of the next tile: all tiles are of about the same height. */
INLINE int tile_rows(int left) {
  const int count = (left + TILE_ROWS - 1) / TILE_ROWS;
  return (left + count - 1) / count;
}
