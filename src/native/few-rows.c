/*
 * assembly/few-rows.ts. Two rows of A share what is read of B, or one adds more terms at a time. As there, sums of the
 * first 256 products go to C, and later ones to the scratch area.
 */
#include "gemm-tile.h"

/* Columns of a piece of B, and rows of A that share what is read of it. */
#define STRIP 1024
#define PAIR 2
/* The most terms that are added at a time. */
#define TERMS 8
/* Columns of a tile of A·Bᵀ. */
#define DOTS 16
/* Rows of Bᵀ so short that the next tile's are to be brought into the cache; longer ones the processor foresees. */
#define SHORT 512

/* A (from one row to the next, and from one column to the next), and the columns of B and of the sums. */
typedef struct {
  const float *a;
  ptrdiff_t a_row, a_column;
  const float *b;
  ptrdiff_t b_step;
  float *to;
  ptrdiff_t to_step;
  int columns;
} strip;

/* to ← (to, or 0 if it is not to be added to) + A·B of so many rows and terms, term by term */
INLINE void add_terms(const strip *s, const int rows, const int terms, const int add) {
  float x[PAIR][TERMS];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int p = 0; p < terms; p++) x[i][p] = s->a[i * s->a_row + p * s->a_column];
  }
  const float *b[TERMS];
  UNROLL for (int p = 0; p < terms; p++) b[p] = s->b + p * s->b_step;
  float *const to = s->to;
  const ptrdiff_t to_step = s->to_step;
  const int columns = s->columns;
  int j = 0;
  for (; j + W <= columns; j += W) {
    vf sums[PAIR];
    UNROLL for (int i = 0; i < rows; i++) sums[i] = add ? load(to + i * to_step + j) : splat(0);
    UNROLL for (int p = 0; p < terms; p++) {
      const vf y = load(b[p] + j);
      UNROLL for (int i = 0; i < rows; i++) sums[i] += x[i][p] * y;
    }
    UNROLL for (int i = 0; i < rows; i++) store(to + i * to_step + j, sums[i]);
  }
  for (; j < columns; j++) UNROLL for (int i = 0; i < rows; i++) {
    float sum = add ? to[i * to_step + j] : 0;
    UNROLL for (int p = 0; p < terms; p++) sum += x[i][p] * b[p][j];
    to[i * to_step + j] = sum;
  }
}

#define ADD(terms, rows) \
  APART void add_##terms##_to_##rows(const strip *s, int add) { \
    if (add) add_terms(s, rows, terms, 1); \
    else add_terms(s, rows, terms, 0); \
  }
ADD(8, 1) ADD(4, 1) ADD(1, 1) ADD(4, 2) ADD(1, 2)

/* to ← A·B of one row or two, and so many terms */
static void multiply_terms(strip s, int rows, int terms) {
  for (int p = 0, count; p < terms; p += count) {
    const int left = terms - p;
    if (rows == 2) {
      count = left >= 4 ? 4 : 1;
      count == 4 ? add_4_to_2(&s, p > 0) : add_1_to_2(&s, p > 0);
    } else {
      count = left >= 8 ? 8 : left >= 4 ? 4 : 1;
      count == 8 ? add_8_to_1(&s, p > 0) : count == 4 ? add_4_to_1(&s, p > 0) : add_1_to_1(&s, p > 0);
    }
    s.a += count * s.a_column;
    s.b += count * s.b_step;
  }
}

typedef struct {
  const float *a;
  ptrdiff_t a_row, a_column;
  const float *b;
  float *c;
  int n, k;
  const float *bias;
  int flags;
  float *scratch;
} few;

/* Rows [first, last) and columns [left, right). */
static void multiply_strip(const few *f, int first, int last, int left, int right) {
  const int rows = last - first, columns = right - left;
  float *to = f->c + (ptrdiff_t)first * f->n + left;
  for (int top = 0; top < f->k; top += DEPTH) {
    strip s = {.a_row = f->a_row, .a_column = f->a_column, .b_step = f->n, .columns = columns};
    s.a = f->a + first * f->a_row + top * f->a_column;
    s.b = f->b + (ptrdiff_t)top * f->n + left;
    s.to = top == 0 ? to : f->scratch;
    s.to_step = top == 0 ? f->n : columns;
    multiply_terms(s, rows, least(DEPTH, f->k - top));
    for (int i = 0; top > 0 && i < rows; i++) add_row(f->scratch + i * columns, columns, to + (ptrdiff_t)i * f->n);
  }
  const float *bias = f->bias ? f->bias + left : NULL;
  for (int i = 0; i < rows; i++) finish_row(bias, f->flags, columns, to + (ptrdiff_t)i * f->n);
}

KERNEL(fewRows) {
  const int end = INT(1), m = INT(7);
  const few f = {AT(const float, 2), INT(3), INT(4), AT(const float, 5), AT(float, 6), INT(8), INT(9),
                 AT_OR_NULL(const float, 10), INT(11), (float *)call->scratch};
  for (int left = INT(0); left < end; left += STRIP) {
    const int right = least(left + STRIP, end);
    for (int row = 0; row < m; row += PAIR) multiply_strip(&f, row, least(row + PAIR, m), left, right);
  }
}

KERNEL(fewTerms) {
  const int begin = INT(0), end = INT(1), n = INT(7);
  const few f = {AT(const float, 2), INT(3), INT(4), AT(const float, 5), AT(float, 6), n, INT(8),
                 AT_OR_NULL(const float, 9), INT(10), (float *)call->scratch};
  for (int left = 0; left < n; left += STRIP) {
    const int right = least(left + STRIP, n);
    for (int row = begin; row < end; row += PAIR) multiply_strip(&f, row, least(row + PAIR, end), left, right);
  }
}

/* One number of each of W rows from four that are side by side: x[p] has those of number p. */
INLINE void columns_of_rows(const float *b, ptrdiff_t step, vf x[4]) {
  UNROLL for (int i = 0; i < 4; i++) {
    const float *rows[QUADS];
    UNROLL for (int q = 0; q < QUADS; q++) rows[q] = b + (i + 4 * q) * step;
    x[i] = load_quads(rows, 0);
  }
  transpose_squares(x);
}

/*
 * to[rows][16] ← A·Bᵀ of `rows` rows of A and sixteen of B, of k numbers each: sums of 256 products in order, then of
 * these. `next`, if it is not NULL, is what to bring into the cache meanwhile.
 */
INLINE void dots(const int rows, const float *a, const float *b, int k, const float *next, float to[PAIR][DOTS]) {
  enum { VECTORS = DOTS / W };
  vf totals[PAIR][VECTORS] = {0};
  for (int top = 0; top < k; top += DEPTH) {
    vf sums[PAIR][VECTORS];
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < VECTORS; v++) sums[i][v] = splat(0);
    const int end = least(top + DEPTH, k);
    int p = top;
    for (; p + 4 <= end; p += 4) {
      UNROLL for (int v = 0; v < VECTORS; v++) {
        vf x[4];
        columns_of_rows(b + (ptrdiff_t)v * W * k + p, k, x);
        UNROLL for (int q = 0; q < 4; q++) {
          UNROLL for (int i = 0; i < rows; i++) sums[i][v] += a[i * (ptrdiff_t)k + p + q] * x[q];
        }
      }
      if (!next) continue;
      UNROLL for (int line = 0; line < 4; line++) __builtin_prefetch(next + 16 * line);
      next += 64;
    }
    for (; p < end; p++) UNROLL for (int v = 0; v < VECTORS; v++) {
      vf x;
      UNROLL for (int j = 0; j < W; j++) x[j] = b[(ptrdiff_t)(v * W + j) * k + p];
      UNROLL for (int i = 0; i < rows; i++) sums[i][v] += a[i * (ptrdiff_t)k + p] * x;
    }
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < VECTORS; v++) {
      totals[i][v] = top == 0 ? sums[i][v] : totals[i][v] + sums[i][v];
    }
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < VECTORS; v++) store(to[i] + v * W, totals[i][v]);
  }
}

KERNEL(fewRowsTransposed) {
  const int end = INT(1), m = INT(5), n = INT(6), k = INT(7), flags = INT(9);
  const float *a = AT(const float, 2), *b = AT(const float, 3), *bias = AT_OR_NULL(const float, 8);
  float *c = AT(float, 4);
  for (int left = INT(0); left < end; left += DOTS) {
    const int column = least(left, n - DOTS); /* the last tile of all may begin among the columns of the one before */
    const int columns = least(DOTS, n - left);
    const float *from = b + (ptrdiff_t)column * k, *next = k <= SHORT ? from + (ptrdiff_t)DOTS * k : NULL;
    for (int row = 0; row < m; row += PAIR) {
      const float *x = a + (ptrdiff_t)row * k;
      const int rows = least(PAIR, m - row);
      float sums[PAIR][DOTS];
      if (rows == PAIR) dots(PAIR, x, from, k, next, sums);
      else dots(1, x, from, k, next, sums);
      for (int i = 0; i < rows; i++) {
        float *to = c + (ptrdiff_t)(row + i) * n + left;
        memcpy(to, sums[i] + left - column, columns * sizeof *to);
        finish_row(bias ? bias + left : NULL, flags, columns, to);
      }
    }
  }
}
