/*
 * assembly/gemm.ts, with the same panels of B. Rows of A that many columns use are copied, so that a tile reads them in
 * one stream.
 */
#include "gemm-tile.h"
#include "panels.h"

/* More columns pay for a copy of A: fewer where a tile reads short pieces of it, or rows that share lines of the cache. */
#define MANY 256
#define MANY_OF_SCATTERED 64
#define CONFLICTS(step) (TILE_ROWS > 8 && (step) % 512 == 0)

/* Of one depth: later ones add to what is there, the last brings bias and rectifier. */
INLINE int flags_of(int flags, int top, int last) {
  return (last ? flags : flags & ACCUMULATE) | (top > 0 ? ACCUMULATE : 0);
}

/* Panels that are packed together: rows of B are read in longer pieces. */
#define TOGETHER 4

KERNEL(packRows) {
  const float *b = AT(const float, 2);
  const int stride = INT(3), k = INT(4), n = INT(5);
  float *to = AT(float, 6);
  const int panels = (n + COLUMNS - 1) / COLUMNS, end = INT(1);
  for (int piece = INT(0); piece < end;) {
    const int top = piece / panels * DEPTH, depth = least(DEPTH, k - top), panel = piece % panels;
    const int count = least(least(end - piece, panels - panel), TOGETHER), column = panel * COLUMNS;
    const float *from = b + (ptrdiff_t)top * stride + column;
    pack_rows(from, stride, depth, n - column, count, piece_at(to, top, depth, panel, panels));
    piece += count;
  }
}

KERNEL(packColumns) {
  const float *b = AT(const float, 2);
  const int stride = INT(3), k = INT(4), n = INT(5);
  float *to = AT(float, 6);
  const int panels = (n + COLUMNS - 1) / COLUMNS, end = INT(1);
  for (int piece = INT(0); piece < end; piece++) {
    const int top = piece / panels * DEPTH, depth = least(DEPTH, k - top), panel = piece % panels;
    const int column = panel * COLUMNS;
    const float *from = b + (ptrdiff_t)column * stride + top;
    pack_columns(from, stride, depth, n - column, piece_at(to, top, depth, panel, panels));
  }
}

/* Rows [begin, end) of C ← A·B, or Aᵀ·B */
INLINE void product(const call *call, const int transposed) {
  const int begin = INT(0), end = INT(1), k = INT(7), n = INT(8), flags = INT(10);
  const float *a = AT(const float, 2);
  const ptrdiff_t a_step = INT(3), c_step = INT(6);
  float *b = AT(float, 4), *c = AT(float, 5), *packed = (float *)call->scratch;
  const int is_copied = n > (transposed || CONFLICTS(a_step) ? MANY_OF_SCATTERED : MANY);
  const int panels = (n + COLUMNS - 1) / COLUMNS;
  int top = 0;
  do {
    const int depth = least(DEPTH, k - top);
    const ptrdiff_t row_step = transposed ? 1 : a_step, term_step = transposed ? a_step : 1;
    tile t = {.row_step = 4 * row_step, .term_step = 4 * term_step, .depth = depth, .c_step = c_step};
    t.flags = flags_of(flags, top, top + depth == k);
    const float *from = a + top * term_step;
    for (int row = begin, rows; is_copied && row < end; row += rows) {
      rows = tile_rows(end - row);
      float *to = packed + (ptrdiff_t)(row - begin) * depth;
      if (transposed) pack_columns_of_a(from + row, a_step, depth, rows, to);
      else pack_rows_of_a(from + row * a_step, a_step, depth, rows, to);
    }
    /* The panels of B stay in the first cache while the rows go by. */
    for (int column = 0; column < n; column += TILE_COLUMNS) {
      t.b = piece_at(b, top, depth, column / COLUMNS, panels);
      t.columns = least(TILE_COLUMNS, n - column);
      t.bias = AT(const float, 9) + column;
      for (int row = begin, rows; row < end; row += rows) {
        rows = tile_rows(end - row);
        t.a = (const char *)(from + row * row_step);
        if (is_copied) {
          t.a = (const char *)(packed + (ptrdiff_t)(row - begin) * depth);
          t.row_step = 4;
          t.term_step = 4 * rows;
        }
        t.c = c + row * c_step + column;
        multiply_tile(rows, &t);
      }
    }
    top += depth;
  } while (top < k);
}

KERNEL(multiply) { product(call, 0); }

KERNEL(multiplyTransposed) { product(call, 1); }

/* Few rows: so many panels are packed in the scratch area and used at once. */
#define AT_ONCE 16

KERNEL(multiplyPanels) {
  const int begin = INT(0), end = INT(1), transposed = INT(4), m = INT(6), n = INT(7), k = INT(8), flags = INT(10);
  const float *a = AT(const float, 2), *b = AT(const float, 3), *bias = AT(const float, 9);
  float *c = AT(float, 5), *packed = (float *)call->scratch;
  for (int top = 0; top < k; top += DEPTH) {
    const int depth = least(DEPTH, k - top);
    tile t = {.row_step = 4 * (ptrdiff_t)k, .term_step = 4, .depth = depth, .c_step = n};
    t.flags = flags_of(flags, top, top + depth == k);
    for (int left = begin; left < end; left += AT_ONCE * COLUMNS) {
      const int right = least(left + AT_ONCE * COLUMNS, end), panels = (right - left + COLUMNS - 1) / COLUMNS;
      if (transposed) {
        for (int j = 0; j < panels; j++) {
          const int column = left + j * COLUMNS;
          const float *from = b + (ptrdiff_t)column * k + top;
          pack_columns(from, k, depth, right - column, piece_at(packed, 0, depth, j, panels));
        }
      } else {
        pack_rows(b + (ptrdiff_t)top * n + left, n, depth, right - left, panels, packed);
      }
      for (int column = left; column < right; column += TILE_COLUMNS) {
        t.b = packed + (ptrdiff_t)(column - left) * depth;
        t.columns = least(TILE_COLUMNS, right - column);
        t.bias = bias + column;
        for (int row = 0, rows; row < m; row += rows) {
          rows = tile_rows(m - row);
          t.a = (const char *)(a + (ptrdiff_t)row * k + top);
          t.c = c + (ptrdiff_t)row * n + column;
          multiply_tile(rows, &t);
        }
      }
    }
  }
}
