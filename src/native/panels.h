/* Copies of B in panels of eight columns, and of the rows of A that a tile reads. */
#pragma once
#include "gemm-tile.h"

/* Where the piece of the panel that starts at row `top` lies among the packed ones. */
INLINE float *piece_at(float *packed, int top, int depth, int panel, int panels) {
  return packed + COLUMNS * ((ptrdiff_t)top * panels + (ptrdiff_t)panel * depth);
}

/* `count` panels from rows of B; `columns` are there, beyond which are zeros. */
INLINE void pack_rows(const float *from, ptrdiff_t stride, int depth, int columns, int count, float *to) {
  const int whole = least(count, columns / COLUMNS);
  for (int p = 0; p < depth; p++, from += stride, to += COLUMNS) {
    int j = 0;
    for (; j < whole; j++) store8(to + (ptrdiff_t)j * depth * COLUMNS, load8(from + j * COLUMNS));
    if (j == count) continue;
    for (int i = 0; i < COLUMNS; i++) {
      to[(ptrdiff_t)j * depth * COLUMNS + i] = j * COLUMNS + i < columns ? from[j * COLUMNS + i] : 0;
    }
  }
}

/* to[p][0…7] ← number p of each of `rows` rows, zeros beyond them. */
INLINE void transpose_rows(const float *from, ptrdiff_t stride, int depth, const int rows, float *to) {
  int p = 0;
  for (; p + 8 <= depth; p += 8, to += 8 * COLUMNS) {
    f8 r[8];
    UNROLL for (int i = 0; i < 8; i++) r[i] = i < rows ? load8(from + i * stride + p) : (f8){0};
    transpose8(r);
    UNROLL for (int i = 0; i < 8; i++) store8(to + i * COLUMNS, r[i]);
  }
  for (; p < depth; p++, to += COLUMNS) {
    for (int i = 0; i < COLUMNS; i++) to[i] = i < rows ? from[i * stride + p] : 0;
  }
}

/* A panel from columns of B, as the rows of its transpose. */
INLINE void pack_columns(const float *from, ptrdiff_t stride, int depth, int rows, float *to) {
  if (rows >= COLUMNS) transpose_rows(from, stride, depth, COLUMNS, to);
  else transpose_rows(from, stride, depth, rows, to);
}

/*
 * The rows of A of a tile, to[p][rows]. Vectors are stored whole: what is beyond the last row, the next store
 * overwrites, and in the end lies in the scratch area.
 */
INLINE void pack_rows_of_a(const float *from, ptrdiff_t stride, int depth, int rows, float *to) {
  int p = 0;
  for (; p + 8 <= depth; p += 8, from += 8, to += 8 * rows) {
    for (int first = (rows - 1) & -8; first >= 0; first -= 8) {
      f8 r[8];
      UNROLL for (int i = 0; i < 8; i++) r[i] = load8(from + least(first + i, rows - 1) * stride);
      transpose8(r);
      UNROLL for (int i = 0; i < 8; i++) store8(to + i * rows + first, r[i]);
    }
  }
  for (; p < depth; p++, from++, to += rows) {
    for (int i = 0; i < rows; i++) to[i] = from[i * stride];
  }
}

/* The same of the columns of A. */
INLINE void pack_columns_of_a(const float *from, ptrdiff_t stride, int depth, int rows, float *to) {
  for (int p = 0; p < depth; p++, from += stride, to += rows) store(to, load_part(from, rows, 0));
}
