/*
 * assembly/convolution.ts: patches are read where they lie, piece by piece, in tiles of the matrix product. Each number
 * is still the sum in the order of the weights.
 */
#include "images.h"
#include "panels.h"

/* Positions whose patches are listed at a time. */
#define BLOCK 1024

KERNEL(packKernels) {
  const int end = INT(1), k = INT(3), outputs = INT(4);
  const float *w = AT(const float, 2);
  float *to = AT(float, 5);
  for (int panel = INT(0); panel < end; panel++) {
    const int column = panel * COLUMNS;
    pack_rows(w + column, outputs, k, outputs - column, 1, to + (ptrdiff_t)panel * k * COLUMNS);
  }
}

/* Patches of the rows of a tile, in the order of their positions; its other rows are those of the product. */
typedef struct {
  tile product;
  const char *memory;
  const uint32_t *patches;
  int pieces;
  ptrdiff_t piece_bytes, row_bytes;
} patch_tile;

INLINE void patch_tile_of(const int rows, const int vectors, const patch_tile *t) {
  vf sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = splat(0);
  const float *panels[TILE_COLUMNS / COLUMNS];
  panels_of(&t->product, vectors, panels);
  const char *patches[TILE_ROWS];
  UNROLL for (int i = 0; i < rows; i++) patches[i] = t->memory + t->patches[i];
  ptrdiff_t at = 0, piece = 0;
  for (int left = t->pieces; left > 0; left--, piece += t->row_bytes) {
    for (ptrdiff_t there = piece, end = piece + t->piece_bytes; there < end; there += sizeof(float), at += COLUMNS) {
      vf y[TILE_VECTORS];
      UNROLL for (int v = 0; v < vectors; v++) y[v] = columns_of(panels, v, at);
      UNROLL for (int i = 0; i < rows; i++) {
        const vf x = splat(*(const float *)(patches[i] + there));
        UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += x * y[v];
      }
    }
  }
  store_tile(rows, vectors, sums, &t->product);
}

#define PATCH_TILES(rows) \
  APART void patch_tile_##rows##_1(const patch_tile *t) { patch_tile_of(rows, 1, t); } \
  APART void patch_tile_##rows##_2(const patch_tile *t) { patch_tile_of(rows, 2, t); }
HEIGHTS(PATCH_TILES)
#define PATCH_ENTRIES(rows) {patch_tile_##rows##_1, patch_tile_##rows##_2},
static void (*const patch_tiles[TILE_ROWS][TILE_VECTORS])(const patch_tile *) = {HEIGHTS(PATCH_ENTRIES)};

KERNEL(convolution) {
  const int begin = INT(0), end = INT(1), flags = INT(13), outputs = INT(14);
  const patches of = patches_of(call, 2);
  const float *packed = AT(const float, 11), *bias = AT(const float, 12);
  float *to = AT(float, 15);
  uint32_t *list = (uint32_t *)call->scratch;
  const int k = of.pieces * (of.piece_bytes / 4);
  patch_tile t = {
    .product = {.depth = k, .c_step = outputs, .flags = flags},
    .memory = call->memory,
    .pieces = of.pieces,
    .piece_bytes = of.piece_bytes,
    .row_bytes = of.row_bytes,
  };
  for (int first = begin; first < end; first += BLOCK) {
    const int length = least(BLOCK, end - first);
    list_patches(&of, first, first + length, list);
    for (int column = 0; column < outputs; column += TILE_COLUMNS) {
      t.product.b = packed + (ptrdiff_t)column * k;
      t.product.bias = bias + column;
      t.product.columns = least(TILE_COLUMNS, outputs - column);
      for (int row = 0, rows; row < length; row += rows) {
        rows = tile_rows(length - row);
        t.patches = list + row;
        t.product.c = to + (ptrdiff_t)(first + row) * outputs + column;
        patch_tiles[rows - 1][t.product.columns > W](&t);
      }
    }
  }
}
