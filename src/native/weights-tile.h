/*
 * The gradient of a convolution's weights where few gradients of the output are 0: then lists of the others cost more
 * than they save. A tile has some numbers of a piece and sixteen outputs (or eight), and a register for each sum, which
 * goes through the positions in order, the zeros included. Adding ±0 to a sum that began at +0 changes nothing.
 */
#pragma once
#include "images.h"
#include "vectors.h"

/* Sums of a tile: as many as leave registers for the gradients of a position, one number of its patch and a product. */
#define NUMBERS (W == 8 ? 6 : 8)
#define MOST_VECTORS (16 / W)
#define EIGHTS (W / 8)

typedef struct {
  /* The first of the tile's numbers, in the patch of which address each position? */
  const char *numbers;
  const uint32_t *patches;
  /* Of sixteen outputs, a row for each position. */
  const float *gradients;
  int positions;
  /* A row for each output. */
  float *sums;
  ptrdiff_t sums_step;
} weights_tile;

/* Eight outputs' sums, as one vector for each number. */
INLINE void sums_by_number(const weights_tile *t, int output, const int count, f8 square[8]) {
  UNROLL for (int o = 0; o < 8; o++) {
    const float *from = t->sums + (output + o) * t->sums_step;
    square[o] = count < 8 ? load8_part(from, count) : load8(from);
  }
  transpose8(square);
}

INLINE void store_by_output(const weights_tile *t, int output, const int count, f8 square[8]) {
  UNROLL for (int i = count; i < 8; i++) square[i] = (f8){0};
  transpose8(square);
  UNROLL for (int o = 0; o < 8; o++) {
    float *to = t->sums + (output + o) * t->sums_step;
    if (count < 8) store8_part(to, square[o], count);
    else store8(to, square[o]);
  }
}

INLINE void weights_tile_of(const int count, const int vectors, const weights_tile *t) {
  vf sums[NUMBERS][MOST_VECTORS];
  UNROLL for (int v = 0; v < vectors; v++) {
    f8 squares[EIGHTS][8];
    UNROLL for (int e = 0; e < EIGHTS; e++) sums_by_number(t, v * W + e * 8, count, squares[e]);
#if W == 8
    UNROLL for (int i = 0; i < count; i++) sums[i][v] = squares[0][i];
#else
    UNROLL for (int i = 0; i < count; i++) sums[i][v] = joined(squares[0][i], squares[1][i]);
#endif
  }
  const float *g = t->gradients;
  const char *numbers = t->numbers;
  for (const uint32_t *patch = t->patches, *end = patch + t->positions; patch < end; patch++, g += 16) {
    vf y[MOST_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) y[v] = load(g + v * W);
    const float *there = (const float *)(numbers + *patch);
    UNROLL for (int i = 0; i < count; i++) {
      const vf x = splat(there[i]);
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += x * y[v];
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    f8 squares[EIGHTS][8];
#if W == 8
    UNROLL for (int i = 0; i < count; i++) squares[0][i] = sums[i][v];
#else
    UNROLL for (int i = 0; i < count; i++) {
      squares[0][i] = lower_floats(sums[i][v]);
      squares[1][i] = upper_floats(sums[i][v]);
    }
#endif
    UNROLL for (int e = 0; e < EIGHTS; e++) store_by_output(t, v * W + e * 8, count, squares[e]);
  }
}

#if W == 8
#define WIDTHS(X, count) X(count, 1) X(count, 2)
#define MORE_COUNTS(X)
#else
#define WIDTHS(X, count) X(count, 1)
#define MORE_COUNTS(X) X(7) X(8)
#endif
#define NUMBER_COUNTS(X) X(1) X(2) X(3) X(4) X(5) X(6) MORE_COUNTS(X)
#define WEIGHTS_TILE(count, vectors) \
  APART void weights_tile_##count##_##vectors(const weights_tile *t) { weights_tile_of(count, vectors, t); }
#define WEIGHTS_TILES(count) WIDTHS(WEIGHTS_TILE, count)
NUMBER_COUNTS(WEIGHTS_TILES)
#define WEIGHTS_ENTRY(count, vectors) weights_tile_##count##_##vectors,
#define WEIGHTS_ENTRIES(count) {WIDTHS(WEIGHTS_ENTRY, count)},
static void (*const weights_tiles[NUMBERS][MOST_VECTORS])(const weights_tile *) = {NUMBER_COUNTS(WEIGHTS_ENTRIES)};
