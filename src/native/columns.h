/*
 * assembly/transpose.ts and column-exponentials.ts: W rows of few numbers as a vector of each number, lane = row.
 * WebAssembly takes four rows at a time; no row depends on those beside it.
 */
#pragma once
#include "exp.h"
#include "wide.h"

/* Up to this many numbers in a row. */
#define NARROW 32

/* Where W rows start, less the first one's address. The last is there for those beyond the end. */
typedef struct { int32_t of[W]; } row_offsets;

INLINE row_offsets offsets_of(int rows, int n) {
  row_offsets offsets;
  for (int j = 0; j < W; j++) offsets.of[j] = least(j, rows - 1) * n;
  return offsets;
}

/*
 * z[k] ← number k of each row; returns the largest of each, NaN passed over. Where n is no multiple of four, the last
 * four numbers are read (and written) as a square once more: nothing outside a row is.
 */
INLINE vf load_columns(const float *rows, const row_offsets *offsets, int n, vf *z) {
  vf most = splat(-INFINITY);
  for (int k = 0; k < n && n >= 4; k += 4) {
    const int at = least(k, n - 4);
    vf v[4];
    UNROLL for (int j = 0; j < 4; j++) {
      f4 quads[QUADS];
      UNROLL for (int q = 0; q < QUADS; q++) quads[q] = load4(rows + offsets->of[j + 4 * q] + at);
      v[j] = of_quads(quads);
    }
    transpose_squares(v);
    UNROLL for (int j = 0; j < 4; j++) z[at + j] = v[j];
  }
  for (int k = 0; k < n && n < 4; k++) {
    UNROLL for (int j = 0; j < W; j++) z[k][j] = rows[offsets->of[j] + k];
  }
  for (int k = 0; k < n; k++) most = pmax(most, z[k]);
  return most;
}

/* The way back of the four columns at `at`. */
INLINE void store_four_columns(float *rows, const row_offsets *offsets, int at, vf v[4]) {
  transpose_squares(v);
  UNROLL for (int j = 0; j < 4; j++) {
    UNROLL for (int q = 0; q < QUADS; q++) store4(rows + offsets->of[j + 4 * q] + at, quad(v[j], q));
  }
}
INLINE void store_column(float *rows, const row_offsets *offsets, int at, vf v) {
  UNROLL for (int j = 0; j < W; j++) rows[offsets->of[j] + at] = v[j];
}

INLINE void store_columns(float *rows, const row_offsets *offsets, int n, const vf *x) {
  for (int k = 0; k < n && n >= 4; k += 4) {
    const int at = least(k, n - 4);
    vf v[4] = {x[at], x[at + 1], x[at + 2], x[at + 3]};
    store_four_columns(rows, offsets, at, v);
  }
  for (int k = 0; k < n && n < 4; k++) store_column(rows, offsets, k, x[k]);
}

/* e ← exponentials of `count` columns beside each other. */
INLINE void exponentiate_abreast(const vf *z, const int count, vf *e, vf shift, vf lowest, vf rounder) {
  UNROLL for (int j = 0; j < count; j++) e[j] = pmax(z[j] - shift, lowest);
  exponentiate_vectors(e, count, rounder);
}

/* e ← exponentials of n columns */
INLINE void exponentiate_columns(const vf *z, int n, vf *e, vf shift, vf lowest, vf rounder) {
  int k = 0;
  for (; k + 4 <= n; k += 4) exponentiate_abreast(z + k, 4, e + k, shift, lowest, rounder);
  if (n & 2) exponentiate_abreast(z + k, 2, e + k, shift, lowest, rounder);
  if (n & 1) exponentiate_abreast(z + n - 1, 1, e + n - 1, shift, lowest, rounder);
}

/* exp(z) · 2^(64 − exponent), to all digits */
INLINE vd exactly(vd z, vd exponent) { return wide_exp_vd(z - exponent * LN2) * ONE; }
