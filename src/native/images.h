/* `listPatches` of assembly/images.ts */
#pragma once
#include "kernel.h"

/* Images with their borders, and what one position of a convolution's output sees of them (see assembly/images.ts). */
typedef struct {
  uint32_t x;
  int out_height, out_width;
  int image_bytes, line_bytes, step_bytes;
  int pieces, piece_bytes, row_bytes;
} patches;

/* These are nine arguments of a kernel, from number i on. */
INLINE patches patches_of(const call *call, int i) {
  return (patches){
    .x = ADDRESS(i),
    .out_height = INT(i + 1),
    .out_width = INT(i + 2),
    .image_bytes = INT(i + 3),
    .line_bytes = INT(i + 4),
    .step_bytes = INT(i + 5),
    .pieces = INT(i + 6),
    .piece_bytes = INT(i + 7),
    .row_bytes = INT(i + 8),
  };
}

/* The addresses of the patches [begin, end), positions going along rows, rows and images. */
static void list_patches(const patches *of, int begin, int end, uint32_t *to) {
  int column = begin % of->out_width;
  int line = begin / of->out_width % of->out_height;
  uint32_t image = of->x + (uint32_t)(begin / of->out_width / of->out_height) * (uint32_t)of->image_bytes;
  for (int position = begin; position < end; position++) {
    *to++ = image + (uint32_t)line * (uint32_t)of->line_bytes + (uint32_t)column * (uint32_t)of->step_bytes;
    if (++column < of->out_width) continue;
    column = 0;
    if (++line < of->out_height) continue;
    line = 0;
    image += (uint32_t)of->image_bytes;
  }
}
